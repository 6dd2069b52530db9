"""Cancelling a number and establishing the next: asked for by one officer, decided by another."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    AN,
    BINH,
    DOCUMENT,
    MAI,
    PAPER,
    PIN,
    QUAN,
    TODAY,
    active,
    context,
    given,
    requested,
    verified,
    with_cancellation_requested,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import PinDraw
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, SameOfficer

ASK = c.RequestPinCancellation(request_id=UUID(int=103), ground="sex-re-determined", proof=(PAPER,))
CANCEL = c.CancelPin(request_id=ASK.request_id, from_=TODAY, notice=PAPER)
REESTABLISH = c.ReestablishPin(
    request_id=ASK.request_id, amendment_id=AMENDMENT, effective_from=TODAY, notice=PAPER
)
DAY = date(2021, 6, 1)
OTHER_PAPER = replace(PAPER, id=UUID(int=201))
NEW_PIN = "003090000002"
DRAW = PinDraw(serial=2, prefix_choice=0)


def sex_contested() -> Citizen:
    return with_cancellation_requested(requested("sex", "female", "male"))


def after(state: Citizen, command: Any, actor: Actor = QUAN) -> Citizen:
    events = decide(state, command, context(actor, facts=DRAW))
    return given(*((actor, event) for event in events), after=state)


def test_the_number_is_established_again_in_one_act() -> None:
    cancelled = e.PinCancelledSealed(PIN, DOCUMENT)
    amended, *others = decide(sex_contested(), REESTABLISH, context(QUAN, facts=DRAW))

    assert isinstance(amended, e.Amended)
    assert amended.sealed is not None
    assert (amended.fields, amended.sealed.sex) == (("sex",), "male")
    assert others == [
        e.PinCancelled(ASK.request_id, "sex-re-determined", TODAY, cancelled),
        e.PinEstablished("re-established", e.PinEstablishedSealed(NEW_PIN, PIN)),
    ]


def test_both_numbers_resolve_and_the_new_one_is_to_be_notified() -> None:
    state = after(sex_contested(), REESTABLISH)

    assert [(pin.number, pin.end_reason) for pin in state.pins] == [
        (PIN, "sex-re-determined"),
        (NEW_PIN, None),
    ]
    assert (state.status, state.pin, state.pin_notified) == ("active", NEW_PIN, None)
    notify = c.NotifyPin(channel="paper", notified_on=TODAY, notice=PAPER)
    assert after(state, notify, AN).status == "active"


@pytest.mark.parametrize("command", [REESTABLISH, CANCEL])
def test_the_decision_made_twice_is_made_once(command: Any) -> None:
    assert decide(after(sex_contested(), command), command, context(QUAN)) == []


def test_a_cancelled_number_is_not_an_established_one() -> None:
    with pytest.raises(NotAllowedNow, match="pin-cancellation-not-requested"):
        decide(after(sex_contested(), REESTABLISH), CANCEL, context(QUAN))
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(after(sex_contested(), CANCEL), REESTABLISH, context(QUAN))


@pytest.mark.parametrize(
    "other",
    [
        replace(REESTABLISH, effective_from=DAY),
        replace(REESTABLISH, notice=OTHER_PAPER),
        replace(REESTABLISH, amendment_id=UUID(int=300)),
    ],
)
def test_the_decision_with_other_values_is_another_one(other: Any) -> None:
    with pytest.raises(NotAllowedNow, match="pin-cancellation-not-requested"):
        decide(after(sex_contested(), REESTABLISH), other, context(QUAN))


@pytest.mark.parametrize("command", [REESTABLISH, CANCEL])
def test_the_officer_who_requested_does_not_decide(command: Any) -> None:
    binh_as_director = Actor(BINH.officer, "centre", ("director",))

    with pytest.raises(SameOfficer, match="requester-may-not-decide"):
        decide(sex_contested(), command, context(binh_as_director))


def test_the_officer_who_asked_for_the_amendment_does_not_decide_it_either() -> None:
    an_as_director = Actor(AN.officer, "centre", ("director",))

    with pytest.raises(SameOfficer, match="requester-may-not-decide"):
        decide(sex_contested(), REESTABLISH, context(an_as_director))


@pytest.mark.parametrize("command", [REESTABLISH, CANCEL])
def test_a_ground_counts_from_the_day_the_law_knows_it(command: Any) -> None:
    before = datetime(2021, 5, 13, 3, 0, tzinfo=UTC)
    state = with_cancellation_requested(
        requested("birth", "1990-01-02", "1991"), "birth-year-corrected"
    )

    with pytest.raises(RuleBroken) as refused:
        decide(state, command, context(QUAN, now=before, occurred_at=before))

    assert refused.value.code == "ground-not-in-force"
    assert refused.value.params == {"ground": "birth-year-corrected", "day": date(2021, 5, 13)}
    assert decide(state, command, context(QUAN))


@pytest.mark.parametrize("command", [REESTABLISH, CANCEL])
def test_nothing_is_decided_that_nobody_asked_for(command: Any) -> None:
    with pytest.raises(NotAllowedNow, match="pin-cancellation-not-requested"):
        decide(active(), command, context(QUAN))


def test_the_amendment_must_be_open() -> None:
    with pytest.raises(NotAllowedNow, match="amendment-not-open"):
        decide(with_cancellation_requested(active()), REESTABLISH, context(QUAN))


def test_no_number_is_established_for_an_unknown_sex() -> None:
    state = with_cancellation_requested(requested("sex", "female", "unknown"))

    with pytest.raises(RuleBroken, match="pin-needs-sex"):
        decide(state, REESTABLISH, context(QUAN))


def test_a_cancelled_number_leaves_the_entry_to_be_approved_again() -> None:
    state = after(with_cancellation_requested(active()), CANCEL)

    assert (state.status, state.pin, state.pins[0].end_reason) == (
        "verified",
        None,
        "sex-re-determined",
    )
    _, established = decide(state, c.ApproveCitizen(), context(MAI, facts=DRAW))
    assert established == e.PinEstablished(
        "re-established", e.PinEstablishedSealed("003190000002", PIN)
    )


def test_a_request_id_is_used_once() -> None:
    state = after(sex_contested(), REESTABLISH)

    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(state, ASK, context(BINH))


def test_only_a_number_in_force_is_cancelled() -> None:
    dead = given((BINH, e.DeathRecorded(None)), after=with_cancellation_requested(active()))

    with pytest.raises(NotAllowedNow, match="citizen-has-no-pin"):
        decide(dead, CANCEL, context(QUAN))
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(verified(), ASK, context(BINH))


def test_a_number_rests_on_fields_as_they_were_at_the_request() -> None:
    changed = given((AN, e.CaptureCorrected(("sex",), None)), after=sex_contested())

    with pytest.raises(RuleBroken, match="field-changed-since-request"):
        decide(changed, REESTABLISH, context(QUAN))
