"""What is erased is gone: from reads at once, from views and stores soon, from dead bytes at last.

Long because one life is erased once, and each place where it might be left is one of its tests.
"""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import psycopg
import pytest
from rich.console import Console
from tests.faults.disguises import found_in
from tests.faults.erased_life import MARK, ErasedLife, marked
from tests.faults.plain_http import PlainHttp
from tests.faults.running_register import RunningRegister, running_register
from tests.faults.test_canary import tables_of
from tests.faults.traces import size_of, traces_in
from tests.faults.whole_history import views_differ_from_history

from adapters.keys.file_kek import FileKek
from adapters.keys.key_cache import FRESH_FOR_S
from adapters.keys.postgres_vault import PostgresVault
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.sealing_mapper import SealingMapper
from application.kinds import KINDS
from application.stream import fold
from cancuoc.auditing.replay_bundle import replay_bundle
from card_case import CardCase
from database import QUICK, Store
from domain.catalogue import CATALOGUE, stream_of
from evidence import await_signed, exported, judged, opened
from record import Record
from service import PROGRAMME_TIME, Service
from workshop import Workshop

ROLES = ("sequence", "project", "react", "serve")
EVENTS = (
    "SELECT originator_id, originator_version, topic, state FROM events"
    " WHERE NOT originator_id = ANY(%s) ORDER BY 1, 2"
)
READERS = {
    "card-applications": "reception-officer",
    "cards": "reception-officer",
    "adjudications": "examiner",
    "enrolment-packets": "security-officer",
    "data-quality-cases": "data-quality-officer",
}

MARKS = (MARK, MARK.capitalize())
PAUSE_S = 0.05

pytestmark = [pytest.mark.fault, pytest.mark.slow]

Rows = list[tuple[Any, ...]]


class Before(NamedTuple):
    """The register while the person is still in it."""

    register: RunningRegister
    life: ErasedLife
    other: CardCase
    wrapped: list[bytes]
    states: dict[UUID, Any]


class Read(NamedTuple):
    """Every answer about the person in the moment after the erasure, the eraser being off."""

    before: Before
    answers: dict[str, tuple[int, bytes]]
    searched: bytes


@pytest.fixture(scope="module")
def before() -> Iterator[Before]:
    with running_register(QUICK, ROLES, programme_time=PROGRAMME_TIME.isoformat()) as register:
        store = Store(register.dsn, register.keys_dsn)
        service = Service(f"http://127.0.0.1:{register.port}", store, register.folder)
        try:
            workshop = Workshop(service)
            other = CardCase(workshop).verified()
            life = ErasedLife(workshop, register.folder / "blobs").lived(other)
            register.await_quiet()
            for dsn in store:
                ask(dsn, "ANALYZE")
            found = service.get(f"/v1/search/citizens?q={MARK}", "area-officer")
            assert MARK in found.text.lower(), found.text
            wrapped = wrapped_keys(store, [life.id, *(one.uuid for one in life.linked)])
            yield Before(register, life, other, wrapped, states_of(register))
        finally:
            service.client.close()


@pytest.fixture(scope="module")
def read(before: Before) -> Read:
    """The erasure, and at once every read that there is."""
    register, life = before.register, before.life
    register.roles["react"].stop()
    life.erased()
    answers = {path: (a.status_code, a.content) for path, a in all_reads(life)}
    register.await_quiet()
    searched = life.service.get(f"/v1/search/citizens?q={MARK}", "area-officer").content
    return Read(before, answers, searched)


@pytest.fixture(scope="module")
def destroyed(read: Read) -> Before:
    """The eraser has its way."""
    before = read.before
    asyncio.run(destroyed_under_who_holds_the_key(before))
    before.register.await_quiet()
    return before


@pytest.fixture(scope="module")
def wiped(destroyed: Before) -> Before:
    """The operator has erased the traces too, while the register works."""
    said = erase_traces(destroyed.register)
    assert "1 erasure has left no traces" in said
    return destroyed


def all_reads(life: ErasedLife) -> Iterator[tuple[str, Any]]:
    """Every path that tells something of the person, as an officer reads it whose work it is."""
    records = [(Record(life.service, "citizens", life.citizen.id), "security-officer")]
    records += [(one, READERS[one.plural]) for one in life.linked]
    for record, officer in records:
        last = record.version or 2
        for query in (
            "",
            "?version=1",
            "?effective_on=2021-03-10",
            "/events",
            f"/diff?from=1&to={last}",
        ):
            path = record.path + query
            yield path, life.service.get(path, officer)
    for path, officer in (
        (f"/v1/cases/{life.citizen.id}", "auditor"),
        ("/v1/reactions", "auditor"),
        ("/v1/work-queues/security-officer", "security-officer"),
    ):
        yield path, life.service.get(path, officer)


def test_reads_answer_erased_at_once(read: Read) -> None:
    assert len(read.answers) > 25
    for path, (status, content) in read.answers.items():
        assert status in (200, 404, 422), (path, status, content)
        assert found_in(content, [*MARKS, *read.before.life.numbers]) == [], path
    citizen = next(content for path, (_, content) in read.answers.items())
    assert b'"status":"erased"' in citizen
    assert b'"entry":null' in citizen


def test_every_timeline_is_read_with_its_sealed_parts_closed(read: Read) -> None:
    timelines = [text for path, (_, text) in read.answers.items() if path.endswith("/events")]

    assert len(timelines) == 1 + len(read.before.life.linked)
    for text in timelines:
        # Whom a packet in quarantine is about nobody knows before the eraser reads it.
        assert b'"sealed":{' not in text or b".quarantined.v1" in text


def test_the_search_drops_the_person(read: Read) -> None:
    assert found_in(read.searched, [*MARKS, *read.before.life.numbers]) == []


def test_until_the_key_is_destroyed_everything_could_still_be_opened(read: Read) -> None:
    """Teeth: without the eraser the history of the person opens, and every object."""
    opened = repr(asyncio.run(histories(read.before))).lower()

    assert opened.count(MARK) > 10


def test_history_says_once_that_the_key_is_destroyed(destroyed: Before) -> None:
    topics = destroyed.life.citizen.topics()
    done = destroyed.life.citizen.read(officer="security-officer")["erasure"]

    assert topics[-2:] == ["erased", "key-destroyed"]
    assert done["objects"] > 20
    assert done["rows"] >= 0


def test_nothing_of_the_person_opens_any_more(destroyed: Before) -> None:
    found = asyncio.run(histories(destroyed))

    sealed = [one.event.sealed for history in found for one in history
              if hasattr(one.event, "sealed")]  # fmt: skip
    assert len(sealed) > 20
    assert set(sealed) == {None}


def test_the_keys_of_linked_streams_are_destroyed_and_no_others(destroyed: Before) -> None:
    own = ("adjudications", "enrolment-packets", "data-quality-cases")
    linked = {one.uuid for one in destroyed.life.linked if one.plural in own}
    rows = ask(destroyed.register.keys_dsn,
               "SELECT subject FROM data_keys WHERE wrapped IS NULL")  # fmt: skip

    assert len(linked) == 4
    assert {subject for (subject,) in rows} == linked | {destroyed.life.id}


def test_no_object_of_the_person_is_left(destroyed: Before) -> None:
    life = destroyed.life
    folder = destroyed.register.folder / "blobs"
    left = [path.name for path in folder.rglob("*") if path.is_file()]

    assert life.stored_digests
    assert life.stored_digests.isdisjoint(left)


def test_no_table_log_or_measure_gives_the_person_away(destroyed: Before) -> None:
    register, texts = destroyed.register, [*MARKS, *destroyed.life.numbers]
    for dsn in (register.dsn, register.keys_dsn):
        for name, rows in tables_of(dsn).items():
            assert found_in(rows, texts) == [], f"in {name}"
    for name, path in register.logs().items():
        assert found_in(path.read_bytes(), texts) == [], f"in the log of {name}"
    assert found_in(asyncio.run(measures(register)), texts) == []


def test_other_peoples_entries_are_as_they_were(destroyed: Before) -> None:
    mine = [destroyed.life.id, *(one.uuid for one in destroyed.life.linked)]
    now = states_of(destroyed.register)

    assert len(now) > 10
    for stream, state in destroyed.states.items():
        if stream not in mine:
            assert now[stream] == state, stream


def test_positions_are_dense_and_versions_without_gaps(destroyed: Before) -> None:
    dsn = destroyed.register.dsn
    ((events, positions, last),) = ask(dsn, "SELECT (SELECT count(*) FROM events), count(*),"
                                       " max(position) FROM positions")  # fmt: skip
    gaps = ask(dsn, "SELECT originator_id FROM events GROUP BY 1"
               " HAVING max(originator_version) <> count(*)")  # fmt: skip

    assert (events, last) == (positions, positions - 1)
    assert gaps == []


def test_dead_bytes_are_there_before_the_traces_are_erased(destroyed: Before) -> None:
    """Teeth: deleted rows lie in pages and logs, and so does the wrapped key."""
    register = destroyed.register
    for dsn in (register.dsn, register.keys_dsn):
        ask(dsn, "VACUUM")
        ask(dsn, "CHECKPOINT")
    found = traces_in(register.server.data_dir, MARKS, destroyed.wrapped)
    kinds = {name.split("/")[0] for name in found}

    assert kinds == {"base", "pg_wal"}
    assert any(destroyed.wrapped[0].hex() in what for what in found.values())


def test_no_file_gives_the_person_away(wiped: Before) -> None:
    register, life = wiped.register, wiped.life
    data = register.server.data_dir

    assert size_of(data) > 50_000_000
    assert traces_in(data, [*MARKS, *life.numbers], wiped.wrapped) == {}
    assert traces_in(register.folder, [*MARKS, *life.numbers], wiped.wrapped) == {}


def test_what_is_looked_for_would_be_found_in_a_file(wiped: Before) -> None:
    """Teeth: one planted text in the data directory is seen."""
    planted = wiped.register.server.data_dir / "planted"
    planted.write_bytes(b"\x00" * 9000 + marked("x").encode("utf-16-le"))
    try:
        assert list(traces_in(wiped.register.server.data_dir, MARKS)) == ["planted"]
    finally:
        planted.unlink()


def test_the_evidence_of_an_erased_person_verifies_and_replays(
    wiped: Before, tmp_path: Path
) -> None:
    register = wiped.register
    own = {"dsn": register.dsn, "keys_dsn": register.keys_dsn, "test_numbers": True}
    settings = msgspec.structs.replace(register.settings, **own)
    await_signed(register.dsn)
    exported(settings, tmp_path / "evidence")
    said = Console(record=True, width=200, file=io.StringIO())

    status = replay_bundle(settings, tmp_path / "evidence", None, said)

    assert status == 0, said.export_text()
    assert judged(tmp_path / "evidence").wrong == {}
    assert found_in(opened(tmp_path / "evidence"), MARKS) == []


def test_rebuilt_views_equal_those_that_lived_through_it(wiped: Before) -> None:
    register = wiped.register
    register.await_quiet()
    register.roles["project"].stop()
    try:
        assert views_differ_from_history(register) == []
    finally:
        register.start("project")


async def destroyed_under_who_holds_the_key(before: Before) -> None:
    """Two processes' vaults have opened the key before; neither can once it is destroyed."""
    register, life = before.register, before.life
    kek = FileKek(register.settings.kek_file)
    ((key_id,),) = ask(register.keys_dsn,
                       "SELECT key_id FROM data_keys WHERE subject = %s", life.id)  # fmt: skip
    with SyncVault(register.keys_dsn, kek) as batches:
        async with PostgresVault(register.keys_dsn, kek) as server:
            assert batches.load([key_id])[key_id] is not None
            assert (await server.load([key_id]))[key_id] is not None
            register.start("react")
            await asyncio.to_thread(life.until_destroyed)
            assert batches.load([key_id])[key_id] is None
            # The epoch is asked for each second.
            for _ in range(round(FRESH_FOR_S / PAUSE_S)):
                if (await server.load([key_id]))[key_id] is None:
                    return
                await asyncio.sleep(PAUSE_S)
            raise AssertionError("a process can still open what was sealed under the key")


def ask(dsn: str, statement: str, *values: Any) -> Rows:
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def wrapped_keys(store: Store, subjects: list[UUID]) -> list[bytes]:
    rows = ask(store.keys_dsn, "SELECT wrapped FROM data_keys WHERE subject = ANY(%s)", subjects)
    return [bytes(wrapped) for (wrapped,) in rows]


def erase_traces(register: RunningRegister) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "CANCUOC_DSN": register.dsn,
        "CANCUOC_KEYS_DSN": register.keys_dsn,
        "CANCUOC_KEK_FILE": str(register.settings.kek_file),
        "CANCUOC_VAR": str(register.folder),
        # It fills views again, which judge numbers by this as the other roles do.
        "CANCUOC_TEST_NUMBERS": "true",
    }
    command = [sys.executable, "-m", "cancuoc", "erase-traces"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def measures(register: RunningRegister) -> bytes:
    async with PlainHttp(register.port) as http:
        return (await http.get("/metrics", {})).raw


def states_of(register: RunningRegister) -> dict[UUID, Any]:
    """Every stream folded from what the bare store gives, past what is closed to officers."""
    kek = FileKek(register.settings.kek_file)

    async def fold_all() -> dict[UUID, Any]:
        async with PostgresVault(register.keys_dsn, kek) as vault:
            await vault.prepare()
            mapper = SealingMapper(CATALOGUE)
            async with AsyncEventStore(register.dsn, mapper, vault) as store:
                streams = ask(register.dsn, "SELECT DISTINCT originator_id FROM events")
                found = {stream: await store.load(stream) for (stream,) in streams}
                return {
                    stream: fold(KINDS[stream_of(history[0].topic)], history)
                    for stream, history in found.items()
                }

    return asyncio.run(fold_all())


async def histories(before: Before) -> list[Any]:
    """What the bare store gives of the person and of every linked stream."""
    register, life = before.register, before.life
    async with PostgresVault(register.keys_dsn, FileKek(register.settings.kek_file)) as vault:
        mapper = SealingMapper(CATALOGUE)
        async with AsyncEventStore(register.dsn, mapper, vault) as store:
            return [await store.load(one) for one in (life.id, *(r.uuid for r in life.linked))]
