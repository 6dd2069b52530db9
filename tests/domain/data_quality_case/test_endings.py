"""Who ends a case, and what ends it although nothing was repaired."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.data_quality_case.givens import (
    AN,
    CHECK,
    DISMISS,
    FINDING,
    HAI,
    HOA,
    LINH,
    PAIR,
    PROCESS,
    REOPEN,
    RESOLVE,
    assigned,
    context,
    detected,
    dismissed,
    erased,
    found,
    given,
    resolved,
)

from domain.data_quality_case import commands as c
from domain.data_quality_case import events as e
from domain.data_quality_case.decisions import decide
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

PROPOSAL = UUID(int=400)


def test_whoever_reported_decides_nothing() -> None:
    state = given((HOA, FINDING), after=assigned())
    both = replace(HOA, roles=("data-officer", "province-checker"))

    with pytest.raises(SameOfficer, match="reporter-may-not-decide"):
        decide(state, RESOLVE, context(both))
    with pytest.raises(SameOfficer, match="reporter-may-not-decide"):
        decide(state, DISMISS, context(both))


def test_a_reporter_of_an_earlier_round_decides_nothing_either() -> None:
    state = given((HOA, FINDING), (HAI, DISMISS), (CHECK, REOPEN), (AN, FINDING), after=assigned())

    with pytest.raises(SameOfficer, match="reporter-may-not-decide"):
        decide(state, RESOLVE, context(HOA))
    assert state.reporters == (HOA.officer, AN.officer)


@pytest.mark.parametrize("command", [c.DismissCase(), c.ReopenCase()])
def test_a_reason_is_needed(command: Any) -> None:
    state = dismissed() if isinstance(command, c.ReopenCase) else found()

    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(state, command, context(LINH))

    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]


def test_a_case_that_ended_ends_no_second_time() -> None:
    assert decide(dismissed(), DISMISS, context(HAI)) == []
    assert decide(resolved(), RESOLVE, context(HOA)) == []
    with pytest.raises(NotAllowedNow, match="data-quality-case-is"):
        decide(resolved(), DISMISS, context(HAI))


def test_an_entry_that_ended_takes_its_cases_with_it_also_without_their_key() -> None:
    command = c.DismissCase(reason="citizen-erased")

    for state in (detected(), assigned(), found()):
        assert decide(erased(state), command, context(PROCESS)) == [e.Dismissed("citizen-erased")]


def test_what_was_found_of_a_pair_is_resolved_with_its_merge_and_not_dismissed() -> None:
    command = c.DismissCase(reason="pair-merged")

    with pytest.raises(NotAllowedNow, match="data-quality-case-is"):
        decide(found(PAIR), command, context(PROCESS))
    assert decide(assigned(PAIR), command, context(PROCESS)) == [e.Dismissed("pair-merged")]
