"""In which state a command is possible at all, for whom each waits, and what rests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.data_quality_case.givens import (
    AT_CENTRE,
    COMMUNE,
    DISMISS,
    DISTRICT,
    FINDING,
    HAI,
    HOA,
    LINH,
    NOW,
    REOPEN,
    RESOLVE,
    TIMER,
    TO_DISTRICT,
    TO_PROVINCE,
    assigned,
    context,
    detected,
    detection,
    dismissed,
    erased,
    found,
    given,
    officer,
    resolved,
)

from application.data_quality_cases import DATA_QUALITY_CASES
from domain.citizen.checks import CHECKS
from domain.data_quality_case import commands as c
from domain.data_quality_case import events as e
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.data_quality_case.decisions import DECIDERS, decide
from domain.data_quality_case.waits import RESTING, waits
from domain.deadlines import MarkDeadlineMissed
from domain.escalation import Owner, escalated
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import NotAllowedNow, RuleBroken
from domain.waits import due_at, escalates_to

ANYBODY = officer(99, "centre")
STATES = {
    "detected": detected(),
    "assigned": assigned(),
    "found": found(),
    "resolved": resolved(),
    "dismissed": dismissed(),
}
COMMANDS: list[tuple[Any, set[str]]] = [
    (TO_PROVINCE, {"detected", "assigned"}),
    (replace(FINDING, finding="moved-away"), {"assigned"}),
    (replace(RESOLVE), {"found"}),
    (replace(DISMISS, reason="entry-is-right"), {"detected", "assigned", "found"}),
    (REOPEN, {"resolved", "dismissed"}),
]
CENTRE = Owner("data-quality-officer", "centre")
CASES = [(command, possible, status) for command, possible in COMMANDS for status in STATES]


def test_every_command_has_a_row_here() -> None:
    here = {type(command) for command, _ in COMMANDS}

    assert here | {c.DetectDefect, MarkDeadlineMissed} == set(DECIDERS)


@pytest.mark.parametrize(("command", "possible", "status"), CASES)
def test_a_command_is_possible_in_the_states_of_the_table_and_in_no_other(
    command: Any, possible: set[str], status: str
) -> None:
    if isinstance(command, c.ResolveCase) and status == "resolved":
        return
    if status in possible:
        assert decide(STATES[status], command, context(ANYBODY))
        return
    with pytest.raises(NotAllowedNow, match="data-quality-case-is") as refused:
        decide(STATES[status], command, context(ANYBODY))
    assert refused.value.params == {"state": status}


@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_a_case_whose_key_is_gone_is_erased(command: Any, possible: set[str]) -> None:
    if isinstance(command, c.DismissCase):
        return
    for status in possible:
        with pytest.raises(NotAllowedNow) as refused:
            decide(erased(STATES[status]), command, context(ANYBODY))
        assert refused.value.params == {"state": "erased"}


@pytest.mark.parametrize("status", STATES)
def test_every_state_waits_for_somebody_or_rests(status: str) -> None:
    assert bool(waits(STATES[status])) != (status in RESTING)


def district() -> Any:
    state = detection(check="DQ-27", dimension="clean", severity="blocking")
    return given((LINH, state))


@pytest.mark.parametrize(
    ("state", "owner", "due", "then"),
    [
        (detected(), CENTRE, 18, ("steering-secretary", "ministry")),
        (assigned(), Owner("area-officer", COMMUNE), 29, ("data-officer", DISTRICT)),
        (district(), Owner("data-officer", DISTRICT), 18, ("data-officer", "01")),
        (found(), Owner("data-officer", COMMUNE), 18, ("province-checker", "01")),
    ],
)
def test_a_wait_has_its_holder_and_goes_to_the_level_above(
    state: Any, owner: Owner, due: int, then: tuple[str, str]
) -> None:
    [wait] = waits(state)
    policy = Policy(SEEDS)

    assert Owner(wait.owner_role, wait.owner_unit) == owner
    assert due_at(wait, NOW, policy, NOW) == datetime(2021, 6, due, 10, 0, tzinfo=UTC)
    role = escalates_to(wait, NOW, policy, NOW)
    assert role is not None
    units = context(TIMER).units
    assert escalated(role, wait.owner_unit, units, date(2021, 6, 30)) == Owner(*then)


def test_a_case_taken_up_again_has_the_time_of_its_level() -> None:
    [wait] = waits(given((LINH, REOPEN), after=dismissed()))

    assert (wait.due, wait.rule) == (None, "house.data-quality-case.assigned-commune")


def test_a_blocking_check_makes_an_urgent_case() -> None:
    assert detected().priority < assigned().priority


def test_a_case_is_reached_where_it_is_held_and_where_it_lay_first() -> None:
    day = date(2021, 6, 15)
    down = given((LINH, TO_PROVINCE), (HAI, TO_DISTRICT), after=given((LINH, AT_CENTRE)))

    assert DATA_QUALITY_CASES.scope(detected(), day) == ("centre",)
    assert DATA_QUALITY_CASES.scope(down, day) == (DISTRICT, "01")
    assert set(DATA_QUALITY_CASES.scope(assigned(), day)) == {COMMUNE}


def missed(stage: str, due: datetime) -> MarkDeadlineMissed:
    return MarkDeadlineMissed(stage=stage, due=due, owner_role="area-officer", owner_unit=COMMUNE)


def test_a_missed_deadline_is_told_once_and_moves_nothing() -> None:
    late = missed("assigned", NOW - timedelta(hours=1))
    [event] = decide(assigned(), late, context(TIMER))
    state = given((TIMER, event), after=assigned())

    assert event == e.DeadlineMissed("assigned", late.due, "area-officer", COMMUNE)
    assert (state.status, state.holder_unit) == ("assigned", COMMUNE)
    assert decide(state, late, context(TIMER)) == []


@pytest.mark.parametrize("status", STATES)
def test_the_timer_tells_only_of_waits_that_are_over(status: str) -> None:
    with pytest.raises(NotAllowedNow, match="data-quality-case-waits-not"):
        decide(STATES[status], missed("no-such-stage", NOW), context(TIMER))
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(assigned(), missed("assigned", NOW + timedelta(seconds=1)), context(TIMER))


def test_the_own_state_checks_are_those_that_a_decision_can_ask_again() -> None:
    assert {one.id for one in QUALITY_CHECKS.values() if one.own_state} == set(CHECKS)


def test_there_are_36_checks_and_three_of_them_are_statistics() -> None:
    assert list(QUALITY_CHECKS) == [f"DQ-{n:02}" for n in range(1, 37)]
    quiet = [one.id for one in QUALITY_CHECKS.values() if not one.opens_cases]
    assert quiet == ["DQ-16", "DQ-17", "DQ-32"]


def test_a_dismissed_case_of_the_data_officer_is_of_no_other() -> None:
    assert dismissed().decided_by == HAI.officer
    assert resolved().decided_by == HOA.officer
