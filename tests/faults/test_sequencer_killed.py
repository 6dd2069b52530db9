"""Positions and the tree over them stay whole however the sequencer or the database dies.

Killing a process proves the loss of a process, not the loss of power. Long because every way to
die is a test.
"""

import os
import signal
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
from eventsourcing.persistence import OperationalError, StoredEvent
from psycopg.conninfo import make_conninfo
from tests.adapters.postgres.ledgers import assert_whole, checkpoints_in, fill
from tests.faults.dying_sequencer import STEPS

from adapters.ledger.key_ring import KeyRingFile, create, new_ring
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import LOCK, Sequencer, verify_positions
from database import DURABLE, Store, datastore_of, migrated_store, throwaway_cluster
from waiting import eventually

KILLS = 12
DEATHS = 3
WORK = 700
"""Events given before each death: two full tiles, and a part of a third."""

_SESSIONS = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'cancuoc-sequencer'"

pytestmark = [pytest.mark.fault, pytest.mark.slow]


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


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    create(tmp_path / "ledger-keys.json", new_ring("eid.example/ledger"))
    return tmp_path / "ledger-keys.json"


@contextmanager
def sequencer_process(dsn: str, keys: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "tests.faults.dying_sequencer", dsn, str(keys), *more]
    started = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def die(dsn: str, keys: Path, step: str, times: int, off: str = "") -> None:
    """Let a sequencer die, and wait until the database knows that it is gone."""
    with sequencer_process(dsn, keys, step, str(times), off) as dying:
        assert dying.wait(30) == -signal.SIGKILL
    with psycopg.connect(dsn, autocommit=True) as connection:
        eventually(lambda: not connection.execute(_SESSIONS).fetchall())


def await_progress(dsn: str, beyond: int) -> int:
    with psycopg.connect(dsn, autocommit=True) as connection:
        deadline = time.monotonic() + 20
        while (head := LedgerFeed(connection).head()) <= beyond:
            assert time.monotonic() < deadline, "no new position in 20 s"
            time.sleep(0.005)
    return head


def assert_history_is_whole(dsn: str, keys: Path, acknowledged: list[object]) -> None:
    """Each acknowledged append has its events, each event one position, in transaction order; and
    the ledger is that of the events, signed to its end."""
    Sequencer(dsn, signer=KeyRingFile(keys)).catch_up()
    with psycopg.connect(dsn, autocommit=True) as connection:
        verify_positions(connection)
        size = assert_whole(connection)
        assert checkpoints_in(connection)[-1][0] == size
        events = LedgerFeed(connection).read(-1, 1_000_000)
        ordered = connection.execute(
            "SELECT originator_id, originator_version FROM events ORDER BY notification_id"
        ).fetchall()
    assert [(one.stream, one.version) for one in events] == ordered
    assert set(acknowledged) <= {one.stream for one in events}


def test_a_sequencer_killed_again_and_again_leaves_dense_positions(
    store: Store, keys: Path
) -> None:
    dsn, head = make_conninfo(store.dsn, user="cancuoc_app"), -1
    with Load(store.dsn) as load:
        for _ in range(KILLS):
            with sequencer_process(dsn, keys):
                head = await_progress(dsn, beyond=head)

    assert_history_is_whole(dsn, keys, load.acknowledged)


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_any_step_the_tree_is_that_of_the_positions(
    store: Store, keys: Path, step: str
) -> None:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with psycopg.connect(dsn, autocommit=True) as connection:
        for times in range(1, DEATHS + 1):
            fill(store.dsn, WORK)
            die(dsn, keys, step, times)
            assert_whole(connection)

    assert_history_is_whole(dsn, keys, [])


def test_with_transactions_off_a_death_leaves_positions_without_their_tile(
    store: Store, keys: Path
) -> None:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    fill(store.dsn, WORK)
    die(dsn, keys, "giving positions", 3, off="transactions")

    with psycopg.connect(dsn, autocommit=True) as connection:
        assert LedgerFeed(connection).head() == 299
        with pytest.raises(AssertionError):
            assert_whole(connection)


def test_a_second_sequencer_waits_and_goes_on_with_the_same_tree(store: Store, keys: Path) -> None:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with sequencer_process(dsn, keys) as first:
        fill(store.dsn, WORK)
        await_progress(dsn, beyond=WORK - 2)
        with sequencer_process(dsn, keys) as second:
            await_sessions(dsn, 2)
            assert locks(dsn) == 1
            first.kill()
            first.wait()
            fill(store.dsn, WORK)
            await_progress(dsn, beyond=2 * WORK - 2)
            assert second.poll() is None

    assert_history_is_whole(dsn, keys, [])


def test_with_the_lock_off_two_sequencers_meet_and_one_stops_before_it_harms_the_tree(
    store: Store, keys: Path
) -> None:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with (
        sequencer_process(dsn, keys, "", "1", "lock") as first,
        sequencer_process(dsn, keys, "", "1", "lock") as second,
    ):
        await_sessions(dsn, 2)
        for _ in range(20):
            fill(store.dsn, WORK)
        eventually(lambda: first.poll() or second.poll(), 60)

    assert_history_is_whole(dsn, keys, [])


def test_a_database_killed_under_a_running_sequencer_loses_no_acknowledged_event(
    durable: EmbeddedPostgres, store: Store, keys: Path
) -> None:
    dsn, head, stop = make_conninfo(store.dsn, user="cancuoc_app"), -1, threading.Event()
    sequencer = Sequencer(dsn, batch=20, signer=KeyRingFile(keys), checkpoint_s=0.0)
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
    assert_history_is_whole(dsn, keys, load.acknowledged)


def await_sessions(dsn: str, count: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        eventually(lambda: len(connection.execute(_SESSIONS).fetchall()) == count, 30)


def locks(dsn: str) -> int:
    """How many sessions hold the sequencer's lock."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        held = connection.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND (classid::bigint << 32) + objid::bigint = %s",
            (LOCK,),
        )
        return len(held.fetchall())
