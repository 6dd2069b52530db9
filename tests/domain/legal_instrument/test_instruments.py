"""Listing, issuing and bringing into force a law; proposing and confirming its rules."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import context as usual
from tests.domain.citizen.givens import envelope, officer

from domain.claims import Claim
from domain.context import Context
from domain.envelope import Actor
from domain.legal_instrument import commands as c
from domain.legal_instrument import events as e
from domain.legal_instrument.claims import claims
from domain.legal_instrument.decisions import DECIDERS, decide
from domain.legal_instrument.state import LegalInstrument, evolve
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, RuleBroken, SameOfficer

VAN = officer(20, "ministry", "legal-officer")
VUONG = officer(21, "ministry", "legal-officer")
FORCE = date(2021, 7, 1)
LATER = datetime(2021, 7, 1, 3, 0, tzinfo=UTC)

LIST = c.ListInstrument(
    id=UUID(int=400), number="47/2021/TT-BTC", kind="circular", title="Mức thu lệ phí"
)
ISSUE = c.IssueInstrument(signed_on=date(2021, 6, 24), from_=FORCE, to=date(2021, 12, 31))
PROPOSE = c.ProposeRule(
    key="fee.factor", article="Điều 1", parameters={"factor": "0.5"}, from_=FORCE
)
CONFIRM = c.ConfirmRule(key="fee.factor", from_=FORCE)
ISSUED = e.Issued("47/2021/TT-BTC", date(2021, 6, 24), FORCE, date(2021, 12, 31), None, False)
PROPOSED = e.RuleProposed("fee.factor", "Điều 1", {"factor": "0.5"}, FORCE, None, "confirmed")
CONFIRMED = e.RuleConfirmed("fee.factor", "Điều 1", {"factor": "0.5"}, FORCE, None, "confirmed")


def context(actor: Actor = VAN, now: datetime | None = None) -> Context:
    return usual(actor, **({"now": now, "occurred_at": now} if now else {}))


def given(*events: e.Event, by: Actor = VAN) -> LegalInstrument:
    state = None
    for event in events:
        state = evolve(state, event, envelope(by))
    assert state is not None
    return state


def listed() -> LegalInstrument:
    return given(e.Listed("47/2021/TT-BTC", "circular", "Mức thu lệ phí", None))


def issued(*further: e.Event) -> LegalInstrument:
    return given(e.Listed("47/2021/TT-BTC", "circular", "Mức thu lệ phí", None), ISSUED, *further)


def in_force() -> LegalInstrument:
    return issued(e.BroughtIntoForce(*(getattr(ISSUED, f) for f in ISSUED.__struct_fields__)))


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


@pytest.mark.parametrize("state", [issued(), in_force()])
def test_a_rule_is_proposed_by_one_and_confirmed_by_another(state: LegalInstrument) -> None:
    assert decide(state, PROPOSE, context(VAN)) == [PROPOSED]

    proposed = evolve(state, PROPOSED, envelope(VAN))

    assert decide(proposed, CONFIRM, context(VUONG)) == [CONFIRMED]
    with pytest.raises(SameOfficer, match="proposer-may-not-confirm"):
        decide(proposed, CONFIRM, context(VAN))


def test_the_confirmed_value_is_the_proposed_one() -> None:
    state = issued(PROPOSED, CONFIRMED)

    assert state.proposed == ()
    assert [(rule.key, rule.parameters) for rule in state.confirmed] == [
        ("fee.factor", {"factor": "0.5"})
    ]
    assert state.confirmed[0].proposed_by == VAN.officer


def test_a_second_proposal_for_the_same_day_stands_in_the_place_of_the_first() -> None:
    other = replace(PROPOSED, parameters={"factor": "0.6"})
    state = evolve(issued(PROPOSED), other, envelope(VUONG))

    [rule] = state.proposed
    assert (rule.parameters, rule.proposed_by) == ({"factor": "0.6"}, VUONG.officer)


def test_the_same_proposal_or_confirmation_again_changes_nothing() -> None:
    assert decide(issued(PROPOSED), PROPOSE, context()) == []
    assert decide(issued(PROPOSED, CONFIRMED), PROPOSE, context()) == []
    assert decide(issued(PROPOSED, CONFIRMED), CONFIRM, context(VUONG)) == []


def test_what_nobody_proposed_is_not_confirmed() -> None:
    with pytest.raises(NotAllowedNow, match="rule-not-proposed"):
        decide(issued(), CONFIRM, context(VUONG))


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"key": "fee.colour"}, "/key", "rule-key-unknown"),
        ({"parameters": {"factor": 0.5}}, "/parameters", "rule-parameters-unfit"),
        ({"parameters": {"factor": "0.5", "x": 1}}, "/parameters", "rule-parameters-unfit"),
        ({"parameters": {}}, "/parameters", "rule-parameters-unfit"),
        ({"to": date(2021, 6, 30)}, "/to", "ends-before-it-begins"),
    ],
)
def test_a_rule_is_one_the_policy_can_read(
    changes: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code) as refused:
        decide(issued(), replace(PROPOSE, **changes), context())

    assert refused.value.faults[0].pointer == pointer


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

    for command in (LIST, ISSUE, c.BringIntoForce(), PROPOSE, CONFIRM):
        with pytest.raises(Refusal, match="time-in-future"):
            decide(listed(), command, ahead)
    assert len(DECIDERS) == 5


def test_history_loads_in_any_order() -> None:
    assert given(CONFIRMED, PROPOSED, ISSUED).version == 3
    assert given(CONFIRMED).confirmed[0].proposed_by is None
