"""Telling the citizen the number: in writing, once, by the officer whom the law names."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AN,
    CHI,
    DOCUMENT,
    PAPER,
    PIN,
    QUAN,
    TODAY,
    active,
    approved,
    context,
    given,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.refusals import NotAllowedNow, OutsideAuthority, RuleBroken

NOTIFY = c.NotifyPin(channel="paper", notified_on=TODAY, notice=PAPER)


def test_notice_of_the_number_makes_the_entry_active() -> None:
    [event] = decide(approved(), NOTIFY, context(AN))

    assert event == e.PinNotified("paper", TODAY, e.PinNotifiedSealed(DOCUMENT))
    assert given((AN, event), after=approved()).status == "active"


def test_a_number_is_not_notified_ahead_of_the_day() -> None:
    tomorrow = replace(NOTIFY, notified_on=TODAY + timedelta(days=1))

    with pytest.raises(RuleBroken, match="day-in-future") as refused:
        decide(approved(), tomorrow, context(AN))

    assert refused.value.faults[0].pointer == "/notified_on"


def test_a_number_established_again_is_notified_by_the_area_officer_only() -> None:
    established_again = e.PinEstablished("re-established", e.PinEstablishedSealed(PIN, PIN))
    state = given((QUAN, established_again), after=active())

    assert decide(approved(), NOTIFY, context(CHI))
    assert decide(state, NOTIFY, context(AN))
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(state, NOTIFY, context(CHI))


def test_a_number_is_notified_once() -> None:
    again = c.NotifyPin(channel="electronic", notified_on=TODAY, notice=PAPER)

    assert decide(active(), NOTIFY, context(AN)) == []
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(active(), again, context(AN))
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(verified(), NOTIFY, context(AN))
