"""Deciding an amendment: by another officer, on facts that still stand."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    AN,
    BINH,
    CHI,
    HOA,
    PAPER,
    PLACE_GIVEN,
    active,
    change,
    context,
    given,
    requested,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import Change
from domain.envelope import Actor
from domain.refusals import (
    NotAllowedNow,
    RuleBroken,
    SameOfficer,
)

APPROVE = c.ApproveAmendment(amendment_id=AMENDMENT, effective_from=date(2021, 6, 1))
REJECT = c.RejectAmendment(amendment_id=AMENDMENT, reason="not-shown")


def request(*changes: Any, **others: Any) -> c.RequestAmendment:
    usual = c.RequestAmendment(
        amendment_id=AMENDMENT,
        form="civil-status",
        legal_ground="court-ruling",
        changes=changes or (change("middle", "Văn"),),
        documents=(PAPER,),
    )
    return replace(usual, **others)


@pytest.mark.parametrize("actor", [BINH, HOA])
def test_another_officer_puts_it_into_effect(actor: Actor) -> None:
    diff = (Change("middle", "Thị", "Văn", "civil-status", None),)
    [event] = decide(requested(), APPROVE, context(actor))

    assert event == e.Amended(
        AMENDMENT,
        ("middle",),
        "court-ruling",
        date(2021, 6, 1),
        e.AmendedSealed(diff, None, None),
    )
    after = given((actor, event), after=requested())
    assert after.entry is not None
    assert (after.entry.middle, after.amendments) == ("Văn", ())


def test_a_changed_birth_or_sex_is_told_beside_the_difference() -> None:
    state = requested("birth", "1990-01-02", "1990-02")
    [event] = decide(state, APPROVE, context(BINH))

    assert isinstance(event, e.Amended)
    assert event.sealed is not None
    assert (event.sealed.birth_year, event.sealed.sex) == (1990, None)


def test_places_are_amended_as_places() -> None:
    after = {"as_of": "2021-03-01", "unit": "00004"}
    [asked] = decide(active(), request(change("native_place", after)), context(CHI))
    [event] = decide(given((CHI, asked), after=active()), APPROVE, context(BINH))

    state = given((CHI, asked), (BINH, event), after=active())

    assert state.entry is not None
    assert state.entry.native_place == replace(PLACE_GIVEN.fact(), unit="00004", detail=None)


@pytest.mark.parametrize("command", [APPROVE, REJECT])
def test_who_requested_does_not_decide(command: Any) -> None:
    an_as_chief = Actor(AN.officer, "00001", ("commune-chief",))

    with pytest.raises(SameOfficer, match="requester-may-not-decide"):
        decide(requested(), command, context(an_as_chief))


def test_a_field_that_changed_since_the_request_is_asked_for_again() -> None:
    diff = (Change("middle", "Thị", "Thu", "court", None),)
    other = e.Amended(UUID(int=9), ("middle",), "x", date(2021, 6, 1),
                      e.AmendedSealed(diff, None, None))  # fmt: skip

    with pytest.raises(RuleBroken) as refused:
        decide(given((HOA, other), after=requested()), APPROVE, context(BINH))

    assert refused.value.code == "field-changed-since-request"
    assert refused.value.params == {"field": "middle"}


@pytest.mark.parametrize(
    ("field", "before", "after"), [("sex", "female", "male"), ("birth", "1990-01-02", "1991")]
)
def test_what_contradicts_the_number_is_for_the_director(
    field: str, before: str, after: str
) -> None:
    with pytest.raises(RuleBroken, match="amendment-contradicts-pin"):
        decide(requested(field, before, after), APPROVE, context(BINH))


def test_a_rejection_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(requested(), c.RejectAmendment(amendment_id=AMENDMENT), context(BINH))


def test_a_rejected_amendment_changes_nothing_and_is_closed() -> None:
    [event] = decide(requested(), REJECT, context(BINH))
    after = given((BINH, event), after=requested())

    assert event == e.AmendmentRejected(AMENDMENT, "not-shown", e.RemarkSealed(None))
    assert (after.entry, after.amendments) == (active().entry, ())
    assert decide(after, REJECT, context(BINH)) == []


def test_a_decided_amendment_is_decided_once() -> None:
    [event] = decide(requested(), APPROVE, context(BINH))
    after = given((BINH, event), after=requested())

    assert decide(after, APPROVE, context(BINH)) == []
    with pytest.raises(NotAllowedNow, match="amendment-not-open"):
        decide(after, REJECT, context(BINH))


@pytest.mark.parametrize(
    ("command", "others"),
    [
        (APPROVE, {"effective_from": date(2021, 6, 2)}),
        (REJECT, {"reason": "withdrawn"}),
        (REJECT, {"remark": "của người khác"}),
    ],
)
def test_a_decision_with_other_values_is_another_one(command: Any, others: dict[str, Any]) -> None:
    [event] = decide(requested(), command, context(BINH))
    after = given((BINH, event), after=requested())

    with pytest.raises(NotAllowedNow, match="amendment-not-open"):
        decide(after, replace(command, **others), context(BINH))


def test_an_unknown_amendment_is_not_open() -> None:
    with pytest.raises(NotAllowedNow, match="amendment-not-open"):
        decide(active(), APPROVE, context(BINH))


def test_nothing_is_amended_before_the_approval() -> None:
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(verified(), request(), context(AN))
