"""In which state a command is possible at all, for whom each waits, and what rests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.adjudication.givens import (
    NOW,
    TIMER,
    agreed,
    closed,
    context,
    decided,
    disagreed,
    given,
    half_examined,
    officer,
    opened,
    opening,
    opinion,
    third,
)

from domain.adjudication import commands as c
from domain.adjudication import events as e
from domain.adjudication.decisions import DECIDERS, decide
from domain.adjudication.waits import RESTING, waits
from domain.deadlines import MarkDeadlineMissed
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken
from domain.waits import Wait, due_at, escalates_to

SENIOR = officer(99, "examiner", "senior-examiner")
STATES = {
    "opened": opened(),
    "half-examined": half_examined(),
    "disagreed": disagreed(),
    "agreed": agreed(),
    "decided": decided(),
    "closed": closed(),
}
UNDECIDED = {"opened", "half-examined", "disagreed", "agreed"}
COMMANDS: list[tuple[Any, set[str]]] = [
    (opinion(), {"opened", "half-examined"}),
    (third(), {"disagreed"}),
    (c.DecideAdjudication(), {"agreed"}),
    (c.RequestEvidence(kind="x", owner_unit="001", due=date(2021, 6, 20)), UNDECIDED),
    (c.CloseAdjudication(reason="application-closed"), UNDECIDED),
]
CASES = [(command, possible, status) for command, possible in COMMANDS for status in STATES]


def test_every_command_has_a_row_here() -> None:
    here = {type(command) for command, _ in COMMANDS}

    assert here | {c.OpenAdjudication, MarkDeadlineMissed} == set(DECIDERS)


@pytest.mark.parametrize(("command", "possible", "status"), CASES)
def test_a_command_is_possible_in_the_states_of_the_table_and_in_no_other(
    command: Any, possible: set[str], status: str
) -> None:
    if isinstance(command, c.DecideAdjudication) and status == "decided":
        return
    if status in possible:
        assert decide(STATES[status], command, context(SENIOR))
        return
    with pytest.raises(NotAllowedNow) as refused:
        decide(STATES[status], command, context(SENIOR))
    assert refused.value.code in {"adjudication-is", "opinions-incomplete"}


@pytest.mark.parametrize("status", STATES)
def test_an_adjudication_is_opened_once(status: str) -> None:
    with pytest.raises(AlreadyTaken, match="adjudication-exists"):
        decide(STATES[status], opening(priority=1), context(SENIOR))


@pytest.mark.parametrize(("command", "possible"), COMMANDS[:4], ids=lambda one: type(one).__name__)
def test_a_pair_whose_key_is_gone_is_erased(command: Any, possible: set[str]) -> None:
    for status in possible:
        erased = replace(STATES[status], application_id=None, candidates=())
        with pytest.raises(NotAllowedNow) as refused:
            decide(erased, command, context(SENIOR))
        assert refused.value.params == {"state": "erased"}


@pytest.mark.parametrize("status", STATES)
def test_every_state_waits_for_somebody_or_rests(status: str) -> None:
    assert bool(waits(STATES[status])) != (status in RESTING)


@pytest.mark.parametrize(
    ("status", "owner", "then"),
    [
        ("opened", "examiner", "senior-examiner"),
        ("half-examined", "examiner", "senior-examiner"),
        ("disagreed", "senior-examiner", "director"),
        ("agreed", "senior-examiner", "director"),
    ],
)
def test_each_wait_lasts_two_working_days_and_then_goes_up(
    status: str, owner: str, then: str
) -> None:
    [wait] = waits(STATES[status])

    assert wait == Wait(status, owner, "centre", f"house.adjudication.{status}")
    assert due_at(wait, NOW, Policy(SEEDS), NOW) == datetime(2021, 6, 17, 10, 0, tzinfo=UTC)
    assert escalates_to(wait, NOW, Policy(SEEDS), NOW) == then


def missed(stage: str, due: datetime) -> MarkDeadlineMissed:
    return MarkDeadlineMissed(stage=stage, due=due, owner_role="examiner", owner_unit="centre")


def test_a_missed_deadline_is_told_once_and_moves_nothing() -> None:
    late = missed("opened", NOW - timedelta(hours=1))
    [event] = decide(opened(), late, context(TIMER))
    state = given((TIMER, event), after=opened())

    assert event == e.DeadlineMissed("opened", late.due, "examiner", "centre")
    assert state.status == "opened"
    assert decide(state, late, context(TIMER)) == []


@pytest.mark.parametrize("status", STATES)
def test_the_timer_tells_only_of_waits_that_are_over(status: str) -> None:
    with pytest.raises(NotAllowedNow, match="adjudication-waits-not"):
        decide(STATES[status], missed("no-such-stage", NOW), context(TIMER))
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(opened(), missed("opened", NOW + timedelta(seconds=1)), context(TIMER))
