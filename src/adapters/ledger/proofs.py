"""Which tiles a proof needs, so that they can be fetched at once, and the proof from them."""

from collections.abc import Iterable, Mapping

from adapters.ledger.tiles import (
    HEIGHT,
    MAX_LEVEL,
    Nodes,
    Tile,
    TileMissing,
    width_at,
)
from adapters.ledger.tree import HASH_BYTES, inclusion_proof


def tiles_for(indices: Iterable[int], size: int) -> set[Tile]:
    """All tiles that inclusion proofs of these leaves in a tree of `size` are made of.

    At each level those are the tile above the leaf, for siblings inside it, and the tile at the
    right edge, for the subtrees that are not complete.
    """
    wanted, levels = list(indices), range(MAX_LEVEL + 1)
    places = {(level, index >> (HEIGHT * (level + 1))) for index in wanted for level in levels}
    places |= {(level, size >> (HEIGHT * (level + 1))) for level in levels}
    tiles = (Tile(level, number, width_at(level, number, size)) for level, number in places)
    return {tile for tile in tiles if tile.width}


class TilesInHand:
    """`TileSource` of tiles that were fetched before; one that has grown since will do as well."""

    def __init__(self, tiles: Mapping[tuple[int, int], bytes]) -> None:
        self._tiles = tiles

    def hashes(self, tile: Tile) -> bytes:
        """See `TileSource`."""
        found = self._tiles.get((tile.level, tile.number), b"")[: tile.width * HASH_BYTES]
        if len(found) != tile.width * HASH_BYTES:
            raise TileMissing(f"{tile.path} is not at hand")
        return found

    def proof(self, index: int, size: int) -> list[bytes]:
        """See `inclusion_proof`. Raises TileMissing."""
        return inclusion_proof(index, size, Nodes(self, size))
