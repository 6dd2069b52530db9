"""The tiles that are fetched for proofs are enough, whatever the place and the size."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.adapters.ledger.trees import leaf

from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.proofs import TilesInHand, tiles_for
from adapters.ledger.tiles import HEIGHT, WIDTH, Tile
from adapters.ledger.tree import check_inclusion

MOST = 70_000
LEAVES = [leaf(number) for number in range(MOST)]


def _levels() -> dict[tuple[int, int], bytes]:
    """Every full tile of the largest tree, and its edge."""
    tree = GrowingTree()
    full = tree.grow(b"".join(LEAVES))
    found = {(one.level, one.number): one.hashes for one in full}
    roots: dict[int, dict[int, bytes]] = {}
    for one in full:
        roots.setdefault(one.level + 1, {})[one.number] = one.root
    for level in range(3):
        number = MOST >> (HEIGHT * (level + 1))
        if level == 0:
            found[level, number] = b"".join(LEAVES[number * WIDTH :])
        else:
            place = range(number * WIDTH, MOST >> (HEIGHT * level))
            found[level, number] = b"".join(roots[level][at] for at in place)
    return found


TILES = _levels()


def root(size: int) -> bytes:
    tree = GrowingTree()
    tree.grow(b"".join(LEAVES[:size]))
    return tree.root()


def in_hand(wanted: set[Tile]) -> TilesInHand:
    return TilesInHand({(one.level, one.number): TILES[one.level, one.number] for one in wanted})


@settings(deadline=None)
@given(st.integers(1, MOST), st.data())
@example(1, None)
@example(256, None)
@example(257, None)
@example(65_536, None)
@example(65_537, None)
@example(MOST, None)
def test_a_proof_is_made_of_these_tiles_alone(size: int, data: st.DataObject | None) -> None:
    index = size - 1 if data is None else data.draw(st.integers(0, size - 1))

    proof = in_hand(tiles_for([index], size)).proof(index, size)

    check_inclusion(LEAVES[index], index, size, proof, root(size))


def test_the_proofs_of_a_page_share_their_tiles() -> None:
    wanted = tiles_for(range(0, 51_200, 256), MOST)

    assert len(wanted) == 200 + 4
    assert {one.level for one in wanted} == {0, 1, 2}
