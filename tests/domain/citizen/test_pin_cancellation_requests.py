"""Asking the director to cancel a number: with proof, once, by the commune of residence."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    BINH,
    DOCUMENT,
    LINH,
    OTHER_COMMUNE,
    PAPER,
    PLACE,
    active,
    approved,
    context,
    given,
    officer,
    with_cancellation_requested,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import Residence
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, OutsideAuthority, RuleBroken

ASK = c.RequestPinCancellation(request_id=UUID(int=103), ground="sex-re-determined", proof=(PAPER,))


@pytest.mark.parametrize("state", [approved(), active()])
@pytest.mark.parametrize("actor", [BINH, LINH])
def test_a_cancellation_is_asked_for_with_proof(state: Citizen, actor: Actor) -> None:
    proof = e.PinCancellationRequestedSealed((DOCUMENT,))

    assert decide(state, ASK, context(actor)) == [
        e.PinCancellationRequested(ASK.request_id, "sex-re-determined", proof)
    ]


def test_without_proof_no_cancellation_is_asked_for() -> None:
    command = c.RequestPinCancellation(request_id=ASK.request_id, ground="input-error-sex")

    with pytest.raises(RuleBroken, match="document-needed"):
        decide(active(), command, context(BINH))


def test_one_cancellation_is_open_at_a_time() -> None:
    other = replace(ASK, request_id=UUID(int=7))
    more_proof = replace(ASK, proof=(PAPER, PAPER))
    state = with_cancellation_requested(active())

    assert decide(state, ASK, context(BINH)) == []
    for command in (other, more_proof):
        with pytest.raises(NotAllowedNow, match="pin-cancellation-open"):
            decide(state, command, context(BINH))


def test_only_the_commune_of_permanent_residence_asks() -> None:
    home = Residence("permanent", None, None, PLACE)
    neighbour = officer(51, OTHER_COMMUNE, "commune-chief")

    assert decide(active(residences=(home,)), ASK, context(BINH))
    with pytest.raises(OutsideAuthority, match="unit-outside-authority"):
        decide(active(residences=(home,)), ASK, context(neighbour))


def test_without_a_number_in_force_no_cancellation_is_asked_for() -> None:
    dead = given((BINH, e.DeathRecorded(None)), after=active())

    with pytest.raises(NotAllowedNow, match="citizen-has-no-pin"):
        decide(dead, ASK, context(BINH))
