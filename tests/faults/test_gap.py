"""Nothing appears behind a reader: eight writers of mixed batches and readers at their heels."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.conninfo import make_conninfo

import gap_writer
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.transaction_order import FIRST_ID
from database import DURABLE, Store, database, datastore_of, migrated_store, throwaway_cluster
from tailing import Key, Tail, by_notification, by_position, without_horizon

WRITERS = 8
TRANSACTIONS = 520
WANTED = 100_000

_ONE_EVENT = f"INSERT INTO events VALUES (%s, 1, {FIRST_ID}, 'gap', '')"

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def durable() -> Iterator[EmbeddedPostgres]:
    with throwaway_cluster(DURABLE) as server:
        yield server


@pytest.fixture(scope="module")
def gap_store(durable: EmbeddedPostgres) -> Iterator[Store]:
    with migrated_store(durable) as store:
        yield store


@contextmanager
def writers(kind: str, dsn: str) -> Iterator[None]:
    """Eight processes that append at the same time; all have ended well at the end."""
    script = [sys.executable, gap_writer.__file__, kind, dsn]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(_import_path())}
    processes = [
        subprocess.Popen(
            [*script, str(seed), str(TRANSACTIONS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        for seed in range(WRITERS)
    ]
    try:
        for one in processes:
            assert one.stdout is not None
            assert one.stdout.readline() == b"ready\n"
        yield _let_go(processes)
        assert [one.wait(300) for one in processes] == [0] * WRITERS
    finally:
        for one in processes:
            one.kill()
            one.communicate()


def _let_go(processes: list[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()


def _import_path() -> list[str]:
    return [str(Path(gap_writer.__file__).parent), *(path for path in sys.path if path)]


def hesitate(dsn: str, times: int = 20) -> None:
    """A ninth writer whose every transaction stays open while the others' commit."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for _ in range(times):
            with connection.transaction():
                connection.execute(_ONE_EVENT, (uuid4(),))
                time.sleep(0.05)


def recorded_in(dsn: str, table: str) -> set[Key]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            f"SELECT originator_id, originator_version FROM {table}"
        ).fetchall()
    return {(stream, version) for stream, version in rows}


def test_no_reader_in_transaction_order_misses_an_event_and_one_without_horizon_does(
    gap_store: Store,
) -> None:
    app_dsn = make_conninfo(gap_store.dsn, user="cancuoc_app")
    stop, sequencer = threading.Event(), Sequencer(app_dsn)
    sequencing = threading.Thread(target=sequencer.run, args=(stop,))
    with (
        datastore_of(gap_store.dsn) as datastore,
        psycopg.connect(app_dsn, autocommit=True) as plain,
        psycopg.connect(app_dsn, autocommit=True) as feeding,
        Tail(by_notification(TransactionOrderRecorder(datastore))) as tail,
        Tail(by_position(LedgerFeed(feeding))) as positioned,
        Tail(without_horizon(plain, "events")) as careless,
    ):
        sequencing.start()
        with writers("ours", gap_store.dsn):
            hesitate(app_dsn)
        _await_positions(feeding, len(recorded_in(gap_store.dsn, "events")))
        stop.set()
        sequencing.join()
    recorded = recorded_in(gap_store.dsn, "events")

    assert len(recorded) > WANTED
    assert tail.missed_of(recorded) == 0
    assert positioned.missed_of(recorded) == 0
    assert sequencer.counters.events == len(recorded)
    assert careless.missed_of(recorded) > 0, "a reader without horizon must miss: no teeth"


def test_the_stock_recorder_misses_none_under_its_table_lock(durable: EmbeddedPostgres) -> None:
    with database(durable) as dsn, datastore_of(dsn, user="postgres") as datastore:
        stock = PostgresApplicationRecorder(datastore, events_table_name=gap_writer.STOCK_TABLE)
        stock.create_table()
        with Tail(by_notification(stock)) as tail, writers("stock", dsn):
            pass
        recorded = recorded_in(dsn, gap_writer.STOCK_TABLE)

    assert len(recorded) > WANTED
    assert tail.missed_of(recorded) == 0


def test_a_reader_of_plain_sequence_numbers_misses_events(durable: EmbeddedPostgres) -> None:
    with (
        database(durable) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
        psycopg.connect(dsn, autocommit=True) as reading,
    ):
        connection.execute(gap_writer.NAIVE_TABLE)
        with Tail(without_horizon(reading, "naive")) as tail, writers("naive", dsn):
            pass
        recorded = recorded_in(dsn, "naive")

    assert len(recorded) > WANTED
    assert tail.missed_of(recorded) > 0, "the naive reader must miss: the test has no teeth"


def _await_positions(connection: psycopg.Connection, count: int) -> None:
    deadline = time.monotonic() + 30
    while LedgerFeed(connection).head() < count - 1:
        assert time.monotonic() < deadline, "the sequencer does not catch up"
        time.sleep(0.05)
