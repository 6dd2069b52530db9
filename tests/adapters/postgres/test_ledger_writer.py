"""Positions and tiles are one: what has a position is in the tree, in the order of positions.

Long because one writer is looked at batch by batch, from an empty store to a large one.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.adapters.postgres.ledgers import (
    assert_whole,
    fill,
    leaves_of,
    root_of,
    tiles_in,
    tiles_over,
)

from adapters.ledger.entries import leaf_of
from adapters.ledger.growing_tree import GrowingTree
from adapters.postgres.ledger_leaves import LEAF, leaves
from adapters.postgres.ledger_start import ledger_at_start
from adapters.postgres.ledger_writer import LedgerWriter
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.trouble import PostgresTrouble
from application.feed import Positioned
from database import Store

_LEAF_OF_ONE = f"""
SELECT {LEAF} FROM (SELECT %s::uuid AS originator_id, %s::int8 AS originator_version,
                           %s::text AS topic, %s::bytea AS state) AS event
"""


@pytest.mark.parametrize("topic", ["", "t", "a" * 255, "a" * 256, "\\x00", "é" * 200, "a" * 65_535])
def test_the_database_makes_the_leaf_of_formats_3_whatever_the_topic(
    connection: psycopg.Connection, topic: str
) -> None:
    one = Positioned(0, uuid4(), 7, topic, b"state")
    row = connection.execute(
        _LEAF_OF_ONE.encode(), (one.stream, one.version, topic, one.state)
    ).fetchone()
    assert row == (leaf_of(one),)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    stream=st.uuids(),
    version=st.integers(1, 2**63 - 1),
    topic=st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",))),
    state=st.binary(max_size=3000),
)
def test_the_database_makes_the_leaf_of_formats_3_whatever_the_event(
    connection: psycopg.Connection, stream: UUID, version: int, topic: str, state: bytes
) -> None:
    row = connection.execute(_LEAF_OF_ONE.encode(), (stream, version, topic, state)).fetchone()
    assert row == (leaf_of(Positioned(0, stream, version, topic, state)),)


@pytest.mark.parametrize("batch", [1, 100, 256, 257, 5000])
def test_tiles_are_those_of_the_events_whatever_the_batch(
    store: Store, app_dsn: str, connection: psycopg.Connection, batch: int
) -> None:
    fill(store.dsn, 700)
    Sequencer(app_dsn, batch).catch_up()
    fill(store.dsn, 99)
    Sequencer(app_dsn, batch).catch_up()

    assert assert_whole(connection) == 799
    assert sorted(tiles_in(connection)) == [(0, 0), (0, 1), (0, 2)]


def test_the_tiles_of_the_second_level_are_written_when_they_are_full(
    store: Store, app_dsn: str, connection: psycopg.Connection
) -> None:
    fill(store.dsn, 65_536 + 300)
    Sequencer(app_dsn).catch_up()

    assert (1, 0) in tiles_in(connection)
    assert tiles_in(connection) == tiles_over(leaves_of(connection))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 1000])
def test_a_tree_found_again_is_the_tree_that_was_left(
    store: Store, app_dsn: str, connection: psycopg.Connection, size: int
) -> None:
    fill(store.dsn, size)
    Sequencer(app_dsn).catch_up()

    tree, positions = ledger_at_start(connection)

    assert (tree.size, positions) == (size, size)
    assert tree.root() == root_of(leaves_of(connection))


@contextmanager
def failing_commit(connection: psycopg.Connection) -> Iterator[None]:
    """What the database refuses at the last moment, when everything was written."""
    with psycopg.connect(connection.info.dsn, user="postgres", autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'refused'; END $$"
        )
        owner.execute(
            "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON ledger_tiles"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()"
        )
        yield
        owner.execute("DROP TRIGGER late ON ledger_tiles")


def test_a_commit_that_fails_leaves_the_tree_and_the_store_where_they_were(
    store: Store, connection: psycopg.Connection
) -> None:
    writer = LedgerWriter(connection, GrowingTree())
    fill(store.dsn, 200)
    writer.advance(1000)
    before = writer.tree.root()
    fill(store.dsn, 400)
    with failing_commit(connection), pytest.raises(psycopg.errors.RaiseException):
        writer.advance(1000)

    assert (writer.tree.size, writer.tree.root()) == (200, before)
    assert assert_whole(connection) == 200
    assert writer.advance(1000) == 400
    assert assert_whole(connection) == 600
    assert writer.tree.root() == root_of(leaves_of(connection))


def test_positions_of_another_sequencer_are_noticed_and_nothing_is_written(
    store: Store, connection: psycopg.Connection
) -> None:
    first, second = (LedgerWriter(connection, GrowingTree()) for _ in range(2))
    fill(store.dsn, 300)
    first.advance(1000)
    fill(store.dsn, 5)

    with pytest.raises(PostgresTrouble, match="two sequencers work on one event store"):
        second.advance(1000)

    assert assert_whole(connection) == 300
    assert second.tree.size == 0


def before_the_ledger(dsn: str) -> None:
    """Positions as revision 0011 left them: no tile, no checkpoint."""
    with psycopg.connect(dsn) as owner:
        owner.execute("DELETE FROM ledger_tiles")


def test_positions_without_tiles_are_taken_in_first(
    store: Store, app_dsn: str, connection: psycopg.Connection
) -> None:
    fill(store.dsn, 1000)
    Sequencer(app_dsn).catch_up()
    before_the_ledger(store.dsn)
    fill(store.dsn, 10)

    assert Sequencer(app_dsn).catch_up() == 10
    assert assert_whole(connection) == 1010


def test_taking_in_goes_on_where_it_was_stopped(
    store: Store, app_dsn: str, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.postgres.ledger_writer.INTEGRATED_AT_ONCE", 256)
    fill(store.dsn, 1000)
    Sequencer(app_dsn).catch_up()
    before_the_ledger(store.dsn)
    writer = LedgerWriter(connection, GrowingTree())
    writer.integrate(1000, StopAfter(2))
    assert sorted(tiles_in(connection)) == [(0, 0), (0, 1)]

    tree, size = ledger_at_start(connection)

    assert (tree.size, size) == (512, 1000)
    Sequencer(app_dsn).catch_up()
    assert assert_whole(connection) == 1000


class StopAfter(threading.Event):
    """Set by itself after it was looked at so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0


def test_leaves_of_events_that_are_gone_are_refused(
    store: Store, app_dsn: str, connection: psycopg.Connection
) -> None:
    fill(store.dsn, 10)
    Sequencer(app_dsn).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(
            "DELETE FROM events WHERE notification_id = "
            "(SELECT notification_id FROM positions WHERE position = 4)"
        )

    with pytest.raises(PostgresTrouble, match=r"has 5 events from position 2 on.* store 4:"):
        leaves(connection, 2, 7)
