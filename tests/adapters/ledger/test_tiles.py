"""Names and widths of C2SP tlog-tiles, and the nodes found in tiles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.ledger.trees import leaves, path_of, root_of

from adapters.ledger.tiles import Nodes, Tile, TileMissing, read_path, tiles_of, width_at
from adapters.ledger.tree import inclusion_proof, tree_root

PATHS = {
    "tile/0/000": Tile(0, 0),
    "tile/0/x001/x234/067": Tile(0, 1_234_067),
    "tile/5/x001/000": Tile(5, 1000),
    "tile/0/999": Tile(0, 999),
    "tile/0/273.p/112": Tile(0, 273, 112),
    "tile/2/000.p/1": Tile(2, 0, 1),
    "tile/entries/273.p/112": Tile(-1, 273, 112),
    "tile/entries/x001/x234/067": Tile(-1, 1_234_067),
    "tile/63/000": Tile(63, 0),
}
NO_PATHS = [
    "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x001",
    "tile/0/001/234", "tile/0/x1/000", "tile/0/x000/001", "tile/0/x0001/000", "tile/00/000",
    "tile/01/000", "tile/-1/000", "tile/100/000", "tile/a/000", "tile/entry/000",
    "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/01", "tile/0/000.p/",
    "tile/0/000.p", "tile/0/000/p/1", "tile/0/000.p/1/", "/tile/0/000", "tile/0/000/",
    "tile/0/../000", "tile/0/000\n", "tile/0/٠٠٠", "tile/0/000.p/-1", "tile//000", "TILE/0/000",
    "tile/64/000", "tile/0/" + "x999/" * 5000 + "000",
    "tile/0/x001/x234/x067", "tile/entries", "tile/entries/", "tile/entries/000.p/256",
]  # fmt: skip


@pytest.mark.parametrize(("path", "tile"), PATHS.items())
def test_a_path_names_a_tile_and_a_tile_its_path(path: str, tile: Tile) -> None:
    assert read_path(path) == tile
    assert tile.path == path


@pytest.mark.parametrize("path", NO_PATHS)
def test_every_other_spelling_names_nothing(path: str) -> None:
    assert read_path(path) is None


@given(st.integers(-1, 63), st.integers(0, 2**48), st.integers(1, 256))
def test_every_tile_has_one_path(level: int, number: int, width: int) -> None:
    tile = Tile(level, number, width)
    assert read_path(tile.path) == tile


def test_seventy_thousand_leaves_have_the_tiles_of_the_specification() -> None:
    tiles = tiles_of(70_000)
    by_level = [[one for one in tiles if one.level == level] for level in range(4)]

    assert [one.width for one in by_level[0]] == [256] * 273 + [112]
    assert [one.width for one in by_level[1]] == [256, 17]
    assert [one.width for one in by_level[2]] == [1]
    assert by_level[3] == []
    assert by_level[0][-1].path == "tile/0/273.p/112"


@pytest.mark.parametrize(
    ("size", "paths"),
    [
        (0, []),
        (1, ["tile/0/000.p/1"]),
        (255, ["tile/0/000.p/255"]),
        (256, ["tile/0/000", "tile/1/000.p/1"]),
        (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
    ],
)
def test_small_trees_have_these_tiles(size: int, paths: list[str]) -> None:
    assert [tile.path for tile in tiles_of(size)] == paths


@given(st.integers(0, 300_000))
def test_each_tile_has_the_width_that_its_place_has(size: int) -> None:
    for tile in tiles_of(size):
        assert tile.width == width_at(tile.level, tile.number, size)
    assert width_at(0, size // 256 + 1, size) == 0
    assert width_at(-1, 0, size) == min(size, 256)


class TilesOf:
    """Tiles over leaf hashes; counts how often each was asked for."""

    def __init__(self, hashes: list[bytes]) -> None:
        self.rows = [hashes]
        while len(self.rows[-1]) >= 256:
            row = self.rows[-1]
            ends = range(0, len(row) - len(row) % 256, 256)
            self.rows.append([root_of(row[at : at + 256]) for at in ends])
        self.asked: list[Tile] = []

    def hashes(self, tile: Tile) -> bytes:
        self.asked.append(tile)
        at = tile.number * 256
        found = b"".join(self.rows[tile.level][at : at + tile.width])
        if len(found) != tile.width * 32:
            raise TileMissing(tile.path)
        return found


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 2000), st.data())
def test_roots_and_proofs_from_tiles_are_those_of_the_leaves(
    size: int, data: st.DataObject
) -> None:
    hashes, index = leaves(size), data.draw(st.integers(0, size - 1))
    source = TilesOf(hashes)
    nodes = Nodes(source, size)

    assert tree_root(size, nodes) == root_of(hashes)
    assert inclusion_proof(index, size, nodes) == path_of(index, hashes)
    assert len(set(source.asked)) == len(source.asked)


def test_a_node_that_is_not_complete_is_missing() -> None:
    nodes = Nodes(TilesOf(leaves(300)), 300)
    for place in ((0, 300), (6, 4), (8, 1)):
        with pytest.raises((TileMissing, IndexError)):
            nodes(*place)
