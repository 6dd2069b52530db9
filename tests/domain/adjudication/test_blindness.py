"""No opinion is read before both are recorded, and nobody reads which pairs are seeded."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.domain.adjudication.givens import (
    AN,
    BINH,
    PROCESS,
    SAME,
    agreed,
    closed,
    context,
    decided,
    disagreed,
    given,
    half_examined,
    opened,
    opening,
    opinion,
)

from domain.adjudication import events as e
from domain.adjudication.blindness import hidden, hidden_event
from domain.adjudication.commands import RequestEvidence
from domain.adjudication.decisions import decide
from domain.adjudication.state import Adjudication

ASK = RequestEvidence(
    kind="portrait", owner_unit="001", due=date(2021, 6, 20), remark="hai người khác nhau"
)


@pytest.mark.parametrize("state", [half_examined(), closed()])
def test_an_opinion_alone_is_not_read(state: Adjudication) -> None:
    assert state.opinions
    assert hidden(state).opinions == ()


@pytest.mark.parametrize("state", [disagreed(), agreed(), decided()])
def test_opinions_are_read_once_both_are_recorded(state: Adjudication) -> None:
    assert hidden(state).opinions == state.opinions


def test_the_first_opinion_cannot_be_guessed_from_what_is_shown() -> None:
    one = given((AN, opinion()), after=opened())
    other = given((AN, opinion(SAME)), after=opened())

    assert one != other
    assert hidden(one) == hidden(other)


def test_a_seeded_pair_looks_like_any_other() -> None:
    seeded = opened(seeded=True, truth="same-person")

    assert hidden(seeded) == hidden(opened())
    assert seeded != opened()


@pytest.mark.parametrize("status", ["opened", "half-examined", "disagreed", "agreed", "decided"])
def test_the_timeline_never_tells_which_pairs_are_seeded(status: str) -> None:
    [usual] = decide(None, opening(), context(PROCESS))
    [seeded] = decide(None, opening(seeded=True, truth="same-person"), context(PROCESS))

    assert hidden_event(seeded, status) == usual


@pytest.mark.parametrize("status", ["opened", "half-examined", "closed"])
def test_the_timeline_says_that_an_opinion_was_given_and_not_which(status: str) -> None:
    [event] = decide(opened(), opinion(SAME, remark="giống"), context(AN))

    assert hidden_event(event, status) == replace(event, sealed=None)


@pytest.mark.parametrize("status", ["disagreed", "agreed", "decided"])
def test_the_timeline_shows_opinions_once_both_are_recorded(status: str) -> None:
    [event] = decide(half_examined(), opinion(SAME), context(BINH))

    assert hidden_event(event, status) == event


def test_the_reason_for_more_evidence_tells_no_opinion_either() -> None:
    [event] = decide(opened(), ASK, context(AN))
    state = given((AN, ASK), after=half_examined())

    assert hidden_event(event, "half-examined") == replace(event, sealed=None)
    assert [one.remark for one in hidden(state).evidence] == [None]
    assert hidden(given((AN, ASK), after=agreed())).evidence[0].remark == ASK.remark


@pytest.mark.parametrize("event", [e.Decided("cleared", True, None), e.Closed("x"),
                                   e.Opened("x", "1", "x", 0, 1, 5, None)])  # fmt: skip
def test_all_else_is_shown_as_it_was_recorded(event: Any) -> None:
    assert hidden_event(event, "opened") == event


def test_what_is_shown_holds_no_digest_of_what_is_not() -> None:
    assert b"sha" not in msgspec.json.encode(hidden(half_examined()))
    assert hidden(decided()).done == {}
