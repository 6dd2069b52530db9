"""How long an event waits, from its commit until a signed checkpoint covers it."""

import os
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import msgspec
import psycopg

from adapters.postgres.transaction_order import FIRST_ID
from cancuoc.bench.load_loops import percentile
from cancuoc.bench.servers import Register, ServerFailed, last_words
from cancuoc.free_port import free_port

A_SECOND = 200
"""Events that the probe commits, each in a transaction of its own."""
_LOOK_S = 0.005
_PATIENCE_S = 30.0
_STATE_BYTES = 600
_EVENT = f"INSERT INTO events VALUES (%s, 1, {FIRST_ID}, 'bench.probed.v1', %s)"  # noqa: S608
_NEWEST = "SELECT coalesce(max(size), 0) FROM checkpoints"
_UNSIGNED = (
    "SELECT (SELECT count(*) FROM events) > (SELECT coalesce(max(size), 0) FROM checkpoints)"
)
_POSITION = """
SELECT originator_id, position FROM events JOIN positions USING (notification_id)
WHERE originator_id = ANY(%s)
"""


class Waited(msgspec.Struct, frozen=True):
    """Seconds, of so many events."""

    events: int
    p50_s: float
    p99_s: float


@contextmanager
def sequencing(register: Register, database: str) -> Iterator[None]:
    """`cancuoc sequence` in a process of its own; ServerFailed where it died meanwhile."""
    child = register.child("sequence", database, free_port())
    child.start()
    try:
        yield
        if child.has_died():
            raise ServerFailed(f"the sequencer ended: {last_words(child.log_file)}")
    finally:
        child.stop()


def await_signed(dsn: str) -> None:
    """Commit one more event and wait until all are signed: the sequencer is up, and up to date."""
    until = time.monotonic() + _PATIENCE_S
    with psycopg.connect(dsn, autocommit=True) as store:
        store.execute(_EVENT.encode(), (uuid4(), b""))
        while store.execute(_UNSIGNED).fetchone() != (False,):
            if time.monotonic() > until:
                raise ServerFailed(f"the ledger was not signed within {_PATIENCE_S:.0f} s")
            time.sleep(_LOOK_S)


def probe(dsn: str, seconds: float) -> Waited:
    """Commit events at a steady rate beside whatever else happens, and see each one signed."""
    with psycopg.connect(dsn, autocommit=True) as store, _watched(dsn) as seen:
        committed = dict(_committed(store, seconds))
        rows = _positions(store, list(committed))
        until = time.monotonic() + _PATIENCE_S
        while seen[-1][0] <= max(rows.values()) and time.monotonic() < until:
            time.sleep(_LOOK_S)
    sizes = [size for size, _ in seen]
    took = sorted(
        seen[bisect_right(sizes, position)][1] - committed[stream]
        for stream, position in rows.items()
        if position < sizes[-1]
    )
    return Waited(len(took), percentile(took, 0.50), percentile(took, 0.99))


def _committed(store: psycopg.Connection, seconds: float) -> Iterator[tuple[UUID, float]]:
    """Streams, and when their commit was acknowledged."""
    began = time.perf_counter()
    for number in range(max(1, round(seconds * A_SECOND))):
        time.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        stream = uuid4()
        store.execute(_EVENT.encode(), (stream, os.urandom(_STATE_BYTES)), prepare=True)
        yield stream, time.perf_counter()


def _positions(store: psycopg.Connection, streams: list[UUID]) -> dict[UUID, int]:
    """Of all of them, as soon as all have one."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        rows: dict[UUID, int] = dict(store.execute(_POSITION, (streams,)).fetchall())
        if len(rows) == len(streams) or time.monotonic() > until:
            return rows
        time.sleep(10 * _LOOK_S)


@contextmanager
def _watched(dsn: str) -> Iterator[list[tuple[int, float]]]:
    """The sizes that checkpoints had, each with the time when it was first seen."""
    seen, stop = [(-1, 0.0)], threading.Event()

    def watch() -> None:
        with psycopg.connect(dsn, autocommit=True) as store:
            while not stop.wait(_LOOK_S):
                row = store.execute(_NEWEST, prepare=True).fetchone()
                if row is not None and row[0] > seen[-1][0]:
                    seen.append((row[0], time.perf_counter()))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield seen
    finally:
        stop.set()
        watching.join()
