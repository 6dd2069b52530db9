"""Trees of tests: the recursive definition of RFC 6962 §2.1, with hashlib and nothing of ours."""

from collections.abc import Sequence
from hashlib import sha256

from adapters.ledger.tree import Node


def leaf(number: int) -> bytes:
    """The leaf hash of some entry, another one for each number."""
    return sha256(b"\x00" + number.to_bytes(8, "big")).digest()


def leaves(count: int) -> list[bytes]:
    return [leaf(number) for number in range(count)]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """MTH(D[n]), where the leaf hashes are given."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def path_of(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH(index, D[n]) of RFC 6962 §2.1.1."""
    if len(hashes) == 1:
        return []
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if index < split:
        return [*path_of(index, hashes[:split]), root_of(hashes[split:])]
    return [*path_of(index - split, hashes[split:]), root_of(hashes[:split])]


def proof_of(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PROOF(old, D[n]) of RFC 6962 §2.1.2, for 0 < old < n."""
    return _subproof(old, hashes, True)


def _subproof(old: int, hashes: Sequence[bytes], whole: bool) -> list[bytes]:
    if old == len(hashes):
        return [] if whole else [root_of(hashes)]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if old <= split:
        return [*_subproof(old, hashes[:split], whole), root_of(hashes[split:])]
    return [*_subproof(old - split, hashes[split:], False), root_of(hashes[:split])]


def node_in(hashes: Sequence[bytes]) -> Node:
    """The complete subtrees over these leaf hashes."""

    def node(level: int, index: int) -> bytes:
        part = hashes[index << level : (index + 1) << level]
        assert len(part) == 1 << level, f"({level}, {index}) is not complete"
        return root_of(part)

    return node
