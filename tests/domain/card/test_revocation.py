"""Ending a card: asked for on a ground of the law, decided by the director, once."""

import pytest
from msgspec.structs import replace
from tests.domain.card.givens import (
    ASK,
    DOCUMENT,
    DU,
    OTHER_REQUEST,
    PAPER,
    QUAN,
    REQUEST,
    REVOKE,
    active,
    context,
    replaced,
    requested,
    revoked,
)

from domain.card import events as e
from domain.card.decisions import decide
from domain.card.state import OpenRevocation
from domain.refusals import NotAllowedNow, RuleBroken

GROUND = "issued-against-rules"


def test_a_request_is_open_until_the_director_decides() -> None:
    assert decide(active(), ASK, context(DU)) == [
        e.RevocationRequested(REQUEST, GROUND, e.DecisionSealed(None))
    ]
    assert requested().revocation == OpenRevocation(REQUEST, GROUND, DU.officer)
    assert requested().status == "active"


def test_the_card_is_revoked_on_the_ground_that_was_asked() -> None:
    assert decide(requested(), REVOKE, context(QUAN)) == [
        e.Revoked(REQUEST, GROUND, e.DecisionSealed(DOCUMENT))
    ]
    assert revoked().status == "revoked"


def test_a_request_needs_a_ground() -> None:
    with pytest.raises(RuleBroken, match="ground-needed"):
        decide(active(), replace(ASK, ground=None), context(DU))


def test_one_request_is_open_at_a_time() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(requested(), replace(ASK, request_id=OTHER_REQUEST), context(DU))

    assert refused.value.code == "revocation-already-requested"
    assert refused.value.params == {"id": REQUEST}


@pytest.mark.parametrize("state", [active(), requested(request_id=OTHER_REQUEST)])
def test_nothing_is_revoked_that_nobody_asked_for(state: object) -> None:
    with pytest.raises(NotAllowedNow, match="revocation-not-requested"):
        decide(state, REVOKE, context(QUAN))  # type: ignore[arg-type]


def test_what_is_repeated_is_recorded_once() -> None:
    assert decide(requested(), ASK, context(DU)) == []
    assert decide(revoked(), REVOKE, context(QUAN)) == []


def test_a_decision_with_other_values_is_another_one() -> None:
    with pytest.raises(NotAllowedNow, match="card-is"):
        decide(revoked(), replace(REVOKE, decision=None), context(QUAN))
    with pytest.raises(NotAllowedNow, match="revocation-already-requested"):
        decide(requested(), replace(ASK, decision=PAPER), context(DU))


def test_a_request_outlives_a_replacement_that_was_an_error() -> None:
    assert replaced(requested()).revocation == requested().revocation
