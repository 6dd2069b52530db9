"""Data-quality cases in a register at work: deadlines, and entries that end under them."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.data_quality_cases import DATA_QUALITY_CASES
from application.quality_cases_of_erased import end_quality_cases
from application.reading import closed
from application.stream import fold
from citizen_case import Case, paper
from memory_register import MemoryRegister
from record import Record

DAY = 24 * 60
DETECTED = {"check": "DQ-14", "dimension": "sufficient", "severity": "warning"}
PAIR = {"check": "DQ-07", "dimension": "clean", "severity": "warning"}
OF_CENTRE = {"check": "DQ-28", "dimension": "live", "severity": "blocking"}
FOUND = {"finding": "defect", "remark": "hai hồ sơ của một người"}


@pytest.fixture
def register() -> Iterator[MemoryRegister]:
    with asyncio.Runner() as runner:
        yield MemoryRegister(runner.run)


def person(register: MemoryRegister) -> Case:
    return Case(register.service, birth="1950").active()  # type: ignore[arg-type]


def case_of(register: MemoryRegister, citizen: Case, **check: Any) -> Record:
    body = {**(check or DETECTED), "citizen_id": citizen.id, "citizen_version": citizen.version}
    service: Any = register.service
    return Record.opened(service, "data-quality-cases", "data-quality-officer", **body)


def owner(register: MemoryRegister, case: Record) -> tuple[str, str, bool]:
    register.due()
    [row] = [row for (stream, _), row in register.waiting.items() if stream == case.uuid]
    return row["owner_role"], row["owner_unit"], row["missed"]


def claimed(register: MemoryRegister, case: Record) -> list[str]:
    held = [claim for claim, owner in register.store.claims.items() if owner == case.uuid]
    return [value for kind, value in held if kind == "open-quality-case"]


def merged(source: Case, target: Case) -> str:
    proposal = str(uuid4())
    asked = {"proposal_id": proposal, "target_id": target.id, "ground": "same-person"}
    source.step("propose-merge", "data-quality-officer", **asked)
    source.step("confirm-merge", "register-approver", proposal_id=proposal, kept_fields=[])
    return proposal


def erase(citizen: Case) -> None:
    order = {"order_id": str(uuid4()), "ground": "court-order", "order": paper()}
    citizen.step("order-erasure", "director", **order)
    citizen.step("erase-citizen", "security-officer", order_id=order["order_id"])


def test_what_a_commune_left_waiting_goes_to_its_district_after_ten_working_days(
    register: MemoryRegister,
) -> None:
    case = case_of(register, person(register))
    assert owner(register, case) == ("area-officer", "00001", False)

    # From Wednesday 10 March to Wednesday 24 March 2021, 17:00.
    register.pass_time(13 * DAY)
    assert register.ring() == 0
    register.pass_time(2 * DAY)
    assert register.ring() == 1

    assert owner(register, case) == ("data-officer", "001", True)
    assert case.read().status == "assigned"
    assert register.ring() == 0


def test_a_level_that_takes_over_assigns_anew(register: MemoryRegister) -> None:
    case = case_of(register, person(register))
    register.pass_time(15 * DAY)
    register.ring()

    case.read()
    anew = {"to_unit": "00001", "to_role": "area-officer", "due": "2021-03-30"}
    case.step("assign-case", "data-officer", **anew)

    assert owner(register, case) == ("area-officer", "00001", False)


def test_what_the_centre_left_waiting_goes_to_the_ministry_after_three(
    register: MemoryRegister,
) -> None:
    case = case_of(register, person(register), **OF_CENTRE)

    register.pass_time(6 * DAY)
    register.ring()
    assert owner(register, case) == ("steering-secretary", "ministry", True)


def test_with_an_entry_that_is_merged_end_the_cases_about_it(register: MemoryRegister) -> None:
    source, target = person(register), person(register)
    alone, kept = case_of(register, source), case_of(register, target)
    pair = case_of(register, target, **PAIR, other_citizen_id=source.id)
    merged(source, target)
    register.react()

    assert (alone.read().status, alone.shown["dismissed_reason"]) == ("dismissed", "citizen-merged")
    assert (pair.read().status, pair.shown["dismissed_reason"]) == ("dismissed", "pair-merged")
    assert kept.read().status == "assigned"
    assert claimed(register, alone) == claimed(register, pair) == []
    assert register.unsettled() == []
    assert {one.outcome for one in register.unaccepted if one.command == "DismissCase"} == set()


def test_what_was_found_of_a_pair_is_resolved_by_an_officer_with_its_merge(
    register: MemoryRegister,
) -> None:
    source, target = person(register), person(register)
    pair = case_of(register, source, **PAIR, other_citizen_id=target.id)
    pair.step("report-finding", "area-officer", **FOUND)
    proposal = merged(source, target)
    register.react()

    assert pair.read().status == "found"
    [left] = [one for one in register.unaccepted if one.command == "DismissCase"]
    assert left.outcome == "settled"
    pair.step("resolve-case", "data-officer", proposal_id=proposal)
    assert (pair.status, pair.shown["proposal_id"]) == ("resolved", proposal)


def test_a_merge_that_was_undone_lets_the_case_be_taken_up_again(register: MemoryRegister) -> None:
    source, target = person(register), person(register)
    case = case_of(register, source)
    proposal = merged(source, target)
    register.react()
    again = {"reason": "check-fails-again"}
    case.read()
    assert case.refused("reopen-case", "data-quality-officer", **again)[1] == "citizen-is"

    undo = {"proposal_id": proposal, "reason": "two-persons"}
    source.step("undo-merge", "register-approver-2", **undo)
    case.step("reopen-case", "data-quality-officer", **again)

    assert (case.status, case.shown["holder_unit"]) == ("assigned", "00001")
    assert claimed(register, case) == [f"DQ-14:{source.id}"]


def test_with_an_erased_entry_end_the_cases_about_it_and_later_those_of_its_pairs(
    register: MemoryRegister,
) -> None:
    gone, other = person(register), person(register)
    alone = case_of(register, gone)
    pair = case_of(register, gone, **PAIR, other_citizen_id=other.id)
    pair.step("report-finding", "area-officer", **FOUND)
    erase(gone)
    register.react()
    assert (alone.read().status, alone.shown["dismissed_reason"]) == ("dismissed", "citizen-erased")
    assert pair.read().status == "found"
    for _ in range(2):
        register.run(end_quality_cases(register.office, dict(register.store.streams)))

    assert (pair.read().status, pair.shown["dismissed_reason"]) == ("dismissed", "citizen-erased")
    assert (claimed(register, pair), alone.read().version) == ([], 3)


def test_with_its_key_gone_a_case_loads_and_shows_nothing_personal(
    register: MemoryRegister,
) -> None:
    gone, other = person(register), person(register)
    pair = case_of(register, gone, **PAIR, other_citizen_id=other.id, values=["Nguyễn Văn Kín"])
    pair.step("report-finding", "area-officer", finding="defect", remark="nhà ở ngõ Kín")

    state = fold(DATA_QUALITY_CASES, closed(register.store.streams[pair.uuid]))

    assert state is not None
    assert (state.status, state.check, state.holder_unit) == ("found", "DQ-07", "00001")
    assert "Kín" not in str(state)
    assert str(UUID(other.id)) not in str(state)


def test_while_a_case_is_open_there_is_no_other_and_after_it_there_may_be(
    register: MemoryRegister,
) -> None:
    citizen = person(register)
    case = case_of(register, citizen)
    with pytest.raises(AssertionError, match="case-already-open"):
        case_of(register, citizen)

    case.step("report-finding", "area-officer", finding="no-defect", remark="không có giấy tờ")
    case.step("dismiss-case", "province-checker", reason="no-document-exists")
    second = case_of(register, citizen)

    assert claimed(register, second) == [f"DQ-14:{citizen.id}"]
    again = case.refused("reopen-case", "data-quality-officer", reason="check-fails-again")
    assert again[1] == "case-already-open"
