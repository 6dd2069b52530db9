"""The sequencer with its ledger: alone, beside the desks, and how soon a checkpoint is signed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.tree import HASH_BYTES
from adapters.postgres.ledger_leaves import LEAF
from adapters.postgres.sequencer import BATCH, LOCK, Sequencer
from adapters.postgres.transaction_order import HORIZON
from cancuoc.bench import big_store
from cancuoc.bench.annex import Annex
from cancuoc.bench.checkpoint_probe import A_SECOND, Waited, await_signed, probe, sequencing
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.load_messages import Answered
from cancuoc.bench.parts import Part, feed
from cancuoc.bench.tables import Aim, Table, at_least, at_most, optional
from cancuoc.bench.workbench import HOT, MIDDLE, Workbench

DATABASE = "cancuoc_ledger"
STEPS = 3
ALONE = "positions and ledger"
_COUNT = "SELECT count(*) FROM events"
_HEAD = "SELECT coalesce(max(position), -1) + 1 FROM positions"
_SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cancuoc-sequencer'"
_FORGET = "TRUNCATE positions, ledger_tiles, checkpoints CASCADE"
# The sequencer before there was a ledger: the least that a batch can cost.
_POSITIONS = f"""
WITH head AS (
    SELECT coalesce(max(position), -1) AS position, coalesce(max(notification_id), -1) AS number
    FROM positions)
INSERT INTO positions (position, notification_id)
SELECT (SELECT position FROM head) + row_number() OVER (ORDER BY settled.notification_id),
       settled.notification_id
FROM (SELECT notification_id FROM events
      WHERE notification_id > (SELECT number FROM head) AND notification_id < {HORIZON}
      ORDER BY notification_id LIMIT %s) AS settled
"""  # noqa: S608 - constants only
_HASHED = f"SELECT count({LEAF}) FROM events"  # noqa: S608 - constants only


def measure(bench: Workbench) -> Annex:
    """On a store of its own; the desks give the command that stands for an approval."""
    register = bench.register
    register.make_store(DATABASE)
    bench.say("the ledger alone")
    alone = _alone(bench)
    bench.say("the ledger beside the desks")
    beside, desks, busy = _beside(bench)
    bench.say("checkpoints at a steady load")
    with sequencing(register, DATABASE):
        await_signed(register.dsn(DATABASE))
        quiet = probe(register.dsn(DATABASE), bench.plan.open_s)
    return Annex(
        (_rates(alone, beside, desks), _waits(quiet, busy)),
        _aims(alone[0].rate or 0.0, beside, quiet, busy),
        {"alone": alone, "beside": beside, "desks": desks, "quiet": quiet, "busy": busy},
    )


def _alone(bench: Workbench) -> list[Part]:
    """The same events again and again, each time without any position."""
    dsn, postmaster = bench.register.dsn(DATABASE), bench.postmaster
    _fill(bench)
    with psycopg.connect(dsn, autocommit=True, options="-c enable_seqscan=off") as store:

        def anew(name: str, work: Callable[[], int]) -> Part:
            store.execute(_FORGET)
            store.execute("CHECKPOINT")
            return feed(name, work, postmaster)

        return [
            anew(ALONE, Sequencer(dsn).catch_up),
            anew("floor: positions only", lambda: _positions(store)),
            anew("floor: leaves in PostgreSQL only", lambda: _one(store, _HASHED)),
            anew("floor: the tree above them only", lambda: _grown(_one(store, _COUNT))),
        ]


def _beside(bench: Workbench) -> tuple[float, float, Waited]:
    """Events a second while desks work, commands a second of theirs, and what events waited.

    The sequencer has a process of its own and begins when the desks do: until then this process
    holds its lock.
    """
    dsn = bench.register.dsn(DATABASE)
    with bench.stocked(DATABASE) as (serving, stock):
        stock.closed(HOT, serving.port, MIDDLE, bench.plan.cell_s)()
        first = stock.closed(HOT, serving.port, MIDDLE, bench.plan.open_s)
        _fill(bench)
        with psycopg.connect(dsn, autocommit=True) as held:
            held.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            with sequencing(bench.register, DATABASE):
                _await_waiting(held)
                with _at_work(first) as answered:
                    held.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
                    rate = _followed(held)
                second = stock.closed(HOT, serving.port, MIDDLE, bench.plan.open_s)
                await_signed(dsn)
                with _at_work(second):
                    waited = probe(dsn, bench.plan.open_s * 0.9)
    return rate, answered[0].answered / answered[0].seconds, waited


@contextmanager
def _at_work(cell: Callable[[], Answered]) -> Iterator[list[Answered]]:
    """The desks give commands meanwhile; their answers are there afterwards."""
    answered = list[Answered]()
    desks = threading.Thread(target=lambda: answered.append(cell()))
    desks.start()
    yield answered
    desks.join()
    if not answered:
        raise LoadFailed("the desks beside the ledger stopped")


def _followed(store: psycopg.Connection) -> float:
    """Events a second, from the first batch until nothing waits any more."""
    was = begun = _one(store, _HEAD)
    while was == begun:
        time.sleep(0.001)
        was = _one(store, _HEAD)
    began, ended, head = time.perf_counter(), time.perf_counter(), was
    waiting = _one(store, _COUNT)
    while head < waiting:
        time.sleep(0.005)
        head, ended = _one(store, _HEAD), time.perf_counter()
    return (head - was) / (ended - began) if head > was else float("nan")


def _await_waiting(store: psycopg.Connection) -> None:
    until = time.monotonic() + 60
    while not _one(store, _SESSIONS):
        if time.monotonic() > until:
            raise LoadFailed("the sequencer did not begin")
        time.sleep(0.05)


def _fill(bench: Workbench) -> None:
    with bench.copier(DATABASE) as copier:
        wanted = bench.plan.case_feed_events
        for _ in big_store.fill(copier.store, bench.people, bench.mapper, wanted):
            pass
        big_store.settle(copier.store)


def _positions(store: psycopg.Connection) -> int:
    given = 0
    while batch := store.execute(_POSITIONS.encode(), (BATCH,), prepare=True).rowcount:
        given += batch
    return given


def _grown(events: int) -> int:
    tree, leaves = GrowingTree(), bytes(HASH_BYTES * BATCH)
    for _ in range(-(-events // BATCH)):
        tree = tree.copy()
        tree.grow(leaves)
    return tree.size


def _one(store: psycopg.Connection, query: str) -> int:
    row = store.execute(query.encode(), prepare=True).fetchone()
    return int(row[0]) if row else 0


def _rates(alone: list[Part], beside: float, desks: float) -> Table:
    rows = [
        (one.name, f"{one.rate or 0:,.0f}", f"{one.python_us:.1f}",
         optional(one.postgres_us, "{:.1f}"))
        for one in alone
    ]  # fmt: skip
    rows.append((f"{ALONE}, beside {desks:,.0f} commands/s", f"{beside:,.0f}", "", ""))
    columns = ("", "events/s", "Python µs", "PostgreSQL µs")
    note = "Each floor is a part of the work, over the same events; a batch is one transaction."
    return Table("The sequencer and its ledger", columns, tuple(rows), note)


def _waits(quiet: Waited, busy: Waited) -> Table:
    rows = tuple(
        (name, f"{one.events:,}", f"{one.p50_s:.2f}", f"{one.p99_s:.2f}")
        for name, one in ((f"{A_SECOND} events/s", quiet), ("the same beside the desks", busy))
    )
    return Table("From commit to signed checkpoint", ("", "events", "p50 s", "p99 s"), rows)


def _aims(alone: float, beside: float, quiet: Waited, busy: Waited) -> tuple[Aim, ...]:
    return (
        at_least("events/s, positions and ledger, alone", 80_000, alone),
        at_least("events/s, positions and ledger, beside the desks", 10_000, beside),
        at_most("p99 s, commit to checkpoint", 1, quiet.p99_s),
        at_most("p99 s, commit to checkpoint, beside the desks", 1, busy.p99_s),
    )
