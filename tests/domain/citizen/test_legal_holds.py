"""A legal hold keeps a history until another officer lifts it (domain §1.1, guards 12 and 27)."""

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    HOLD,
    ORDER,
    OTHER,
    PAPER,
    PROPOSAL,
    QUAN,
    QUYEN,
    active,
    captured,
    context,
    given,
    held,
    ordered,
    proposed,
)
from tests.domain.citizen.two_entries import merged

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, SameOfficer

PLACE = c.PlaceLegalHold(hold_id=HOLD, ground="court-proceedings", document=PAPER)
LIFT = c.LiftLegalHold(hold_id=HOLD, reason="proceedings-over", document=PAPER)


def lifted(state: Citizen) -> Citizen:
    (event,) = decide(state, LIFT, context(QUYEN))
    return given((QUYEN, event), after=state)


@pytest.mark.parametrize(
    "state", [captured(), active(), merged(proposed(active()), active())[0], ordered(active())]
)
def test_a_hold_is_placed_on_any_entry_that_is_not_erased(state: Citizen) -> None:
    (event,) = decide(state, PLACE, context(QUAN))
    after = given((QUAN, event), after=state)

    assert event == e.LegalHoldPlaced(HOLD, "court-proceedings", e.LegalHoldSealed(PAPER.fact()))
    assert after.status == state.status
    assert [(one.id, one.placed_by) for one in after.holds] == [(HOLD, QUAN.officer)]


def test_a_hold_and_its_end_each_need_a_document() -> None:
    for command, kind in ((PLACE, "hold-order"), (LIFT, "lifting-order")):
        with pytest.raises(RuleBroken) as refused:
            decide(held(active()), replace(command, document=None), context(QUYEN))
        assert (refused.value.code, refused.value.params) == ("document-needed", {"kind": kind})


def test_a_hold_placed_again_changes_nothing_and_its_id_is_used_once() -> None:
    state = held(active())

    assert decide(state, PLACE, context(QUAN)) == []
    for used in (state, lifted(state)):
        with pytest.raises(AlreadyTaken, match="id-used"):
            decide(used, replace(PLACE, ground="another"), context(QUAN))


def test_holds_stand_beside_each_other_and_end_one_by_one() -> None:
    (second,) = decide(held(active()), replace(PLACE, hold_id=OTHER), context(QUAN))
    both = given((QUAN, second), after=held(active()))

    assert [one.id for one in lifted(both).holds] == [OTHER]


def test_who_placed_a_hold_may_not_lift_it_whatever_their_roles() -> None:
    both_roles = Actor(QUAN.officer, "centre", ("director", "security-officer"))

    with pytest.raises(SameOfficer, match="hold-placer-may-not-lift"):
        decide(held(active()), LIFT, context(both_roles))


def test_only_a_hold_in_place_is_lifted_and_for_a_reason() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(active(), LIFT, context(QUYEN))
    assert (refused.value.code, refused.value.params) == ("legal-hold-not-in-place", {"id": HOLD})
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(held(active()), replace(LIFT, reason=None), context(QUYEN))


def test_lifted_again_with_the_same_words_it_changes_nothing() -> None:
    state = lifted(held(active()))

    assert decide(state, LIFT, context(QUYEN)) == []
    with pytest.raises(NotAllowedNow, match="legal-hold-not-in-place"):
        decide(state, replace(LIFT, reason="another"), context(QUYEN))


def test_neither_an_order_nor_an_erasure_passes_a_hold() -> None:
    order = c.OrderErasure(order_id=ORDER, ground="court-order", order=PAPER)
    with pytest.raises(RuleBroken, match="legal-hold-in-place"):
        decide(held(active()), order, context(QUAN))
    with pytest.raises(RuleBroken, match="legal-hold-in-place"):
        decide(held(ordered(active())), c.EraseCitizen(order_id=ORDER), context(QUYEN))
    assert decide(lifted(held(active())), order, context(QUAN))


def test_a_hold_bars_nothing_but_the_erasure() -> None:
    source, target = merged(proposed(held(active())), held(active()))

    assert (source.status, target.status) == ("merged", "active")
    assert source.holds
    assert source.merge is not None
    assert source.merge.proposal_id == PROPOSAL
