"""Positions stay dense and in order however the sequencer or the database dies."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent
from psycopg.conninfo import make_conninfo

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer, verify_positions
from database import DURABLE, Store, datastore_of, migrated_store, throwaway_cluster

KILLS = 12
SEQUENCER = (
    "import sys, threading\n"
    "from adapters.postgres.sequencer import Sequencer\n"
    "Sequencer(sys.argv[1], batch=20).run(threading.Event())\n"
)

pytestmark = pytest.mark.fault


@pytest.fixture
def durable() -> Iterator[EmbeddedPostgres]:
    with throwaway_cluster(DURABLE) as server:
        yield server


@pytest.fixture
def store(durable: EmbeddedPostgres) -> Iterator[Store]:
    with migrated_store(durable) as made:
        yield made


class Load:
    """Appends until told to stop; keeps the streams whose append was acknowledged."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._append)
        self.acknowledged: list[object] = []

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _append(self) -> None:
        with datastore_of(self._dsn) as datastore:
            recorder = TransactionOrderRecorder(datastore)
            while not self._stop.is_set():
                stream = uuid4()
                try:
                    recorder.insert_events([StoredEvent(stream, n, "t", b"") for n in (1, 2, 3)])
                except OperationalError:
                    time.sleep(0.05)
                    continue
                self.acknowledged.append(stream)


@contextmanager
def sequencer_process(dsn: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    started = subprocess.Popen([sys.executable, "-c", SEQUENCER, dsn], env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def await_progress(dsn: str, beyond: int) -> int:
    with psycopg.connect(dsn, autocommit=True) as connection:
        deadline = time.monotonic() + 20
        while (head := LedgerFeed(connection).head()) <= beyond:
            assert time.monotonic() < deadline, "no new position in 20 s"
            time.sleep(0.005)
    return head


def assert_history_is_whole(dsn: str, acknowledged: list[object]) -> None:
    """Each acknowledged append has its events, each event one position, in transaction order."""
    Sequencer(dsn).catch_up()
    with psycopg.connect(dsn, autocommit=True) as connection:
        verify_positions(connection)
        events = LedgerFeed(connection).read(-1, 1_000_000)
        ordered = connection.execute(
            "SELECT originator_id, originator_version FROM events ORDER BY notification_id"
        ).fetchall()
    assert [(one.stream, one.version) for one in events] == ordered
    assert set(acknowledged) <= {one.stream for one in events}


def test_a_sequencer_killed_again_and_again_leaves_dense_positions(store: Store) -> None:
    dsn, head = make_conninfo(store.dsn, user="cancuoc_app"), -1
    with Load(store.dsn) as load:
        for _ in range(KILLS):
            with sequencer_process(dsn):
                head = await_progress(dsn, beyond=head)

    assert_history_is_whole(dsn, load.acknowledged)


def test_a_database_killed_under_a_running_sequencer_loses_no_acknowledged_event(
    durable: EmbeddedPostgres, store: Store
) -> None:
    dsn, head, stop = make_conninfo(store.dsn, user="cancuoc_app"), -1, threading.Event()
    sequencer = Sequencer(dsn, batch=20)
    sequencing = threading.Thread(target=sequencer.run, args=(stop,), daemon=True)
    sequencing.start()
    with Load(store.dsn) as load:
        for stop_now in (durable.kill9, lambda: durable.stop("immediate"), durable.kill9):
            head = await_progress(dsn, beyond=head)
            stop_now()
            durable.start()
        await_progress(dsn, beyond=head)
    stop.set()
    sequencing.join(10)

    assert sequencer.counters.reconnects > 0
    assert_history_is_whole(dsn, load.acknowledged)
