"""Proposing the value of a rule, and confirming it by a second officer."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import envelope
from tests.domain.legal_instrument.instrument_givens import (
    CONFIRM,
    CONFIRMED,
    PROPOSE,
    PROPOSED,
    VAN,
    VUONG,
    context,
    in_force,
    issued,
)

from domain.legal_instrument.decisions import decide
from domain.legal_instrument.state import LegalInstrument, evolve
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer


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
        ({"parameters": {"factor": 0.5}}, "/parameters/factor", "rule-parameters-unfit"),
        ({"parameters": {"factor": "0.5", "x": 1}}, "/parameters/x", "rule-parameters-unfit"),
        ({"parameters": {}}, "/parameters/factor", "rule-parameters-unfit"),
        ({"to": date(2021, 6, 30)}, "/to", "ends-before-it-begins"),
    ],
)
def test_a_rule_is_one_the_policy_can_read(
    changes: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code) as refused:
        decide(issued(), replace(PROPOSE, **changes), context())

    assert refused.value.faults[0].pointer == pointer
