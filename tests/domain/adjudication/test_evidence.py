"""Asking for more before the pair is judged."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.domain.adjudication.givens import (
    AN,
    NOW,
    agreed,
    closed,
    context,
    decided,
    disagreed,
    given,
    half_examined,
    opened,
)

from domain.adjudication import events as e
from domain.adjudication.commands import RequestEvidence
from domain.adjudication.decisions import decide
from domain.adjudication.state import Adjudication, EvidenceRequest
from domain.refusals import NotAllowedNow, RuleBroken

ASK = RequestEvidence(
    kind="ten-print-sheet", owner_unit="001", due=date(2021, 6, 20), remark="ngón cái mờ"
)


@pytest.mark.parametrize("state", [opened(), half_examined(), disagreed(), agreed()])
def test_evidence_is_asked_for_while_nothing_is_decided(state: Adjudication) -> None:
    [event] = decide(state, ASK, context(AN))

    assert event == e.EvidenceRequested(
        "ten-print-sheet", "001", date(2021, 6, 20), e.RemarkSealed("ngón cái mờ")
    )
    assert given((AN, event), after=state).status == state.status


@pytest.mark.parametrize("state", [decided(), closed()])
def test_afterwards_nobody_asks(state: Adjudication) -> None:
    with pytest.raises(NotAllowedNow, match="adjudication-is"):
        decide(state, ASK, context(AN))


def test_asked_twice_is_asked_once_and_asked_for_more_is_new() -> None:
    state = given((AN, ASK), after=opened())

    assert decide(state, ASK, context(AN)) == []
    assert decide(state, replace(ASK, kind="portrait"), context(AN))
    assert state.evidence == (
        EvidenceRequest("ten-print-sheet", "001", date(2021, 6, 20), "ngón cái mờ"),
    )


def test_evidence_is_asked_of_a_unit_that_exists() -> None:
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(opened(), replace(ASK, owner_unit="99999"), context(AN))


def test_nobody_asks_in_the_future() -> None:
    with pytest.raises(RuleBroken, match="time-in-future"):
        decide(opened(), ASK, context(AN, occurred_at=NOW + timedelta(minutes=6)))
