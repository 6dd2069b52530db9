"""The right edge of a growing tree: leaves go in, full tiles and roots come out."""

import msgspec

from adapters.ledger.tiles import HEIGHT, WIDTH
from adapters.ledger.tree import EMPTY_ROOT, HASH_BYTES, node_hash, subtree_root

_TILE_BYTES = WIDTH * HASH_BYTES


class FullTile(msgspec.Struct, frozen=True):
    """A tile that will never change again, and its root, which goes into the level above."""

    level: int
    number: int
    hashes: bytes
    root: bytes


class GrowingTree:
    """Holds at most 255 hashes a level, whatever the size.

    `edges[level]` are the hashes of the tile of that level that is not full yet.
    """

    def __init__(self, size: int = 0, edges: list[bytes] | None = None) -> None:
        self.size = size
        self._edges = edges or []
        for level, edge in enumerate(self._edges):
            if len(edge) != HASH_BYTES * ((size >> (HEIGHT * level)) % WIDTH):
                raise ValueError(f"the edge of level {level} does not fit a tree of {size}")

    def copy(self) -> "GrowingTree":
        """The same tree, to be grown apart."""
        return GrowingTree(self.size, list(self._edges))

    def grow(self, leaves: bytes) -> list[FullTile]:
        """Append concatenated leaf hashes; the tiles that became full, lower levels first."""
        full = list[FullTile]()
        self._push(0, leaves, self.size, full)
        self.size += len(leaves) // HASH_BYTES
        return full

    def _push(self, level: int, hashes: bytes, count: int, full: list[FullTile]) -> None:
        """`count` hashes of this level were there before."""
        if len(self._edges) == level:
            self._edges.append(b"")
        number = count // WIDTH
        waiting = self._edges[level] + hashes
        ends = len(waiting) - len(waiting) % _TILE_BYTES
        self._edges[level] = waiting[ends:]
        roots = list[bytes]()
        for at in range(0, ends, _TILE_BYTES):
            tile = waiting[at : at + _TILE_BYTES]
            roots.append(subtree_root(tile))
            full.append(FullTile(level, number + at // _TILE_BYTES, tile, roots[-1]))
        if roots:
            self._push(level + 1, b"".join(roots), number, full)

    def root(self) -> bytes:
        """MTH over all leaves (RFC 6962 §2.1): the complete subtrees, joined from the right."""
        root = b""
        for edge in self._edges:
            for peak in _peaks(edge):
                root = node_hash(peak, root) if root else peak
        return root or EMPTY_ROOT


def _peaks(edge: bytes) -> list[bytes]:
    """The roots of the complete subtrees of one edge, the smallest and rightmost first."""
    found, end = list[bytes](), len(edge)
    count = end // HASH_BYTES
    for bit in range(HEIGHT):
        if count >> bit & 1:
            begin = end - (HASH_BYTES << bit)
            found.append(subtree_root(edge[begin:end]))
            end = begin
    return found
