"""An instrument waits for its day, and a proposed rule for a second officer."""

from datetime import date

import pytest
from msgspec.structs import replace
from tests.domain.legal_instrument.instrument_givens import (
    LATER,
    MISSED,
    context,
    given,
    issued,
    listed,
)

from domain.legal_instrument.decisions import decide
from domain.legal_instrument.events import DeadlineMissed
from domain.legal_instrument.state import LegalInstrument, Rule
from domain.legal_instrument.waits import RESTING, waits
from domain.refusals import NotAllowedNow, RuleBroken

DAY = date(2021, 7, 1)
RULE = Rule("fee.factor", "1", {}, DAY, None, "confirmed", None)
STATUSES = ("listed", "issued", "in-force")


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_waits_or_rests(status: str) -> None:
    waiting = bool(waits(LegalInstrument(1, status, from_=DAY)))

    assert waiting is (status not in RESTING)


def test_an_issued_instrument_is_due_on_its_day() -> None:
    [wait] = waits(LegalInstrument(2, "issued", from_=DAY))

    assert (wait.stage, wait.owner_role, wait.owner_unit) == ("issued", "legal-officer", "ministry")
    assert wait.due == DAY


@pytest.mark.parametrize("proposed", [(RULE,), (RULE, replace(RULE, key="fee.base"))])
def test_rules_proposed_are_one_wait(proposed: tuple[Rule, ...]) -> None:
    [wait] = waits(LegalInstrument(3, "in-force", proposed=proposed))

    assert wait.rule == "house.legal-instrument.rule-proposed"


def test_a_missed_day_is_told_once_and_moves_nothing() -> None:
    [event] = decide(issued(), MISSED, context(now=LATER))
    state = given(event)

    assert event == DeadlineMissed("issued", MISSED.due, "legal-officer", "ministry")
    assert decide(issued(event), MISSED, context(now=LATER)) == []
    assert state.status == "listed"


def test_only_a_wait_whose_day_has_passed_is_missed() -> None:
    with pytest.raises(NotAllowedNow, match="legal-instrument-waits-not"):
        decide(listed(), MISSED, context(now=LATER))
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(issued(), MISSED, context())
