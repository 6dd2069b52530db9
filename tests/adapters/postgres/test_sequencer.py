"""Dense positions over the real event table, and the feed that reads by them."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg.conninfo import make_conninfo

from adapters.postgres.horizon import read_horizon, read_horizon_async
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Counters, Sequencer, verify_positions
from adapters.postgres.trouble import PostgresTrouble
from application.feed import FeedBroken, Positioned
from database import Store, datastore_of

TOPIC = "citizen.captured.v1"


@pytest.fixture
def app_dsn(store: Store) -> str:
    return make_conninfo(store.dsn, user="cancuoc_app")


@pytest.fixture
def recorder(store: Store) -> Iterator[TransactionOrderRecorder]:
    with datastore_of(store.dsn) as datastore:
        yield TransactionOrderRecorder(datastore)


@pytest.fixture
def connection(app_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(app_dsn, autocommit=True) as opened:
        yield opened


def record(recorder: TransactionOrderRecorder, *sizes: int) -> list[UUID]:
    """One transaction a size; each event opens a stream of its own. Gives the streams in order."""
    streams: list[UUID] = []
    for size in sizes:
        batch = [uuid4() for _ in range(size)]
        recorder.insert_events(
            [StoredEvent(one, 1, "citizen.captured.v1", one.bytes) for one in batch]
        )
        streams += batch
    return streams


@contextmanager
def running(sequencer: Sequencer) -> Iterator[list[Counters]]:
    stop, result = threading.Event(), list[Counters]()
    worker = threading.Thread(target=lambda: result.append(sequencer.run(stop)))
    worker.start()
    try:
        yield result
    finally:
        stop.set()
        worker.join(10)
    assert not worker.is_alive()


def await_head(connection: psycopg.Connection, position: int) -> None:
    deadline = time.monotonic() + 10
    while LedgerFeed(connection).head() < position:
        assert time.monotonic() < deadline, "no position in 10 s"
        time.sleep(0.01)


def test_positions_are_dense_from_zero_in_the_order_of_recording(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    streams = record(recorder, 1, 3, 2)

    given = Sequencer(app_dsn).catch_up()

    assert given == 6
    assert LedgerFeed(connection).read(-1, 100) == [
        Positioned(position, stream, 1, TOPIC, stream.bytes)
        for position, stream in enumerate(streams)
    ]


def test_a_batch_ends_in_the_middle_of_a_transaction_and_the_next_goes_on(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    streams = record(recorder, 5, 4)
    sequencer = Sequencer(app_dsn, batch=2)

    sequencer.catch_up()

    assert sequencer.counters.batches == 5
    assert [one.stream for one in LedgerFeed(connection).read(-1, 100)] == streams


def test_a_second_run_gives_no_position_twice(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    first = record(recorder, 3)
    Sequencer(app_dsn).catch_up()
    second = record(recorder, 2)

    assert Sequencer(app_dsn).catch_up() == 2
    assert Sequencer(app_dsn).catch_up() == 0
    assert [one.stream for one in LedgerFeed(connection).read(-1, 100)] == first + second


def test_events_of_an_open_transaction_wait_and_so_do_later_ones(
    recorder: TransactionOrderRecorder, app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    sequencer, slow_stream = Sequencer(app_dsn), uuid4()
    with psycopg.connect(store.dsn) as slow:
        slow.execute(
            "INSERT INTO events VALUES"
            " (%s, 1, pg_current_xact_id()::text::bigint << 20, 'citizen.captured.v1', '')",
            (slow_stream,),
        )
        later = record(recorder, 1)
        while_open = sequencer.catch_up()
    after_commit = sequencer.catch_up()

    assert (while_open, after_commit) == (0, 2)
    assert [one.stream for one in LedgerFeed(connection).read(-1, 9)] == [slow_stream, *later]


def test_a_poll_that_finds_nothing_draws_no_transaction_id(
    app_dsn: str, connection: psycopg.Connection
) -> None:
    def next_id() -> int:
        row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
        assert row is not None
        return int(row[0])

    before = next_id()
    for _ in range(5):
        Sequencer(app_dsn).catch_up()

    assert next_id() == before


def test_a_running_sequencer_follows_and_reports(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    with running(Sequencer(app_dsn)) as result:
        record(recorder, 2)
        await_head(connection, 1)
        record(recorder, 1)
        await_head(connection, 2)

    assert result[0].events == 3
    assert result[0].batches == 2


def test_a_second_sequencer_waits_until_the_first_is_gone(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    second = Sequencer(app_dsn)
    with running(Sequencer(app_dsn)):
        record(recorder, 1)
        await_head(connection, 0)
        with running(second):
            record(recorder, 1)
            await_head(connection, 1)
        assert second.counters.events == 0
        assert second.counters.empty_polls == 0

    with running(second):
        record(recorder, 1)
        await_head(connection, 2)
    assert second.counters.events == 1


def test_a_sequencer_whose_connection_is_cut_takes_up_its_work(
    recorder: TransactionOrderRecorder, app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    sequencer = Sequencer(app_dsn)
    with running(sequencer), psycopg.connect(store.dsn, autocommit=True) as owner:
        record(recorder, 1)
        await_head(connection, 0)
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'cancuoc-sequencer' AND datname = current_database()"
        )
        record(recorder, 1)
        await_head(connection, 1)

    assert sequencer.counters.reconnects == 1
    assert sequencer.counters.events == 2


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM positions WHERE position = 1",
        "DELETE FROM positions WHERE position = 0",
        "UPDATE positions SET position = 7 WHERE position = 3",
    ],
)
def test_positions_with_a_hole_stop_the_sequencer(
    recorder: TransactionOrderRecorder, app_dsn: str, store: Store, damage: str
) -> None:
    record(recorder, 4)
    Sequencer(app_dsn).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(damage)

    with pytest.raises(PostgresTrouble, match="not dense"):
        Sequencer(app_dsn).run(threading.Event())


def test_a_store_from_a_cluster_with_a_higher_counter_is_refused(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    foreign = 1 << 60
    with psycopg.connect(store.dsn) as owner:
        owner.execute("INSERT INTO events VALUES (%s, 1, %s, 't', '')", (uuid4(), foreign))

    with pytest.raises(PostgresTrouble, match="raise store_epoch"):
        verify_positions(connection)

    with psycopg.connect(store.dsn) as owner:
        owner.execute("UPDATE store_epoch SET epoch_offset = %s", (foreign,))
    verify_positions(connection)


def test_the_feed_pages_and_reports_its_head(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    feed = LedgerFeed(connection)
    empty = (feed.head(), feed.read(-1, 10))
    streams = record(recorder, 3, 4)
    Sequencer(app_dsn).catch_up()

    pages = [feed.read(after, 3) for after in (-1, 2, 5, 6)]

    assert empty == (-1, [])
    assert feed.head() == 6
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [one.stream for page in pages for one in page] == streams


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM events WHERE notification_id = (SELECT max(notification_id) FROM events)",
        "DELETE FROM events WHERE notification_id = (SELECT min(notification_id) FROM events)",
        "INSERT INTO events SELECT gen_random_uuid(), 1, min(notification_id) + 1, 't', ''"
        " FROM events",
        "DELETE FROM positions WHERE position = 1",
        "DELETE FROM positions WHERE position = 0",
    ],
)
def test_the_feed_stops_where_positions_and_events_disagree(
    recorder: TransactionOrderRecorder,
    app_dsn: str,
    store: Store,
    connection: psycopg.Connection,
    damage: str,
) -> None:
    record(recorder, 1, 1, 1)
    Sequencer(app_dsn).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(damage)

    with pytest.raises(FeedBroken):
        LedgerFeed(connection).read(-1, 10)


async def test_the_horizon_names_the_oldest_writing_transaction(
    store: Store, app_dsn: str, connection: psycopg.Connection
) -> None:
    quiet = read_horizon(connection)
    named = make_conninfo(store.keys_dsn, application_name="a long import")
    with psycopg.connect(named) as slow, psycopg.connect(store.dsn) as reading:
        reading.execute("SELECT count(*) FROM events")
        slow.execute("SELECT pg_current_xact_id()")
        await asyncio.sleep(0.05)
        busy = read_horizon(connection)
        async with await psycopg.AsyncConnection.connect(app_dsn) as other:
            same = await read_horizon_async(other)
        holder = slow.info.backend_pid

    assert (quiet.age_s, quiet.pid) == (0.0, None)
    assert (busy.pid, busy.application_name) == (holder, "a long import")
    assert 0.05 <= busy.age_s < 10
    assert same.pid == holder
