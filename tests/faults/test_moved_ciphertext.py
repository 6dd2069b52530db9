"""A sealed part belongs to its stream, version, topic and public part; elsewhere it is refused."""

import time
from collections.abc import Callable, Iterator

import pytest
from tests.faults import journeys
from tests.faults.crowd import Request, at_once, command_path, one_by_one, verified, versions_of
from tests.faults.plain_http import Answer, PlainHttp
from tests.faults.running_register import RunningRegister, running_register
from tests.faults.tampering import (
    LAST,
    TAMPERED,
    Entries,
    Row,
    rows_of,
    sealed_part_from_another_stream,
    stored_instead,
)

from database import QUICK

GIVEN = "Mậu"

pytestmark = pytest.mark.fault


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
    with stored_instead(register, entries.mine, sealed_part_from_another_stream(entries)):
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
