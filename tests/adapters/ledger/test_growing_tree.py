"""A tree that grows piece by piece is the tree of all its leaves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.ledger.trees import leaves, root_of

from adapters.ledger.growing_tree import FullTile, GrowingTree

PIECES = st.lists(st.integers(0, 700), max_size=6)


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_after_every_piece_the_root_is_that_of_the_definition(pieces: list[int]) -> None:
    tree, hashes = GrowingTree(), leaves(sum(pieces))
    for piece in pieces:
        tree.grow(b"".join(hashes[tree.size : tree.size + piece]))
        assert tree.root() == root_of(hashes[: tree.size])


@settings(max_examples=30, deadline=None)
@given(PIECES)
def test_each_full_tile_comes_out_once_with_its_hashes_and_its_root(pieces: list[int]) -> None:
    tree, hashes, found = GrowingTree(), leaves(sum(pieces)), list[FullTile]()
    for piece in pieces:
        found += tree.grow(b"".join(hashes[tree.size : tree.size + piece]))

    rows = [hashes[at : at + 256] for at in range(0, len(hashes) - 255, 256)]
    assert found == [
        FullTile(0, number, b"".join(row), root_of(row)) for number, row in enumerate(rows)
    ]


def test_levels_above_fill_from_the_roots_below() -> None:
    hashes = leaves(65_536 + 256 + 1)
    tree = GrowingTree()
    full = tree.grow(b"".join(hashes))

    below = [one.root for one in full if one.level == 0]
    assert [(one.level, one.number) for one in full] == [*((0, n) for n in range(257)), (1, 0)]
    assert full[-1] == FullTile(1, 0, b"".join(below[:256]), root_of(hashes[:65_536]))
    assert tree.root() == root_of(hashes)


def test_a_copy_grows_apart() -> None:
    hashes = leaves(600)
    tree = GrowingTree()
    tree.grow(b"".join(hashes[:300]))

    grown = tree.copy()
    grown.grow(b"".join(hashes[300:]))

    assert (tree.size, tree.root()) == (300, root_of(hashes[:300]))
    assert (grown.size, grown.root()) == (600, root_of(hashes))


@pytest.mark.parametrize(
    ("size", "edges", "level"),
    [(1, [b""], 0), (256, [b"x" * 32], 0), (256, [b"", b""], 1), (257, [b"x" * 32, b"x" * 64], 1)],
)
def test_edges_of_another_size_are_refused(size: int, edges: list[bytes], level: int) -> None:
    with pytest.raises(ValueError, match=f"edge of level {level} does not fit a tree of {size}"):
        GrowingTree(size, edges)
