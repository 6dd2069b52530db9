"""Samples and destruction: nothing is destroyed that another officer did not propose."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_stock.givens import (
    AN,
    AT_MACHINE,
    CHAT,
    DESTROY,
    FIND,
    KHAC,
    KHO,
    PROPOSAL,
    PROPOSE,
    SAMPLE,
    after,
    allocated,
    context,
    proposed,
    received,
    serial,
    serials,
    spoiled,
)

from domain.card_stock import commands as c
from domain.card_stock import events as e
from domain.card_stock.accounts import account_of, balance
from domain.card_stock.block import Proposal
from domain.card_stock.decisions import decide
from domain.card_stock.waits import waits
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer
from domain.waits import Wait


def test_a_sample_is_drawn_from_the_vault_or_a_machine() -> None:
    from_machine = c.DrawSample(serials=serials(9), from_account=AT_MACHINE, reason="start-up")

    assert decide(allocated(), SAMPLE, context(CHAT)) == [
        e.SampleDrawn(serials(20), 1, "vault", "sample", "daily-sample", None)
    ]
    assert account_of(after(allocated(), from_machine, CHAT), serial(9)) == "sample"


def test_a_blank_in_a_machine_is_no_sample_of_the_vault() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(allocated(), replace(SAMPLE, serials=serials(9)), context(CHAT))

    assert refused.value.code == "blank-is-elsewhere"
    assert refused.value.params["account"] == AT_MACHINE


def test_a_spoiled_blank_is_no_sample() -> None:
    with pytest.raises(RuleBroken, match="blanks-stay-in"):
        decide(spoiled(), replace(SAMPLE, from_account="spoiled"), context(CHAT))


def test_a_sample_drawn_twice_is_drawn_once() -> None:
    assert decide(after(received(), SAMPLE, CHAT), SAMPLE, context(CHAT)) == []


def test_a_proposal_moves_nothing_and_waits_for_the_security_officer() -> None:
    assert decide(spoiled(), PROPOSE, context(KHO)) == [
        e.DestructionProposed(serials(1), 1, "spoiled", "spoiled", "spoiled-in-june", None)
    ]
    assert balance(proposed()) == balance(spoiled())
    assert proposed().proposals == (
        Proposal(PROPOSAL, serials(1), "spoiled", "spoiled-in-june", KHO.officer),
    )
    stage = "destruction-proposed"
    assert waits(proposed()) == (
        Wait(stage, "security-officer", "centre", f"house.card-stock.{stage}"),
    )


def test_only_spoiled_blanks_and_samples_are_proposed() -> None:
    sampled = after(spoiled(), SAMPLE, CHAT)

    with pytest.raises(RuleBroken) as refused:
        decide(spoiled(), replace(PROPOSE, serials=serials(50)), context(KHO))
    assert refused.value.params == {
        "serial": serial(50),
        "account": "vault",
        "expected": "spoiled",
    }
    both = replace(PROPOSE, serials=(*serials(1), *serials(20)))
    with pytest.raises(RuleBroken, match="blank-is-elsewhere"):
        decide(sampled, both, context(KHO))
    assert decide(sampled, replace(PROPOSE, serials=serials(20)), context(KHO))


def test_a_blank_is_proposed_once() -> None:
    assert decide(proposed(), PROPOSE, context(KHO)) == []
    with pytest.raises(RuleBroken, match="blank-already-proposed"):
        decide(proposed(), PROPOSE, context(KHAC))
    with pytest.raises(RuleBroken, match="blank-already-proposed"):
        decide(proposed(), replace(PROPOSE, reason="other"), context(KHO))


def test_two_officers_destroy_what_a_third_proposed() -> None:
    assert decide(proposed(), DESTROY, context(AN, CHAT)) == [
        e.Destroyed(PROPOSAL, serials(1), 1, "shredding", CHAT.officer)
    ]
    state = after(proposed(), DESTROY, AN, CHAT)
    assert account_of(state, serial(1)) == "destroyed"
    assert (state.proposals, waits(state)) == ((), ())
    assert decide(state, DESTROY, context(AN, CHAT)) == []


@pytest.mark.parametrize(("officer", "witness"), [(KHO, CHAT), (AN, KHO)])
def test_the_officer_who_proposed_neither_destroys_nor_witnesses(
    officer: Any, witness: Any
) -> None:
    with pytest.raises(SameOfficer, match="proposer-may-not-destroy"):
        decide(proposed(), DESTROY, context(officer, witness))


def test_destruction_needs_a_witness() -> None:
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(proposed(), DESTROY, context(AN))


def test_nothing_is_destroyed_that_was_not_proposed() -> None:
    with pytest.raises(NotAllowedNow, match="destruction-not-proposed"):
        decide(spoiled(), DESTROY, context(AN, CHAT))
    with pytest.raises(NotAllowedNow, match="destruction-not-proposed"):
        decide(proposed(), replace(DESTROY, proposal_id=UUID(int=9)), context(AN, CHAT))
    with pytest.raises(RuleBroken, match="blank-not-proposed"):
        decide(proposed(), replace(DESTROY, serials=serials(1, 2)), context(AN, CHAT))


def test_a_proposal_destroyed_in_part_keeps_the_rest() -> None:
    three = after(received(), replace(SAMPLE, serials=serials(20, 22)), CHAT)
    state = after(three, replace(PROPOSE, serials=serials(20, 22)))

    rest = after(state, replace(DESTROY, serials=serials(21)), AN, CHAT)

    [proposal] = rest.proposals
    assert proposal.serials == (*serials(20), *serials(22))


def test_a_blank_that_went_missing_has_left_its_proposal() -> None:
    lost = c.ReportBlanksMissing(serials=serials(1), from_account="spoiled", reason="count")
    back = replace(FIND, serials=serials(1), to_account="spoiled")

    gone = after(proposed(), lost)
    state = after(gone, back)

    assert (gone.proposals, state.proposals) == ((), ())
    with pytest.raises(NotAllowedNow, match="destruction-not-proposed"):
        decide(state, DESTROY, context(AN, CHAT))
