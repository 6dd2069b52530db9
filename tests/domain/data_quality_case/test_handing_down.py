"""A case goes down one level at a time, and comes back with what was found."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen import givens as citizens
from tests.domain.data_quality_case.givens import (
    AN,
    COMMUNE,
    DISTRICT,
    DUE,
    FINDING,
    HAI,
    HOA,
    LATER,
    LINH,
    PAPER,
    PROVINCE,
    TO_COMMUNE,
    TO_DISTRICT,
    TO_PROVINCE,
    assigned,
    assignment,
    context,
    detected,
    found,
    given,
    officer,
)

from domain.context import Context
from domain.data_quality_case import commands as c
from domain.data_quality_case import events as e
from domain.data_quality_case.decisions import decide
from domain.refusals import NotAllowedNow, RuleBroken
from domain.units import RegisterOfUnits, Unit

NOT_BELOW = "unit-not-directly-below"


def test_a_case_goes_from_the_centre_to_the_commune_in_three_steps() -> None:
    state = given((LINH, TO_PROVINCE), (HAI, TO_DISTRICT), (HOA, TO_COMMUNE), after=detected())

    assert (state.status, state.holder_unit, state.holder_role, state.due) == (
        "assigned",
        COMMUNE,
        "area-officer",
        DUE,
    )
    assert state.home_unit == PROVINCE


@pytest.mark.parametrize(
    ("actor", "command", "above"),
    [
        (LINH, TO_DISTRICT, "centre"),
        (LINH, TO_COMMUNE, "centre"),
        (HAI, TO_COMMUNE, PROVINCE),
        (HAI, TO_PROVINCE, PROVINCE),
        (HAI, assignment("024", "data-officer"), PROVINCE),
        (HOA, assignment("00691", "area-officer"), DISTRICT),
        (LINH, assignment("centre", "province-checker"), "centre"),
        (HAI, assignment(PROVINCE, "area-officer"), PROVINCE),
    ],
)
def test_no_level_is_passed_over_and_no_unit_of_others_is_asked(
    actor: Any, command: c.AssignCase, above: str
) -> None:
    with pytest.raises(RuleBroken, match=NOT_BELOW) as refused:
        decide(detected(), command, context(actor))

    assert refused.value.params == {"code": command.to_unit, "above": above}


def test_a_unit_that_is_not_there_is_asked_nothing() -> None:
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(detected(), assignment("99", "province-checker"), context(LINH))


@pytest.mark.parametrize(
    ("actor", "unit", "role"),
    [
        (LINH, PROVINCE, "data-officer"),
        (HAI, DISTRICT, "province-checker"),
        (HOA, COMMUNE, "data-officer"),
    ],
)
def test_each_level_has_its_role(actor: Any, unit: str, role: str) -> None:
    with pytest.raises(RuleBroken, match="role-not-of-unit") as refused:
        decide(detected(), assignment(unit, role), context(actor))

    assert [fault.pointer for fault in refused.value.faults] == ["/to_role"]


def test_a_day_that_has_passed_is_no_deadline() -> None:
    with pytest.raises(RuleBroken, match="due-in-the-past"):
        decide(detected(), replace(TO_PROVINCE, due=date(2021, 6, 14)), context(LINH))
    assert decide(detected(), replace(TO_PROVINCE, due=date(2021, 6, 15)), context(LINH))


def test_since_july_2025_there_is_no_district_between_a_province_and_its_communes() -> None:
    late: dict[str, Any] = {"now": LATER, "occurred_at": LATER}
    until = date(2025, 8, 20)

    assert decide(detected(), replace(TO_PROVINCE, due=until), context(LINH, **late))
    for role in ("data-officer", "area-officer"):
        assert decide(detected(), assignment("01", role, until), context(HAI, **late))
    with pytest.raises(RuleBroken, match=NOT_BELOW):
        decide(detected(), replace(TO_PROVINCE, due=until), context(HAI, **late))
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(detected(), replace(TO_DISTRICT, due=until), context(HAI, **late))
    new = _with_commune_below("01", LATER.date(), context(HAI, **late))
    assert decide(detected(), assignment("99901", "area-officer", until), new)


def _with_commune_below(province: str, on: date, usual: Context) -> Context:
    """The register with one of the communes of 2025, whose list is still to come."""
    commune = Unit("99901", "commune", province, "Mẫu", "xa", None, on, None)
    return replace(usual, units=RegisterOfUnits((*citizens.units().units, commune)))


def test_assigned_twice_is_assigned_once() -> None:
    state = given((LINH, TO_PROVINCE), after=detected())

    assert decide(state, TO_PROVINCE, context(LINH)) == []
    assert decide(state, replace(TO_PROVINCE, due=date(2021, 6, 21)), context(LINH))


def test_a_case_may_go_to_another_unit_of_the_same_level() -> None:
    elsewhere = assignment("00004", "area-officer")

    state = given((HOA, elsewhere), after=assigned())

    assert (state.holder_unit, state.home_unit) == ("00004", COMMUNE)


def test_a_finding_seals_its_words_and_papers() -> None:
    command = c.ReportFinding(finding="defect", remark="sai năm", documents=(PAPER,))

    [event] = decide(assigned(), command, context(AN))

    assert event == e.FindingReported("defect", e.FindingSealed("sai năm", (citizens.DOCUMENT,)))


@pytest.mark.parametrize("remark", [None, "", "  "])
def test_a_finding_is_given_in_words_or_with_a_document(remark: str | None) -> None:
    bare = c.ReportFinding(finding="no-defect", remark=remark)

    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(assigned(), bare, context(AN))

    assert [fault.pointer for fault in refused.value.faults] == ["/remark"]
    assert decide(assigned(), replace(bare, documents=(PAPER,)), context(AN))


def test_reported_twice_is_reported_once() -> None:
    assert decide(found(), FINDING, context(AN)) == []
    with pytest.raises(NotAllowedNow, match="data-quality-case-is"):
        decide(found(), replace(FINDING, finding="defect"), context(officer(39, COMMUNE)))
