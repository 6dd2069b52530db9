"""The outcome: two of three for each candidate, and a senior examiner where prints are unclear."""

from typing import Any
from uuid import UUID

import pytest
from tests.domain.adjudication.givens import (
    CHI,
    DIFFERENT,
    INSUFFICIENT,
    NEIGHBOUR,
    PROCESS,
    SAME,
    TWIN,
    agreed,
    context,
    decided,
    disagreed,
    given,
    half_examined,
    opened,
    settled,
)

from domain.adjudication import events as e
from domain.adjudication.commands import DecideAdjudication
from domain.adjudication.decisions import decide
from domain.adjudication.state import Adjudication
from domain.refusals import NotAllowedNow, OutsideAuthority

DECIDE = DecideAdjudication()


def outcome(state: Adjudication, actor: Any = PROCESS) -> tuple[str, bool, UUID | None]:
    [event] = decide(state, DECIDE, context(actor))
    return event.outcome, event.unanimous, event.sealed.matched_citizen_id


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        ((DIFFERENT, DIFFERENT), ("cleared", True, None)),
        ((SAME, DIFFERENT), ("confirmed", True, TWIN)),
        ((DIFFERENT, SAME), ("confirmed", True, NEIGHBOUR)),
        ((SAME, SAME), ("confirmed", True, TWIN)),
    ],
)
def test_what_two_examiners_agree_on_is_the_outcome(
    views: tuple[str, str], expected: tuple[str, bool, UUID | None]
) -> None:
    assert outcome(agreed(*views)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (((DIFFERENT, DIFFERENT), (SAME, DIFFERENT), (DIFFERENT, DIFFERENT)),
         ("cleared", False, None)),
        (((DIFFERENT, DIFFERENT), (SAME, DIFFERENT), (SAME, DIFFERENT)),
         ("confirmed", False, TWIN)),
        (((DIFFERENT, SAME), (SAME, DIFFERENT), (DIFFERENT, SAME)),
         ("confirmed", False, NEIGHBOUR)),
        (((DIFFERENT, INSUFFICIENT), (DIFFERENT, DIFFERENT), (DIFFERENT, DIFFERENT)),
         ("cleared", False, None)),
    ],
)  # fmt: skip
def test_a_third_opinion_gives_the_majority_for_each_candidate(
    said: Any, expected: tuple[str, bool, UUID | None]
) -> None:
    assert outcome(settled(*said)) == expected


UNCLEAR = [
    (agreed(INSUFFICIENT, DIFFERENT), ("recapture", True, None)),
    (agreed(INSUFFICIENT, INSUFFICIENT), ("recapture", True, None)),
    (agreed(SAME, INSUFFICIENT), ("confirmed", True, TWIN)),
    (settled((SAME, DIFFERENT), (DIFFERENT, DIFFERENT), (INSUFFICIENT, DIFFERENT)),
     ("recapture", False, None)),
    (settled((DIFFERENT, DIFFERENT), (INSUFFICIENT, DIFFERENT), (INSUFFICIENT, DIFFERENT)),
     ("recapture", False, None)),
]  # fmt: skip


@pytest.mark.parametrize(("state", "expected"), UNCLEAR)
def test_where_prints_stay_unclear_a_senior_examiner_decides(
    state: Adjudication, expected: tuple[str, bool, UUID | None]
) -> None:
    assert outcome(state, CHI) == expected


@pytest.mark.parametrize("state", [state for state, _ in UNCLEAR])
def test_where_prints_stay_unclear_a_service_decides_nothing(state: Adjudication) -> None:
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(state, DECIDE, context(PROCESS))


def test_a_senior_examiner_may_draw_any_outcome() -> None:
    assert outcome(agreed(), CHI) == ("cleared", True, None)


@pytest.mark.parametrize("state", [opened(), half_examined(), disagreed()])
def test_incomplete_opinions_decide_nothing(state: Adjudication) -> None:
    with pytest.raises(NotAllowedNow, match="opinions-incomplete"):
        decide(state, DECIDE, context(PROCESS))


def test_decided_twice_is_decided_once() -> None:
    assert decide(decided(), DECIDE, context(PROCESS)) == []


def test_the_outcome_and_who_drew_it_are_kept() -> None:
    state = given((PROCESS, DECIDE), after=agreed(SAME))

    assert (state.status, state.outcome, state.unanimous) == ("decided", "confirmed", True)
    assert (state.matched_citizen_id, state.decided_by) == (TWIN, PROCESS.officer)
    assert isinstance(decide(agreed(SAME), DECIDE, context(PROCESS))[0], e.Decided)
