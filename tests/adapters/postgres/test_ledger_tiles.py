"""Tiles, entries and checkpoints as they are read back, beside a tree that was grown apart."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.entries import leaf_of, read_bundle
from adapters.ledger.key_ring import KeyRing, new_ring
from adapters.ledger.notes import signers
from adapters.ledger.tiles import Nodes, Tile, TileMissing, tiles_of, width_at
from adapters.ledger.tree import HASH_BYTES, leaf_hash, subtree_root, tree_root
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.ledger_tiles import StoredTiles
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer
from database import Store
from recording import record

EVENTS = 600
RING = new_ring("eid.example/ledger")


@pytest.fixture
def filled(recorder: TransactionOrderRecorder, app_dsn: str) -> KeyRing:
    """Two full tiles and a part of the third, signed."""
    record(recorder, *[100] * (EVENTS // 100))
    Sequencer(app_dsn, signer=RING).catch_up()
    return RING


def leaves(connection: psycopg.Connection) -> bytes:
    return b"".join(map(leaf_of, LedgerFeed(connection).read(-1, EVENTS)))


def test_the_tiles_make_the_root_that_was_signed(
    filled: KeyRing, connection: psycopg.Connection
) -> None:
    tiles = StoredTiles(connection)
    note = tiles.published()
    assert note is not None

    found = read_checkpoint(note.text)

    assert signers(note, filled.verifiers())
    assert found.size == EVENTS
    assert tree_root(EVENTS, Nodes(tiles, EVENTS)) == found.root


def test_a_tile_of_leaves_of_every_earlier_width_is_read(
    filled: KeyRing, connection: psycopg.Connection
) -> None:
    tiles, expected = StoredTiles(connection), leaves(connection)

    for number in range(3):
        for width in (1, 2, 87, 88, 255, 256):
            if width > width_at(0, number, EVENTS):
                continue
            first = number * 256 * HASH_BYTES
            found = tiles.hashes(Tile(0, number, width))
            assert found == expected[first : first + width * HASH_BYTES]


def test_a_tile_above_is_made_of_the_roots_below(
    filled: KeyRing, connection: psycopg.Connection
) -> None:
    tiles = StoredTiles(connection)
    roots = [subtree_root(tiles.hashes(Tile(0, number))) for number in range(2)]

    assert tiles.hashes(Tile(1, 0, 1)) == roots[0]
    assert tiles.hashes(Tile(1, 0, 2)) == b"".join(roots)


def test_entries_are_bundled_as_their_leaves_stand(
    filled: KeyRing, connection: psycopg.Connection
) -> None:
    tiles = StoredTiles(connection)

    for number, width in ((0, 256), (1, 1), (2, 88)):
        entries = read_bundle(tiles.entries(number, width))
        assert len(entries) == width
        assert b"".join(map(leaf_hash, entries)) == tiles.hashes(Tile(0, number, width))


@pytest.mark.parametrize(
    "tile", [Tile(0, 2), Tile(0, 2, 89), Tile(0, 3, 1), Tile(1, 0), Tile(1, 0, 3), Tile(2, 0, 1)]
)
def test_what_is_not_there_is_missing(
    filled: KeyRing, connection: psycopg.Connection, tile: Tile
) -> None:
    with pytest.raises(TileMissing):
        StoredTiles(connection).hashes(tile)
    if tile.level == 0:
        with pytest.raises(TileMissing):
            StoredTiles(connection).entries(tile.number, tile.width)


def test_an_altered_event_shows_in_its_entry_and_not_in_its_stored_leaf(
    filled: KeyRing, connection: psycopg.Connection, store: Store
) -> None:
    tiles = StoredTiles(connection)
    before = (tiles.entries(0), tiles.hashes(Tile(0, 0)), tiles.hashes(Tile(0, 2, 88)))
    with psycopg.connect(store.dsn) as owner:
        owner.execute(
            "UPDATE events SET state = 'other' WHERE notification_id IN"
            " (SELECT notification_id FROM positions WHERE position IN (3, 599))"
        )

    after = (tiles.entries(0), tiles.hashes(Tile(0, 0)), tiles.hashes(Tile(0, 2, 88)))

    assert after[0] != before[0]
    assert after[1] == before[1]
    assert after[2][:-HASH_BYTES] == before[2][:-HASH_BYTES]
    assert after[2] != before[2]


def test_an_event_that_is_gone_is_named_by_its_position(
    filled: KeyRing, connection: psycopg.Connection, store: Store
) -> None:
    with psycopg.connect(store.dsn) as owner:
        owner.execute(
            "DELETE FROM events WHERE notification_id ="
            " (SELECT notification_id FROM positions WHERE position = 520)"
        )

    with pytest.raises(TileMissing, match="520"):
        StoredTiles(connection).entries(2, 88)
    assert len(StoredTiles(connection).entries(2, 8)) > 0


def test_an_event_that_was_put_in_between_is_in_no_bundle(
    filled: KeyRing, connection: psycopg.Connection, store: Store
) -> None:
    before = StoredTiles(connection).entries(0)
    with psycopg.connect(store.dsn) as owner:
        owner.execute(
            "INSERT INTO events SELECT gen_random_uuid(), 1, min(notification_id) + 50000, 't', ''"
            " FROM events"
        )

    assert StoredTiles(connection).entries(0) == before


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=3))
def test_whatever_was_appended_every_tile_is_there_and_makes_the_root(
    recorder: TransactionOrderRecorder,
    app_dsn: str,
    connection: psycopg.Connection,
    sizes: list[int],
) -> None:
    """The store grows from example to example, so that tiles of many sizes are met."""
    record(recorder, *sizes)
    Sequencer(app_dsn, signer=RING).catch_up()
    tiles = StoredTiles(connection)
    note = tiles.published()
    assert note is not None
    signed = read_checkpoint(note.text)

    for tile in tiles_of(signed.size):
        assert len(tiles.hashes(tile)) == tile.width * HASH_BYTES
    assert tree_root(signed.size, Nodes(tiles, signed.size)) == signed.root
