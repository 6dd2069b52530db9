"""Listing, issuing and bringing into force a law."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.legal_instrument.instrument_givens import (
    CONFIRM,
    CONFIRMED,
    FORCE,
    ISSUE,
    ISSUED,
    LATER,
    LIST,
    MISSED,
    PROPOSE,
    PROPOSED,
    context,
    given,
    in_force,
    issued,
    listed,
)

from domain.claims import Claim
from domain.legal_instrument import commands as c
from domain.legal_instrument import events as e
from domain.legal_instrument.claims import claims
from domain.legal_instrument.decisions import DECIDERS, decide
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, RuleBroken


def test_an_instrument_is_listed_under_its_number_which_it_claims_for_ever() -> None:
    events = decide(None, LIST, context())

    assert events == [e.Listed("47/2021/TT-BTC", "circular", "Mức thu lệ phí", None)]
    assert claims(events, None) == (Claim("instrument-number", "47/2021/TT-BTC", sealed=False),)


def test_an_instrument_is_listed_once() -> None:
    assert decide(listed(), LIST, context()) == []
    with pytest.raises(AlreadyTaken, match="legal-instrument-exists"):
        decide(listed(), replace(LIST, title="Khác"), context())


def test_an_issue_records_signature_and_effect() -> None:
    assert decide(listed(), ISSUE, context()) == [ISSUED]
    assert decide(issued(), ISSUE, context()) == []


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"signed_on": date(2021, 7, 2)}, "/from", "effect-before-signature"),
        (
            {"signed_on": date(2021, 7, 2), "retroactive": True},
            "/from",
            "effect-before-signature",
        ),
        ({"signed_on": date(2021, 7, 2), "reason": "x"}, "/from", "effect-before-signature"),
        ({"to": date(2021, 6, 30)}, "/to", "ends-before-it-begins"),
    ],
)
def test_effect_follows_signature(changes: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code) as refused:
        decide(listed(), replace(ISSUE, **changes), context())

    assert refused.value.faults[0].pointer == pointer


def test_a_retroactive_instrument_says_so_and_why() -> None:
    command = replace(ISSUE, signed_on=date(2021, 7, 2), retroactive=True, reason="Theo luật")
    [event] = decide(listed(), command, context())

    assert isinstance(event, e.Issued)
    assert event.retroactive


def test_an_instrument_comes_into_force_on_its_day() -> None:
    [event] = decide(issued(), c.BringIntoForce(), context(now=LATER))

    assert isinstance(event, e.BroughtIntoForce)
    assert event.from_ == FORCE
    assert decide(in_force(), c.BringIntoForce(), context(now=LATER)) == []
    with pytest.raises(RuleBroken, match="instrument-takes-effect-on") as refused:
        decide(issued(), c.BringIntoForce(), context())
    assert refused.value.params == {"day": FORCE}


def test_a_law_listed_when_in_force_already_states_its_day() -> None:
    old = c.BringIntoForce(from_=date(2016, 1, 1))

    [event] = decide(listed(), old, context())

    assert isinstance(event, e.BroughtIntoForce)
    assert (event.from_, event.signed_on) == (date(2016, 1, 1), None)
    with pytest.raises(RuleBroken, match="instrument-day-needed"):
        decide(listed(), c.BringIntoForce(), context())
    with pytest.raises(RuleBroken, match="instrument-day-differs"):
        decide(issued(), old, context())


@pytest.mark.parametrize(
    ("command", "possible"),
    [
        (ISSUE, {"listed", "drafted"}),
        (c.BringIntoForce(from_=date(2016, 1, 1)), {"listed", "issued"}),
        (PROPOSE, {"issued", "in-force", "reviewed"}),
        (CONFIRM, {"issued", "in-force", "reviewed"}),
    ],
)
def test_an_instrument_in_another_state_refuses(command: Any, possible: set[str]) -> None:
    states = "listed under-review reviewed amendment-planned drafted issued in-force repealed"
    for status in set(states.split()) - possible:
        with pytest.raises(NotAllowedNow) as refused:
            decide(replace(listed(), status=status), command, context(now=LATER))
        assert refused.value.code == "legal-instrument-is"
        assert refused.value.params == {"state": status}


def test_no_command_lies_in_the_future() -> None:
    ahead = replace(context(), occurred_at=LATER)

    commands = (LIST, ISSUE, c.BringIntoForce(), PROPOSE, CONFIRM, MISSED)
    for command in commands:
        with pytest.raises(Refusal, match="time-in-future"):
            decide(listed(), command, ahead)
    assert set(DECIDERS) == {type(command) for command in commands}


def test_history_loads_in_any_order() -> None:
    assert given(CONFIRMED, PROPOSED, ISSUED).version == 3
    assert given(CONFIRMED).confirmed[0].proposed_by is None
