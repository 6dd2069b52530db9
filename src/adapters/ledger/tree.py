"""The Merkle tree of RFC 6962 §2.1: its hashes, its proofs, and how a stranger checks them.

A *node* is named by level and index: the root of the complete subtree over the leaves
`index << level` up to `(index + 1) << level`. Hashes are 32 bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Hash of the complete subtree at (level, index)."""


class ProofWrong(Exception):
    """A proof that does not lead to the root it was offered for."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry), RFC 6962 §2.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 6962 §2.1."""
    return sha256(b"\x01" + left + right).digest()


def subtree_root(hashes: bytes) -> bytes:
    """The root over 2^k concatenated hashes, k >= 0."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [
                sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest()
                for at in range(0, len(hashes), 2 * HASH_BYTES)
            ]
        )
    return hashes


def range_root(start: int, end: int, node: Node) -> bytes:
    """MTH(D[start:end]) of RFC 6962 §2.1; `end > start`, and a split never crosses a node."""
    count = end - start
    if count & (count - 1) == 0 and start % count == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    split = start + _split(count)
    return node_hash(range_root(start, split, node), range_root(split, end, node))


def tree_root(size: int, node: Node) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1, from the leaf's sibling upwards."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start = split
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 §2.1.2; empty where there is nothing to prove."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is no beginning of a tree of {new}")
    if old in (0, new):
        return []
    start, end, whole, proof = 0, new, True, list[bytes]()
    while old != end:
        split = start + _split(end - start)
        if old <= split:
            proof.append(range_root(split, end, node))
            end = split
        else:
            proof.append(range_root(start, split, node))
            start, whole = split, False
    if not whole:
        proof.append(range_root(start, end, node))
    return proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """RFC 9162 §2.1.3.2. Raises ProofWrong."""
    if not 0 <= index < size:
        raise ProofWrong(f"leaf {index} is not in a tree of {size}")
    sides = list(_sides(index, size - 1))
    if len(sides) != len(proof):
        raise ProofWrong(f"the proof has {len(proof)} hashes, and {len(sides)} are needed")
    found = leaf
    for is_left, sibling in zip(sides, proof, strict=True):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != root:
        raise ProofWrong(f"leaf {index} does not lead to the root of size {size}")


def _sides(place: int, last: int) -> Iterator[bool]:
    """Whether each sibling on the way up stands on the left; `last` is the last place of a row."""
    while last:
        is_left = bool(place & 1) or place == last
        yield is_left
        while is_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1


def check_consistency(
    old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]
) -> None:
    """That the tree `old` (size and root) is the beginning of `new`: RFC 9162 §2.1.4.2.

    Raises ProofWrong. Every tree continues the empty one; equal sizes need equal roots.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if old_size > new_size:
        raise ProofWrong(f"a tree of {old_size} cannot have shrunk to {new_size}")
    if old_size in (0, new_size):
        if proof or (old_size == new_size and old_root != new_root):
            raise ProofWrong(f"two trees of {old_size} have different roots")
        return
    older, newer = _folded(old_size, new_size, old_root, list(proof))
    if (older, newer) != (old_root, new_root):
        raise ProofWrong(f"the tree of {new_size} does not continue the tree of {old_size}")


def _folded(
    old_size: int, new_size: int, old_root: bytes, proof: list[bytes]
) -> tuple[bytes, bytes]:
    """Both roots as the proof makes them; steps 2 to 6 of the algorithm."""
    if old_size & (old_size - 1) == 0:
        proof.insert(0, old_root)
    if not proof:
        raise ProofWrong("the proof is empty")
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    sides = list(_sides(place, last))
    if len(sides) != len(proof) - 1:
        raise ProofWrong(f"the proof has {len(proof)} hashes, and {len(sides) + 1} are needed")
    older = newer = proof[0]
    for is_left, sibling in zip(sides, proof[1:], strict=True):
        older = node_hash(sibling, older) if is_left else older
        newer = node_hash(sibling, newer) if is_left else node_hash(newer, sibling)
    return older, newer


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
