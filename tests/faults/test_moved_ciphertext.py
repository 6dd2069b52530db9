"""A sealed part belongs to its stream, version, topic and public part; elsewhere it is refused."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

import psycopg
import pytest
from tests.faults import journeys
from tests.faults.crowd import Request, at_once, command_path, one_by_one, verified, versions_of
from tests.faults.plain_http import Answer, PlainHttp
from tests.faults.running_register import RunningRegister, running_register

from adapters.postgres.stored_state import clear_part
from database import QUICK

GIVEN = "Mậu"
LAST = 5
"""Captured, verified, approved, number established, declared missing."""
KEY_ID = slice(1, 17)

pytestmark = pytest.mark.fault


class Row(NamedTuple):
    """One stored event: (stream, version), its topic and its bytes."""

    version: int
    topic: str
    state: bytes

    @property
    def clear(self) -> bytes:
        return clear_part(self.state)

    @property
    def sealed(self) -> bytes:
        return self.state[len(self.clear) :]


class Entries(NamedTuple):
    """Two entries, both declared missing in their last event, and their rows by version."""

    mine: str
    rows: dict[int, Row]
    others: dict[int, Row]


@pytest.fixture(scope="module")
def register() -> Iterator[RunningRegister]:
    with running_register(QUICK, ("serve",)) as register:
        yield register


@pytest.fixture
async def entries(register: RunningRegister) -> Entries:
    mine, other = await verified(register, 2)
    missing = {"from": "2021-02-01", "decision": journeys.sealed_object()}
    for officer, verb, body, version in (
        ("register-approver", "approve-citizen", {}, 2),
        ("commune-chief", "declare-missing", missing, LAST - 1),
    ):
        await one_by_one(
            register,
            [Request(officer, command_path(one, verb), body, version) for one in (mine, other)],
        )
    return Entries(mine, rows_of(register, mine), rows_of(register, other))


def rows_of(register: RunningRegister, citizen: str) -> dict[int, Row]:
    with psycopg.connect(register.dsn) as connection:
        found = connection.execute(
            "SELECT originator_version, topic, state FROM events WHERE originator_id = %s",
            (UUID(citizen),),
        ).fetchall()
    return {version: Row(version, topic, state) for version, topic, state in found}


@contextmanager
def stored_instead(register: RunningRegister, citizen: str, row: Row) -> Iterator[None]:
    """What only the owner of the tables can do, undone at the end."""
    former = rows_of(register, citizen)[row.version]
    try:
        _store(register, citizen, row)
        yield
    finally:
        _store(register, citizen, former)


def _store(register: RunningRegister, citizen: str, row: Row) -> None:
    with psycopg.connect(register.dsn) as connection:
        changed = connection.execute(
            "UPDATE events SET topic = %s, state = %s"
            " WHERE originator_id = %s AND originator_version = %s",
            (row.topic, row.state, UUID(citizen), row.version),
        )
        assert changed.rowcount == 1


def _moved_from_another_stream(entries: Entries) -> Row:
    return entries.others[1]


def _sealed_part_from_another_stream(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.clear + entries.others[1].sealed)


def _moved_to_another_version(entries: Entries) -> Row:
    return entries.rows[1]._replace(version=2)


def _sealed_part_of_another_version(entries: Entries) -> Row:
    row = entries.rows[2]
    return row._replace(state=row.clear + entries.rows[1].sealed)


def _under_another_topic(entries: Entries) -> Row:
    """The topic of an event with the very same fields."""
    return entries.rows[LAST]._replace(topic="citizen.nationality-regained.v1")


def _with_another_public_part(entries: Entries) -> Row:
    row = entries.rows[LAST]
    assert b'"2021-02-01"' in row.clear
    return row._replace(state=row.state.replace(b'"2021-02-01"', b'"2021-01-01"', 1))


def _by_another_officer(entries: Entries) -> Row:
    row = entries.rows[2]
    assert b'"commune-chief"' in row.clear
    return row._replace(state=row.state.replace(b'"commune-chief"', b'"commune-thief"', 1))


def _under_another_key(entries: Entries) -> Row:
    row = entries.rows[1]
    key = entries.others[1].sealed[KEY_ID]
    return row._replace(state=row.clear + row.sealed[:1] + key + row.sealed[17:])


def _with_one_bit_turned(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.state[:-1] + bytes([row.state[-1] ^ 1]))


def _cut_short(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.state[:-20])


def _with_its_sealed_part_removed(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.clear)


TAMPERED: list[Callable[[Entries], Row]] = [
    _moved_from_another_stream,
    _sealed_part_from_another_stream,
    _moved_to_another_version,
    _sealed_part_of_another_version,
    _under_another_topic,
    _with_another_public_part,
    _by_another_officer,
    _under_another_key,
    _with_one_bit_turned,
    _cut_short,
    _with_its_sealed_part_removed,
]


async def reads_and_a_command(register: RunningRegister, citizen: str) -> list[Answer]:
    """Everything that would show the entry or build on it."""
    headers = {"authorization": f"Bearer {register.token('area-officer')}", "accept-language": "en"}
    path = f"/v1/citizens/{citizen}"
    async with PlainHttp(register.port) as http:
        shown = ("", "/events", f"/diff?from=1&to={LAST}")
        seen = [await http.get(path + what, headers) for what in shown]
    home = {"kind": "current", "from": "2021-02-02", "place": journeys.place()}
    order = Request("area-officer", command_path(citizen, "record-residence"), home, LAST)
    return [*seen, *await at_once(register, [order])]


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda one: one.__name__.strip("_"))
async def test_what_is_not_as_it_was_recorded_is_refused_by_its_place(
    register: RunningRegister, entries: Entries, tamper: Callable[[Entries], Row]
) -> None:
    row = tamper(entries)
    assert row != entries.rows[row.version]
    written = len(_log(register))

    with stored_instead(register, entries.mine, row):
        answers = await reads_and_a_command(register, entries.mine)
    logged = _log(register)[written:]

    assert {(one.status, one.code) for one in answers} == {(500, "history-unreadable")}
    assert all(entries.mine in one.body["detail"] for one in answers)
    assert all(f"event {row.version} " in one.body["detail"] for one in answers)
    assert versions_of(register, [entries.mine]) == {LAST: 1}
    assert logged.count('"register-damaged"') == len(answers)
    assert f"{entries.mine}/{row.version} " in logged
    assert GIVEN not in logged + "".join(str(one.body) for one in answers)


async def test_the_same_bytes_in_their_own_place_are_read(
    register: RunningRegister, entries: Entries
) -> None:
    with stored_instead(register, entries.mine, entries.rows[1]):
        answers = await reads_and_a_command(register, entries.mine)

    assert [one.status for one in answers] == [200] * 4
    assert all(GIVEN in str(one.body) for one in answers[:2])


def test_a_view_stops_at_a_moved_event_and_names_its_place(
    register: RunningRegister, entries: Entries
) -> None:
    with stored_instead(register, entries.mine, _sealed_part_from_another_stream(entries)):
        for role in ("sequence", "project"):
            register.start(role)
        deadline = time.monotonic() + 30
        while not register.roles["project"].has_ended():
            assert time.monotonic() < deadline, "the projector goes on over a damaged event"
            time.sleep(0.05)

    said = register.roles["project"].log_file.read_text()
    assert f"stream {entries.mine} version 1 " in said
    assert GIVEN not in said


def _log(register: RunningRegister) -> str:
    return register.roles["serve"].log_file.read_text()
