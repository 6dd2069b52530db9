"""Into the hand of the holder or a named representative, and back when that was an error."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    DELIVERED,
    approved,
    arrived,
    delivered,
    delivery_failed,
    posted,
)
from tests.domain.citizen import givens as citizens

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.decisions import decide
from domain.citizen.facts import DeclaredRelation, Relation
from domain.citizen.forms import PlaceGiven, RelationGiven
from domain.refusals import NotAllowedNow, OutsideAuthority, RuleBroken

HAND_OVER = c.HandOverCard(
    to="holder", mode="counter", holder_verified=True, score=812, signature=g.PAPER
)
POST = c.PostCard(carrier="vnpost", tracking="EA123456789VN", address=g.PLACE_GIVEN)
CORRECT = c.CorrectHandOver(reason="wrong-person", statement=g.PAPER)
GUARDIAN = UUID(int=85)
BY_ID = Relation(GUARDIAN, "Trần Thị Mẫu", None, None, None, None)
BY_NUMBER = Relation(None, "Trần Thị Mẫu", "001190000007", None, "VN", None)
BY_NAME = Relation(None, "Trần Thị Mẫu", None, None, "VN", None)


def represented(kind: str, relation: Relation) -> dict[str, Any]:
    return {"citizen": citizens.active(relations=(DeclaredRelation(kind, relation),))}


def to(**recipient: Any) -> c.HandOverCard:
    return replace(HAND_OVER, to="representative", recipient=RelationGiven(**recipient))


def test_a_card_is_posted_with_its_number_and_address() -> None:
    [event] = decide(arrived(), POST, g.context(g.QUAN))

    assert event == e.Posted("vnpost", e.PostedSealed("EA123456789VN", g.PLACE))
    assert decide(posted(), POST, g.context(g.QUAN)) == []
    with pytest.raises(RuleBroken, match="place-lacks-unit"):
        decide(arrived(), replace(POST, address=PlaceGiven(as_of=g.TODAY)), g.context(g.QUAN))


@pytest.mark.parametrize("state", [arrived(), delivery_failed(), posted()])
def test_the_holder_takes_the_card(state: CardApplication) -> None:
    assert decide(state, HAND_OVER, g.context(g.QUAN)) == [DELIVERED]


def test_a_card_is_handed_over_once() -> None:
    assert decide(delivered(), HAND_OVER, g.context(g.QUAN)) == []


def test_the_holder_is_verified_or_it_is_said_why_not() -> None:
    blind = replace(HAND_OVER, holder_verified=False, score=None)

    with pytest.raises(RuleBroken, match="holder-not-verified"):
        decide(arrived(), blind, g.context(g.QUAN))
    assert decide(arrived(), replace(blind, unverified_reason="worn-fingers"), g.context(g.QUAN))


def test_a_courier_hands_over_what_was_posted_and_nothing_else() -> None:
    assert decide(posted(), HAND_OVER, g.context(g.SON))
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(arrived(), HAND_OVER, g.context(g.SON))
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(arrived(), c.ReportDeliveryFailed(reason="absent"), g.context(g.SON))


@pytest.mark.parametrize(
    ("relation", "recipient", "named"),
    [
        (BY_ID, {"citizen_id": GUARDIAN}, True),
        (BY_ID, {"citizen_id": UUID(int=86)}, False),
        (BY_ID, {"name": "Trần Thị Mẫu"}, False),
        (BY_NUMBER, {"name": "Trần Thị Mẫu", "pin": "001190000007"}, True),
        (BY_NUMBER, {"name": "Trần Thị Mẫu", "pin": "001190000008"}, False),
        (BY_NUMBER, {"name": "Trần Thị Mẫu"}, False),
        (BY_NAME, {"name": "Trần Thị Mẫu"}, True),
        (BY_NAME, {"name": "Người Khác"}, False),
    ],
)
def test_a_representative_is_the_one_the_entry_names(
    relation: Relation, recipient: dict[str, Any], named: bool
) -> None:
    context = g.context(g.QUAN, others=represented("representative", relation))
    if named:
        assert decide(arrived(), to(**recipient), context)
        return
    with pytest.raises(RuleBroken, match="recipient-not-named"):
        decide(arrived(), to(**recipient), context)


def test_a_parent_stands_for_whom_a_representative_brought() -> None:
    mother = g.context(g.QUAN, others=represented("mother", BY_ID))
    brought = replace(arrived(), representative=True)

    assert decide(brought, to(citizen_id=GUARDIAN), mother)
    with pytest.raises(RuleBroken, match="recipient-not-named"):
        decide(arrived(), to(citizen_id=GUARDIAN), mother)


def test_a_representative_without_a_name_is_nobody() -> None:
    with pytest.raises(RuleBroken, match="recipient-not-named"):
        decide(arrived(), replace(HAND_OVER, to="representative"), g.context(g.QUAN))


def test_a_hand_over_needs_the_card() -> None:
    with pytest.raises(RuleBroken, match="card-unknown"):
        decide(arrived(), HAND_OVER, g.context(g.QUAN, others={"card": None}))


def test_a_failed_delivery_counts_its_tries() -> None:
    back = c.ReportDeliveryFailed(reason="returned-by-post")

    [first] = decide(posted(), back, g.context(g.SON))
    assert first == e.DeliveryFailed("returned-by-post", 1)
    again = g.given((g.QUAN, e.Posted("vnpost", None)), after=delivery_failed())
    [second] = decide(again, back, g.context(g.SON))
    assert second.try_ == 2
    assert decide(delivery_failed(), back, g.context(g.SON)) == []
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(posted(), c.ReportDeliveryFailed(), g.context(g.QUAN))


def test_the_timer_tells_after_thirty_days_that_nobody_came() -> None:
    unclaimed = c.ReportDeliveryFailed(reason="unclaimed")
    due = g.NOW + timedelta(days=30)
    then = g.context(g.TIMER, now=due, occurred_at=due)

    assert decide(arrived(), unclaimed, then) == [e.DeliveryFailed("unclaimed", 1)]
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(arrived(), unclaimed, g.context(g.TIMER))
    with pytest.raises(RuleBroken, match="timer-knows-only-unclaimed"):
        decide(arrived(), c.ReportDeliveryFailed(reason="absent"), then)
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(posted(), unclaimed, then)


def test_the_place_may_change_with_a_reason_until_the_card_is_on_its_last_way() -> None:
    command = c.ChangeDeliveryPlace(place=g.PLACE_GIVEN, reason="moved")

    [event] = decide(approved(), command, g.context(g.AN))
    state = g.given((g.AN, event), after=approved())

    assert event == e.DeliveryPlaceChanged("moved", e.DeliveryPlaceChangedSealed(g.PLACE))
    assert state.status == "approved"
    assert decide(state, command, g.context(g.AN)) == []
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(approved(), replace(command, reason=None), g.context(g.AN))


@pytest.mark.parametrize(
    ("before", "status"),
    [(arrived(), "arrived"), (posted(), "arrived"), (delivery_failed(), "delivery-failed")],
)
def test_a_corrected_hand_over_leaves_the_card_where_it_was(
    before: CardApplication, status: str
) -> None:
    context = g.context(g.QUAN, countersigner=g.CHI)

    [event] = decide(delivered(before), CORRECT, context)
    state = g.given((g.QUAN, event), after=delivered(before))

    assert event == e.HandOverCorrected("wrong-person", e.StatementSealed(g.DOCUMENT))
    assert state.status == status
    assert decide(state, CORRECT, context) == []


def test_a_correction_takes_two_officers_a_reason_and_the_right_former_card() -> None:
    context = g.context(g.QUAN, countersigner=g.CHI)
    named = replace(CORRECT, former_card_id=g.FORMER)
    replaced = {"former": g.card("replaced", replaced_by=g.CARD)}
    other = {"former": g.card("replaced", replaced_by=UUID(int=5))}

    for command, around, code in (
        (CORRECT, replace(context, countersigner=None), "two-officers-needed"),
        (c.CorrectHandOver(), context, "reason-needed"),
        (named, context, "former-unknown"),
        (named, g.context(g.QUAN, countersigner=g.CHI, others=other), "former-card-differs"),
    ):
        with pytest.raises(RuleBroken, match=code):
            decide(delivered(), command, around)
    assert decide(delivered(), named, g.context(g.QUAN, countersigner=g.CHI, others=replaced))
