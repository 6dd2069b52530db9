"""Reactors killed at each step, run twice or begun again: the history is that of a quiet day.

Long because each step at which a runner can die is one of its tests.
"""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from tests.faults.busy_cases import all_cases, same_ids

from adapters.keys.file_kek import FileKek
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.reactor_runner import LOCK, NAME
from application.clock import ProgrammeClock
from application.reactions import reacting
from database import Store
from service import SOURCES, own_store
from store_at_work import StoreAtWork

pytestmark = [pytest.mark.fault, pytest.mark.slow]

COUNT = 3
PATIENCE_S = 60.0
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")
History = dict[UUID, list[str]]
"""Of each stream: topic and content of its events, but for instants."""


@contextmanager
def at_work(
    store: Store, folder: Path, settled: Callable[[], None] | None
) -> Iterator[StoreAtWork]:
    offset = _offset(store)
    clock: Any = ProgrammeClock(offset)
    with asyncio.Runner() as runner:
        work = StoreAtWork(store, FileKek(folder / "kek.json"), runner, clock, settled)
        try:
            yield work
        finally:
            work.close()


def history(work: StoreAtWork) -> History:
    streams = [one for (one,) in work.ask("SELECT DISTINCT originator_id FROM events")]
    return {stream: [_told(one) for one in work.run(work.events.load(stream))]
            for stream in streams}  # fmt: skip


def _told(recorded: Any) -> str:
    text = msgspec.json.encode(recorded.event).decode()
    return f"{recorded.topic} {_INSTANT.sub('then', text)}"


@pytest.fixture(scope="module")
def quiet_day(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> History:
    """The same cases without any fault: reactors run between the acts of officers."""
    folder = tmp_path_factory.mktemp("quiet")
    with own_store(cluster, folder) as store, at_work(store, folder, None) as work, same_ids():
        all_cases(work.service, COUNT)
        work.react()
        return history(work)


class Processes:
    """The roles beside the test; each is ended by its id."""

    def __init__(self, store: Store, cluster: EmbeddedPostgres, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self.environment = _environment(store, cluster, folder)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self._folder / "log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            env=self.environment, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self._stack.callback(_ended, process)
        return process


def _ended(process: subprocess.Popen[bytes]) -> int:
    """How often it had died, as far as it tells."""
    process.terminate()
    try:
        told, _ = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        told, _ = process.communicate()
    return told.count(b".")


@pytest.mark.timeout(400)
def test_killed_at_every_step_and_run_twice_the_history_is_that_of_a_quiet_day(
    cluster: EmbeddedPostgres, template: Store, tmp_path: Path, quiet_day: History
) -> None:
    with (
        own_store(cluster, tmp_path) as store,
        Processes(store, cluster, tmp_path) as processes,
        at_work(store, tmp_path, lambda: None) as work,
    ):
        processes.start("cancuoc", "sequence")
        dying = [processes.start("tests.faults.dying_reactors", seed) for seed in ("1", "2")]
        with same_ids():
            all_cases(work.service, COUNT)
        deaths = sum(_ended(process) for process in dying)
        processes.start("cancuoc", "react")
        await_runner(work)
        await_reactors(work)

        assert deaths > 10, "too few deaths to prove anything"
        assert history(work) == quiet_day
        assert nothing_is_doubled(work)

        rewind(work)
        before = everything(work)
        await_reactors(work)
        assert everything(work) == before


def test_begun_again_while_cases_run_the_history_is_that_of_a_quiet_day(
    cluster: EmbeddedPostgres, template: Store, tmp_path: Path, quiet_day: History
) -> None:
    with (
        own_store(cluster, tmp_path) as store,
        Processes(store, cluster, tmp_path) as processes,
        at_work(store, tmp_path, lambda: None) as work,
    ):
        processes.start("cancuoc", "sequence")
        for _ in range(2):
            processes.start("cancuoc", "react")
        rewound = processes.start("tests.faults.rewinding")
        with same_ids():
            all_cases(work.service, COUNT)
        times = _ended(rewound)
        await_reactors(work)

        assert times > 5, "too few rewinds to prove anything"
        assert history(work) == quiet_day
        assert nothing_is_doubled(work)


def test_ids_that_do_not_follow_from_the_event_are_seen_as_doubles(
    cluster: EmbeddedPostgres, template: Store, tmp_path: Path, quiet_day: History,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Teeth: the same cases and the same check, with ids drawn anew for every reaction."""
    monkeypatch.setattr(reacting, "reaction_id", lambda *_: uuid4())
    with own_store(cluster, tmp_path) as store, at_work(store, tmp_path, None) as work, same_ids():
        all_cases(work.service, COUNT)
        work.react()
        assert history(work) == quiet_day
        rewind(work)
        work.react()

        assert history(work) != quiet_day


def rewind(work: StoreAtWork) -> None:
    work.ask("UPDATE reactor_position SET position = -1 WHERE name = %s", NAME)


def await_runner(work: StoreAtWork) -> None:
    """Until one runner is at work, so that what follows is done to it and not before it."""
    query = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND (classid::bigint << 32 | objid::bigint) = %s"
    )
    until = time.monotonic() + PATIENCE_S
    while work.ask(query, LOCK) != [(1,)]:
        assert time.monotonic() < until, "no runner began"
        time.sleep(0.05)


def await_reactors(work: StoreAtWork) -> None:
    """Until they have come to the last event, and none followed from it."""
    query = (
        "SELECT (SELECT count(*) FROM events) - 1, (SELECT max(position) FROM positions),"
        " (SELECT position FROM reactor_position)"
    )
    until = time.monotonic() + PATIENCE_S
    while True:
        ((events, head, position),) = work.ask(query)
        if events == head == position:
            return
        assert time.monotonic() < until, f"{events=} {head=} {position=}"
        time.sleep(0.05)


def everything(work: StoreAtWork) -> list[Any]:
    events = "SELECT originator_id, originator_version, topic, state FROM events ORDER BY 1, 2"
    return [work.ask(events), work.ask("SELECT * FROM reactions ORDER BY command_id")]


def nothing_is_doubled(work: StoreAtWork) -> bool:
    """One receipt for each command that wrote, and dense versions and positions."""
    ((gaps,),) = work.ask(
        "SELECT count(*) FROM (SELECT max(originator_version) AS last, count(*) AS n"
        " FROM events GROUP BY originator_id) AS streams WHERE last <> n"
    )
    ((parked,),) = work.ask("SELECT count(*) FROM reactions WHERE outcome = 'parked'")
    return (gaps, parked) == (0, 0)


def _offset(store: Store) -> int:
    with psycopg.connect(store.dsn) as connection:
        row = connection.execute("SELECT offset_s FROM programme_clock").fetchone()
    assert row is not None
    return int(row[0])


def _environment(store: Store, cluster: EmbeddedPostgres, folder: Path) -> Mapping[str, str]:
    own = {name: text for name, text in os.environ.items() if not name.startswith("CANCUOC_")}
    root = SOURCES.parent
    names = [psycopg.conninfo.conninfo_to_dict(dsn)["dbname"] for dsn in store]
    dsns = [cluster.dsn(str(name), user="cancuoc_app") for name in names]
    return own | {
        "PYTHONPATH": os.pathsep.join([str(SOURCES), str(root / "tests"), str(root)]),
        "CANCUOC_VAR": str(folder),
        "CANCUOC_KEK_FILE": str(folder / "kek.json"),
        "CANCUOC_DSN": dsns[0],
        "CANCUOC_KEYS_DSN": dsns[1],
        "CANCUOC_TEST_NUMBERS": "true",
    }
