"""What a sequencer refuses to go on with, and what it says of it."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from tests.adapters.postgres.ledgers import assert_whole, fill

from adapters.ledger.key_ring import KeyRing, new_ring
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.trouble import PostgresTrouble
from database import Store

ORIGIN = "eid.example/ledger"
RING = new_ring(ORIGIN)
FULL, SIZE = 512, 600
"""Two full tiles, and 88 events after them."""


@pytest.fixture
def owner(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def signed(store: Store, app_dsn: str) -> str:
    """A ledger of 600 events, signed; gives its connection string."""
    fill(store.dsn, SIZE)
    Sequencer(app_dsn, signer=RING).catch_up()
    return app_dsn


def alter(position: int, change: str = "state = 'x'") -> str:
    return (
        f"UPDATE events SET {change} WHERE notification_id ="
        f" (SELECT notification_id FROM positions WHERE position = {position})"
    )


ROLLBACK = "A ledger of 600 events was signed, and only 599 have a position: the event store went"
ROOT = "The first 600 events do not have the root that was signed: an event from position 512 on"
DAMAGES = {
    "an altered state in a full tile": (
        alter(300),
        "The event at position 300 is not what the ledger has of it: it was altered, or the tile"
        " tile/0/001 of the ledger was. Keep a copy of the database first; then restore the event"
        " store from a backup",
    ),
    "an altered topic in a full tile": (
        alter(0, "topic = 'card.issued.v1'"),
        "The event at position 0 is not what the ledger has of it",
    ),
    "an altered version in a full tile": (
        alter(511, "originator_version = 2"),
        "The event at position 511 is not what the ledger has of it",
    ),
    "an altered event after the tiles": (alter(512), ROOT),
    "an altered last event": (alter(599), ROOT),
    "an event that is gone": (
        "DELETE FROM events WHERE notification_id ="
        " (SELECT notification_id FROM positions WHERE position = 7)",
        "The ledger has 512 events from position 0 on, and the event store 511: events were"
        " removed or put in between.",
    ),
    "a tile that is gone": (
        "DELETE FROM ledger_tiles WHERE number = 0",
        "The tile tile/0/000 of the ledger is missing.",
    ),
    "the last tile is gone": (
        "DELETE FROM ledger_tiles WHERE number = 1",
        "The tile tile/0/001 of the ledger is missing, and was signed.",
    ),
    "all tiles are gone": (
        "DELETE FROM ledger_tiles",
        "The tile tile/0/000 of the ledger is missing, and was signed.",
    ),
    "a tile with another hash": (
        "UPDATE ledger_tiles SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)"
        " WHERE number = 1",
        "The tile tile/0/001 of the ledger does not have its root.",
    ),
    "a tile with another root": (
        "UPDATE ledger_tiles SET root = sha256('x') WHERE number = 0",
        "The tile tile/0/000 of the ledger does not have its root.",
    ),
    "a tile too many": (
        "INSERT INTO ledger_tiles SELECT 0, 2, hashes, root FROM ledger_tiles WHERE number = 0",
        "The tile tile/0/002 of the ledger is there, and only 600 events have a position",
    ),
    "a tile above that is none": (
        "INSERT INTO ledger_tiles SELECT 1, 0, hashes, root FROM ledger_tiles WHERE number = 0",
        "The tile tile/1/000 of the ledger is there, and only 600 events have a position",
    ),
    "positions that went back": ("DELETE FROM positions WHERE position = 599", ROLLBACK),
    "positions that are all gone": (
        "DELETE FROM positions",
        "A ledger of 600 events was signed, and only 0 have a position",
    ),
    "another root in the checkpoint": ("UPDATE checkpoints SET root = sha256('x')", ROOT),
}


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES.values(), ids=DAMAGES)
def test_a_store_that_is_not_what_was_signed_is_refused(
    signed: str, owner: psycopg.Connection, damage: str, sentence: str
) -> None:
    owner.execute(damage.encode())

    for signer in (RING, None):
        with pytest.raises(PostgresTrouble) as refused:
            Sequencer(signed, signer=signer).run(threading.Event())
        assert str(refused.value).startswith(sentence)
        assert "estore the event store from a backup" in str(refused.value)
        assert str(refused.value).count("\n") == 0


def test_the_same_store_undamaged_goes_on(signed: str, connection: psycopg.Connection) -> None:
    assert Sequencer(signed, signer=RING).catch_up() == 0
    assert assert_whole(connection) == SIZE


def test_tiles_of_a_ledger_that_nobody_signed_are_made_again(
    store: Store, app_dsn: str, owner: psycopg.Connection, connection: psycopg.Connection
) -> None:
    fill(store.dsn, SIZE)
    Sequencer(app_dsn).catch_up()
    owner.execute("DELETE FROM ledger_tiles")

    assert Sequencer(app_dsn).catch_up() == 0
    assert assert_whole(connection) == SIZE


def test_an_altered_event_is_found_after_later_ones_filled_its_tile(
    signed: str, store: Store, owner: psycopg.Connection
) -> None:
    fill(store.dsn, 300)
    Sequencer(signed).catch_up()
    owner.execute(alter(FULL + 3).encode())

    with pytest.raises(PostgresTrouble, match=f"The event at position {FULL + 3} is not what"):
        Sequencer(signed).catch_up()


def test_the_signature_of_the_newest_checkpoint_must_be_right_and_by_our_keys(
    signed: str, owner: psycopg.Connection
) -> None:
    with pytest.raises(PostgresTrouble) as foreign:
        Sequencer(signed, signer=new_ring(ORIGIN)).catch_up()
    assert str(foreign.value).startswith(
        f"The checkpoint of 600 events was signed by {RING.keys[0].key_id}, which the signing keys"
        " do not hold: restore the file that CANCUOC_LEDGER_KEYS names from your safe"
    )
    after_loss = new_ring(ORIGIN, RING.verifiers())
    assert Sequencer(signed, signer=after_loss).catch_up() == 0

    owner.execute("UPDATE checkpoints SET signatures = (%s)", (_line_over("other\n", RING),))
    with pytest.raises(PostgresTrouble, match="The checkpoint of 600 events was altered: the sig"):
        Sequencer(signed, signer=RING).catch_up()

    owner.execute("UPDATE checkpoints SET signatures = ''")
    with pytest.raises(PostgresTrouble, match="The checkpoint of 600 events was altered: a note"):
        Sequencer(signed, signer=RING).catch_up()


def _line_over(text: str, ring: KeyRing) -> str:
    return "".join(line.text() for line in ring.sign(text))
