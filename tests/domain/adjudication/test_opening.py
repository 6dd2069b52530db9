"""Opening an adjudication for a search, once, and closing one that nobody needs."""

import pytest
from msgspec.structs import replace
from tests.domain.adjudication.givens import (
    APPLICATION,
    CITIZEN,
    PROCESS,
    SEARCH,
    agreed,
    closed,
    context,
    decided,
    disagreed,
    given,
    half_examined,
    opened,
    opening,
    ranked,
)

from domain.adjudication import commands as c
from domain.adjudication import events as e
from domain.adjudication.claims import claims
from domain.adjudication.decisions import decide
from domain.adjudication.state import Adjudication
from domain.claims import Claim
from domain.refusals import AlreadyTaken, NotAllowedNow

CLOSE = c.CloseAdjudication(reason="application-withdrawn")


def test_a_search_with_candidates_is_opened_with_the_pair_sealed() -> None:
    sealed = e.OpenedSealed(APPLICATION, SEARCH, CITIZEN, ranked(), False, None)

    assert decide(None, opening(), context(PROCESS)) == [
        e.Opened("nbis", "5.0.0", "2021-03", 120_000, 2, 5, sealed)
    ]


def test_a_seeded_case_differs_from_another_in_nothing_public() -> None:
    [usual] = decide(None, opening(), context(PROCESS))
    [seeded] = decide(None, opening(seeded=True, truth="same-person"), context(PROCESS))

    assert replace(seeded, sealed=None) == replace(usual, sealed=None)


def test_a_search_is_claimed_hidden() -> None:
    events = decide(None, opening(), context(PROCESS))

    assert claims(events, None) == (Claim("adjudication", str(SEARCH), sealed=True),)


def test_nothing_but_the_opening_claims_anything() -> None:
    events = decide(agreed(), c.DecideAdjudication(), context(PROCESS))

    assert events
    assert claims(events, agreed()) == ()


def test_opened_twice_with_the_same_candidates_is_opened_once() -> None:
    assert decide(half_examined(), opening(), context(PROCESS)) == []
    with pytest.raises(AlreadyTaken, match="adjudication-exists"):
        decide(opened(), opening(engine_version="6.0.0"), context(PROCESS))


@pytest.mark.parametrize("state", [opened(), half_examined(), disagreed(), agreed()])
def test_an_application_that_ends_takes_its_examination_with_it(state: Adjudication) -> None:
    assert decide(state, CLOSE, context(PROCESS)) == [e.Closed("application-withdrawn")]


def test_a_pair_whose_key_is_gone_can_still_be_closed() -> None:
    assert decide(replace(opened(), application_id=None), CLOSE, context(PROCESS))


def test_closed_twice_for_the_same_reason_is_closed_once() -> None:
    other = c.CloseAdjudication(reason="application-closed")

    assert decide(closed(), CLOSE, context(PROCESS)) == []
    with pytest.raises(NotAllowedNow, match="adjudication-is"):
        decide(closed(), other, context(PROCESS))


def test_what_is_decided_is_not_closed() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(decided(), CLOSE, context(PROCESS))

    assert refused.value.params == {"state": "decided"}


def test_a_closed_adjudication_says_why() -> None:
    state = given((PROCESS, CLOSE), after=opened())

    assert (state.status, state.closed_reason) == ("closed", "application-withdrawn")
