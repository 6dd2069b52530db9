"""A card comes into force in one hand, and takes the place of the former in the same moment."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card.givens import (
    ACTIVATE,
    APPLICATION,
    CARD,
    CITIZEN,
    FORMER,
    GIAO,
    NOW,
    OTHER_CARD,
    PERSONALISE,
    QUAN,
    REPLACE,
    RESTORE,
    REVOKE,
    STATES,
    TAKE_BACK,
    TIEP,
    UNDO,
    active,
    after,
    context,
    held,
    issued,
    lost,
    replaced,
    requested,
    revoked,
    suspended,
)

from domain.card import events as e
from domain.card.claims import claims
from domain.card.decisions import decide
from domain.card.readings import readings
from domain.card.state import Card
from domain.claims import Claim
from domain.context import VIETNAM_TIME, Other
from domain.readings import Reading
from domain.refusals import NotAllowedNow, RuleBroken

WITH_FORMER = replace(ACTIVATE, former_id=FORMER)
IN_FORCE = Claim("active-card", str(CITIZEN), sealed=False)


def claimed(state: Card | None, command: Any, **changes: Any) -> tuple[Claim, ...]:
    return claims(decide(state, command, context(QUAN, **changes)), state, command)


def former(state: Card) -> dict[str, Any]:
    return {"others": {"former": Other(FORMER, state.version, state)}}


def test_the_hand_over_brings_a_card_into_force() -> None:
    local = replace(ACTIVATE, activated_at=NOW.astimezone(VIETNAM_TIME))

    assert decide(issued(), local, context(GIAO)) == [e.Activated(NOW)]
    assert decide(issued(), local, context(GIAO))[0].activated_at.tzinfo is UTC
    assert active().activated_at == NOW
    assert decide(active(), ACTIVATE, context(GIAO)) == []


def test_nobody_received_a_card_later_than_now() -> None:
    later = replace(ACTIVATE, activated_at=NOW + timedelta(hours=1))

    with pytest.raises(RuleBroken, match="time-in-future"):
        decide(issued(), later, context(GIAO))


@pytest.mark.parametrize("state", [active(), suspended(), held(), lost()])
def test_a_card_in_whatever_trouble_is_replaced_at_the_hand_over(state: Card) -> None:
    assert decide(issued(), WITH_FORMER, context(GIAO, **former(state)))
    assert decide(state, REPLACE, context(GIAO)) == [e.Replaced(OTHER_CARD)]
    assert replaced(state).replaced_by == OTHER_CARD
    assert decide(replaced(state), REPLACE, context(GIAO)) == []


@pytest.mark.parametrize(
    "status", ["personalised", "issued", "replaced", "revoked", "voided", "destroyed"]
)
def test_a_card_that_ended_or_never_began_has_no_successor(status: str) -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(issued(), WITH_FORMER, context(GIAO, **former(STATES[status])))

    assert refused.value.code == "former-card-is"
    assert refused.value.params == {"id": FORMER, "state": status}


def test_the_former_card_must_exist() -> None:
    assert readings(issued(), WITH_FORMER, CARD) == (Reading("former", "card", stream=FORMER),)
    assert readings(issued(), ACTIVATE, CARD) == ()
    with pytest.raises(RuleBroken, match="former-unknown"):
        decide(issued(), WITH_FORMER, context(GIAO, others={}))


def test_a_card_claims_its_print_and_its_first_holder() -> None:
    assert claimed(None, PERSONALISE) == (
        Claim("card-of", f"{APPLICATION}/{PERSONALISE.blank_serial}", sealed=False),
    )
    assert claimed(issued(), ACTIVATE) == (IN_FORCE,)


def test_a_successor_takes_over_the_claim_and_the_former_releases_nothing() -> None:
    moved = replace(IN_FORCE, action="move", former=FORMER)

    assert claimed(issued(), WITH_FORMER, **former(active())) == (moved,)
    assert claimed(active(), REPLACE) == ()


def test_a_wrong_hand_over_is_undone() -> None:
    assert decide(active(), UNDO, context(GIAO)) == [
        e.ActivationCorrected(APPLICATION, "wrong-person")
    ]
    undone = after(active(), UNDO, GIAO)
    assert (undone.status, undone.activated_at) == ("issued", None)
    assert decide(undone, UNDO, context(GIAO)) == []
    assert after(undone, ACTIVATE, GIAO).status == "active"


def test_without_a_former_card_the_claim_is_free_again() -> None:
    with_former = replace(UNDO, former_id=FORMER)

    assert claimed(active(), UNDO) == (replace(IN_FORCE, action="release"),)
    assert claimed(active(), with_former) == ()


@pytest.mark.parametrize("state", [active(), suspended(), held(), lost()])
def test_a_wrongly_replaced_card_is_as_it_was_and_takes_the_claim_back(state: Card) -> None:
    before = replaced(state)
    restored = after(before, RESTORE, GIAO)

    assert claimed(before, RESTORE) == (replace(IN_FORCE, action="move", former=OTHER_CARD),)
    ignoring = {"version": 0, "done": {}}
    assert replace(restored, **ignoring) == replace(state, **ignoring)
    assert decide(restored, RESTORE, context(GIAO)) == []


def test_a_card_lost_before_it_was_replaced_may_still_be_found_as_it_was() -> None:
    restored = after(replaced(lost(suspended())), RESTORE, GIAO)

    assert (restored.status, restored.former_status) == ("lost-reported", "suspended")


def test_only_the_successor_is_taken_out_of_its_place() -> None:
    other = replace(RESTORE, successor_id=FORMER)

    with pytest.raises(NotAllowedNow) as refused:
        decide(replaced(), other, context(GIAO))

    assert refused.value.code == "card-replaced-by-another"
    assert refused.value.params == {"id": OTHER_CARD}


def test_a_revoked_card_gives_up_the_claim_if_it_had_it() -> None:
    released = (replace(IN_FORCE, action="release"),)

    for state in (active(), suspended(), held(), lost()):
        assert claimed(requested(state), REVOKE) == released
    assert claimed(requested(issued()), REVOKE) == ()
    assert claimed(requested(lost(issued())), REVOKE) == ()
    assert claimed(requested(after(active(), UNDO, GIAO)), REVOKE) == ()


@pytest.mark.parametrize("state", [revoked(), replaced()])
def test_an_ended_card_comes_back_once(state: Card) -> None:
    assert decide(state, TAKE_BACK, context(TIEP)) == [e.TakenBack(True)]
    back = after(state, TAKE_BACK, TIEP)
    assert (back.status, back.taken_back) == (state.status, True)
    assert decide(back, TAKE_BACK, context(TIEP)) == []
    with pytest.raises(NotAllowedNow, match="card-already-taken-back"):
        decide(back, replace(TAKE_BACK, cut=False), context(TIEP))


def test_a_card_given_back_to_its_holder_may_come_back_again() -> None:
    given_back = after(after(replaced(), TAKE_BACK, TIEP), RESTORE, GIAO)

    assert decide(replaced(given_back), TAKE_BACK, context(TIEP))
