"""A population being loaded: rows a second beside a plain COPY of them, and officers beside it.

Long because it is one measurement, from the file that is loaded to the tables that tell of it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import msgspec
import psycopg
from rich.console import Console

from adapters.dc01.chunks import CHUNK_LINES
from adapters.dc01.sources import opened
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.postgres.chunk_rows import ImportRows
from cancuoc.bench import processor_time
from cancuoc.bench.annex import Annex
from cancuoc.bench.beside_floors import at
from cancuoc.bench.copies import new_id
from cancuoc.bench.copy_floor import copied
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.load_messages import Answered, Open
from cancuoc.bench.request_bytes import plain
from cancuoc.bench.servers import KEYS
from cancuoc.bench.tables import Table, at_least
from cancuoc.bench.workbench import HOT, MIDDLE, Workbench
from cancuoc.known_officers import token_verifier
from cancuoc.loading.dealing import dealer
from cancuoc.loading.generate import generate
from cancuoc.loading.officer import TokenHeld
from cancuoc.loading.run import FileLoad, How
from cancuoc.loading.task import ChunkReport, LoadTask
from cancuoc.settings import Settings
from cancuoc.stop_signals import StopSignals
from domain.envelope import Actor

DATABASE, FLOOR = "cancuoc_loads", "cancuoc_loads_floor"
AIM = 15_000
STEPS = 5
LOAD = 0.3
"""Of the full rate of commands, that which officers ask for beside a load."""
WARM_UP = 4
"""Chunks of each process that do not count."""
STARTING_S = 4.0
LEAST_ROWS = 6_000
POOL = "officers beside a load"
SILENT = Console(file=StringIO())


class Loaded(msgspec.Struct, frozen=True):
    """`python_us` and `postgres_us` are processor time of one row; the other times are seconds."""

    processes: int
    rate: float
    python_us: float
    postgres_us: float
    longest_s: float


def measure(bench: Workbench) -> Annex:
    """On stores of their own: one process, two, the floor, and a load beside officers."""
    register, rows = bench.register, max(LEAST_ROWS, bench.plan.feed_events)
    for database in (DATABASE, FLOOR):
        register.make_store(database)
    settings = msgspec.structs.replace(
        register.settings,
        dsn=register.dsn(DATABASE),
        keys_dsn=register.dsn(KEYS),
        test_numbers=True,
    )
    loads = []
    for processes in (1, 2):
        bench.say(f"{rows:,} declarations, {processes} loading")
        file = _file(bench, rows, seed=processes)
        loads.append(_loaded(bench, settings, file, processes))
    bench.say("floor: COPY of the rows of a load")
    floor = copied(register.dsn(DATABASE), register.dsn(FLOOR), register.dsn(KEYS))
    alone, beside = _officers(bench, settings, round(loads[0].rate))
    table = Table(
        "Loading a population",
        ("", "rows/s", "Python µs", "PostgreSQL µs", "longest transaction ms"),
        (
            *(_row(one) for one in loads),
            ("floor: COPY of the same rows, keys among them", f"{floor:,.0f}", "", "", ""),
        ),
        f"{rows:,} rows of NDJSON; judged, sealed, with key, claim and command,"
        f" {CHUNK_LINES} a transaction.",
    )
    desks = Table(
        "Officers beside a load",
        ("", "rate/s", "p50 ms", "p99 ms"),
        tuple((name, *_of(one)) for name, one in (("alone", alone), ("beside a load", beside))),
        f"{HOT} at {LOAD:.0%} of its full rate, open loop; the load has one process.",
    )
    figures = {
        "loads": msgspec.to_builtins(loads),
        "floor_rows_per_s": floor,
        "beside": {name: one.p99_s for name, one in (("alone", alone), ("load", beside))},
    }
    aim = at_least("rows a second of one loading process", AIM, loads[0].rate)
    return Annex((table, desks), (aim,), figures)


def _row(one: Loaded) -> tuple[str, ...]:
    name = "one process" if one.processes == 1 else f"{one.processes} processes"
    times = (one.python_us, one.postgres_us, one.longest_s * 1e3)
    return (name, f"{one.rate:,.0f}", *(f"{time_:,.0f}" for time_ in times))


def _of(one: Answered) -> tuple[str, ...]:
    rate = one.answered / one.seconds
    return (f"{rate:,.0f}", f"{one.p50_s * 1e3:.1f}", f"{one.p99_s * 1e3:.1f}")


def _file(bench: Workbench, rows: int, seed: int) -> Path:
    path = bench.register.folder / f"dc01-{seed}.ndjson"
    generate(rows, path, seed, SILENT)
    return path


def _officer(bench: Workbench, settings: Settings) -> tuple[Actor, TokenHeld]:
    """A capture officer of the centre, who may load what any unit has taken."""
    who = OFFICER_BY_NAME["capture-officer"]
    actor = Actor(who.officer, "centre", (who.role,))
    token = bench.register.issuer.issue(
        actor.officer, actor.unit, actor.roles, 3600, settings.audience
    )
    return actor, TokenHeld(token_verifier(settings), None, token)


def _loaded(bench: Workbench, settings: Settings, path: Path, processes: int) -> Loaded:
    """Without the first chunks, for which a process reads the law and prepares its statements."""
    actor, _ = _officer(bench, settings)
    seen: list[ChunkReport] = []
    import_id = new_id()
    with psycopg.connect(settings.dsn, autocommit=True) as store:
        ImportRows(store).begin(import_id, actor.officer, path.name.encode(), path.name)
    task = LoadTask(settings, actor, import_id, None, ",", path.with_suffix(".rejects"))
    warm_up = processes * WARM_UP
    with opened(path) as source, dealer(task, processes, seen.append) as dealing:
        chunks = list(source.chunks())
        dealing.deal(chunks[:warm_up])
        python, server = _used(dealing.pids), processor_time.of_family(bench.postmaster)
        began = time.perf_counter()
        dealing.deal(chunks[warm_up:])
        seconds = time.perf_counter() - began
        python = _used(dealing.pids) - python
        server = processor_time.of_family(bench.postmaster) - server
    rows = _stored(seen[warm_up:])
    longest_s = max(report.longest_s for report in seen)
    return Loaded(processes, rows / seconds, python / rows * 1e6, server / rows * 1e6, longest_s)


def _stored(reports: list[ChunkReport]) -> int:
    """How many rows; raises LoadFailed unless each of them was stored."""
    read, stored = sum(one.read for one in reports), sum(one.stored for one in reports)
    if not read or read != stored:
        raise LoadFailed(f"of {read} rows of a load {stored} were stored")
    return stored


def _officers(bench: Workbench, settings: Settings, pace: int) -> tuple[Answered, Answered]:
    """The same load of commands, without and with a population being loaded beside it."""
    rate, seconds = LOAD * bench.cells.of(at(HOT, MIDDLE), "rate").middle, bench.plan.open_s
    path = _file(bench, round(pace * (seconds + STARTING_S)), seed=3)
    with bench.stocked(DATABASE) as (serving, stock):
        acts = plain(stock.acts(HOT, round(rate * seconds * 4)))
        bench.generator.give(POOL, acts, instead=True)
        bench.generator.obey(Open(POOL, serving.port, rate, seconds / 2))
        bench.say("officers alone")
        alone = bench.generator.obey(Open(POOL, serving.port, rate, seconds))
        bench.say("officers beside a load")
        with _in_the_background(bench, settings, path):
            return alone, bench.generator.obey(Open(POOL, serving.port, rate, seconds))


@contextmanager
def _in_the_background(bench: Workbench, settings: Settings, path: Path) -> Iterator[None]:
    """A load by one process that has begun to store, and is stopped when it is left."""
    actor, held = _officer(bench, settings)
    signals = StopSignals()
    load = FileLoad(settings, actor, held, How(), signals)
    thread = threading.Thread(target=load.load, args=(path, SILENT), name="load")
    with psycopg.connect(settings.dsn, autocommit=True) as store:
        before = _chunks(store)
        thread.start()
        until = time.monotonic() + STARTING_S * 4
        while _chunks(store) == before and time.monotonic() < until:
            time.sleep(0.02)
    try:
        yield
    finally:
        signals.ask()
        thread.join()


def _chunks(store: psycopg.Connection) -> int:
    row = store.execute("SELECT count(*) FROM import_chunks").fetchone()
    return int(row[0]) if row else 0


def _used(pids: list[int]) -> float:
    return sum(processor_time.of_process(pid) for pid in pids)
