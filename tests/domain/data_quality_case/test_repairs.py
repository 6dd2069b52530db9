"""A case is resolved by what repaired the entry, which the register looks up itself."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen import givens as citizens
from tests.domain.data_quality_case.givens import (
    HOA,
    OWN_STATE,
    PAIR,
    RESOLVE,
    TWIN,
    context,
    detection,
    found,
    seen,
)

from domain.citizen import events as ce
from domain.citizen.endings import Absorption, Merge
from domain.citizen.person import Citizen
from domain.data_quality_case import commands as c
from domain.data_quality_case import events as e
from domain.data_quality_case.decisions import decide
from domain.data_quality_case.state import DataQualityCase
from domain.refusals import NotAllowedNow, RuleBroken

PROPOSAL = UUID(int=400)


def amended() -> Citizen:
    """Requested at version 6, approved at version 7."""
    event = ce.Amended(
        citizens.AMENDMENT,
        ("middle",),
        "court-ruling",
        citizens.TODAY,
        ce.AmendedSealed((), None, None),
    )
    return citizens.given((citizens.BINH, event), after=citizens.requested())


def rejected() -> Citizen:
    event = ce.AmendmentRejected(citizens.AMENDMENT, "unproved", ce.RemarkSealed(None))
    return citizens.given((citizens.BINH, event), after=citizens.requested())


def renumbered() -> Citizen:
    asked = citizens.with_cancellation_requested(citizens.active())
    cancelled = ce.PinCancelled(citizens.REQUEST, "sex-re-determined", citizens.TODAY, None)
    return citizens.given((citizens.QUAN, cancelled), after=asked)


def merged(into: UUID) -> Citizen:
    merge = Merge(PROPOSAL, "active", citizens.MAI.officer, ())
    return replace(citizens.active(), status="merged", merge=merge, merged_into=into)


def absorbed(other: UUID, version: int) -> Citizen:
    return replace(citizens.active(), absorbed=(Absorption(PROPOSAL, other, (), version),))


def settle(state: DataQualityCase, command: Any, citizen: Citizen) -> list[e.Event]:
    return decide(state, command, context(HOA, others=seen(citizen)))


def test_a_case_is_resolved_by_the_amendment_that_repaired_the_entry() -> None:
    command = c.ResolveCase(amendment_id=citizens.AMENDMENT)

    assert settle(found(), command, amended()) == [e.Resolved(citizens.AMENDMENT, None, None)]


@pytest.mark.parametrize(
    ("citizen", "failed_at"),
    [(amended(), 7), (rejected(), 2), (citizens.requested(), 2), (citizens.active(), 2)],
)
def test_an_amendment_counts_that_was_approved_after_the_check_failed(
    citizen: Citizen, failed_at: int
) -> None:
    state = replace(found(), citizen_version=failed_at)

    with pytest.raises(RuleBroken, match="amendment-not-since") as refused:
        settle(state, c.ResolveCase(amendment_id=citizens.AMENDMENT), citizen)

    assert [fault.pointer for fault in refused.value.faults] == ["/amendment_id"]


def test_a_case_is_resolved_by_the_request_for_a_number_that_was_granted() -> None:
    command = c.ResolveCase(request_id=citizens.REQUEST)

    assert settle(found(), command, renumbered())
    asked = citizens.with_cancellation_requested(citizens.active())
    with pytest.raises(RuleBroken, match="pin-request-not-since"):
        settle(found(), command, asked)
    with pytest.raises(RuleBroken, match="pin-request-not-since"):
        settle(found(), c.ResolveCase(request_id=citizens.AMENDMENT), amended())


@pytest.mark.parametrize("citizen", [merged(TWIN), absorbed(TWIN, 3)])
def test_a_pair_is_resolved_by_the_merge_of_the_two(citizen: Citizen) -> None:
    command = c.ResolveCase(proposal_id=PROPOSAL)

    assert settle(found(PAIR), command, citizen) == [e.Resolved(None, PROPOSAL, None)]


@pytest.mark.parametrize(
    "citizen",
    [merged(UUID(int=9)), absorbed(UUID(int=9), 3), absorbed(TWIN, 2), citizens.active()],
)
def test_no_other_merge_resolves_a_pair_nor_one_from_before(citizen: Citizen) -> None:
    with pytest.raises(RuleBroken, match="merge-not-since"):
        settle(found(PAIR), c.ResolveCase(proposal_id=PROPOSAL), citizen)


def test_a_case_about_one_entry_is_resolved_by_any_merge_of_it() -> None:
    assert settle(found(), c.ResolveCase(proposal_id=PROPOSAL), absorbed(UUID(int=9), 3))


def test_everything_that_repaired_nothing_is_named_at_once() -> None:
    command = c.ResolveCase(amendment_id=PROPOSAL, proposal_id=PROPOSAL, request_id=PROPOSAL)

    with pytest.raises(RuleBroken, match="form-incorrect") as refused:
        settle(found(), command, citizens.active())

    pointers = [fault.pointer for fault in refused.value.faults]
    assert pointers == ["/amendment_id", "/proposal_id", "/request_id"]


def wrong_number() -> Citizen:
    """Her number says that she was registered in province 002, and was registered in 01."""
    wrong = ce.PinEstablished("bulk", ce.PinEstablishedSealed("002190000001", None))
    return citizens.given((citizens.MAI, wrong), after=citizens.active())


def test_an_own_state_check_is_asked_again_of_the_entry_as_it_stands() -> None:
    state = found(OWN_STATE)

    with pytest.raises(RuleBroken, match="check-still-fails") as refused:
        settle(state, RESOLVE, wrong_number())

    assert refused.value.params == {"id": "DQ-01"}
    right = ce.PinEstablished("bulk", ce.PinEstablishedSealed("001190000001", None))
    assert settle(state, RESOLVE, citizens.given((citizens.MAI, right), after=wrong_number()))


def test_a_check_that_sees_more_than_the_entry_is_left_to_its_service() -> None:
    assert settle(found(detection(check="DQ-15")), RESOLVE, wrong_number())


def test_an_entry_that_ended_in_another_fails_no_check() -> None:
    ended = replace(wrong_number(), status="merged", merged_into=TWIN)

    assert settle(found(OWN_STATE), RESOLVE, ended)


def test_a_case_about_an_erased_entry_is_not_resolved() -> None:
    gone = replace(citizens.active(), status="erased", entry=None)

    with pytest.raises(NotAllowedNow, match="citizen-is"):
        settle(found(), RESOLVE, gone)
