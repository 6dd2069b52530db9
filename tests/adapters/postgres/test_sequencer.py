"""Dense positions over the real event table, whoever runs the sequencer and whatever stops it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Counters, Sequencer
from application.feed import Positioned
from database import Store
from recording import TOPIC, record


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
