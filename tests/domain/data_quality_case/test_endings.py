"""A case ends by what repaired the entry or by an officer's word, and may be taken up again."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen import givens as citizens
from tests.domain.data_quality_case.givens import (
    AN,
    CASE,
    CHECK,
    CITIZEN,
    COMMUNE,
    DISMISS,
    FINDING,
    HAI,
    HOA,
    LINH,
    OWN_STATE,
    PAIR,
    PROCESS,
    REOPEN,
    RESOLVE,
    TO_PROVINCE,
    TWIN,
    assigned,
    context,
    detected,
    detection,
    dismissed,
    erased,
    found,
    given,
    living_at,
    resolved,
    seen,
)

from domain.citizen import events as ce
from domain.citizen.person import Absorption, Citizen, Merge
from domain.claims import Claim
from domain.context import Other
from domain.data_quality_case import commands as c
from domain.data_quality_case import events as e
from domain.data_quality_case.claims import claims
from domain.data_quality_case.decisions import decide
from domain.data_quality_case.readings import readings
from domain.data_quality_case.state import DataQualityCase
from domain.readings import Reading
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, SameOfficer

PROPOSAL = UUID(int=400)
RELEASED = Claim("open-quality-case", "", sealed=False, action="release")


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


def test_whoever_reported_decides_nothing() -> None:
    state = given((HOA, FINDING), after=assigned())
    both = replace(HOA, roles=("data-officer", "province-checker"))

    with pytest.raises(SameOfficer, match="reporter-may-not-decide"):
        decide(state, RESOLVE, context(both))
    with pytest.raises(SameOfficer, match="reporter-may-not-decide"):
        decide(state, DISMISS, context(both))


def test_a_reporter_of_an_earlier_round_decides_nothing_either() -> None:
    state = given((HOA, FINDING), (HAI, DISMISS), (CHECK, REOPEN), (AN, FINDING), after=assigned())

    with pytest.raises(SameOfficer, match="reporter-may-not-decide"):
        decide(state, RESOLVE, context(HOA))
    assert state.reporters == (HOA.officer, AN.officer)


@pytest.mark.parametrize("command", [c.DismissCase(), c.ReopenCase()])
def test_a_reason_is_needed(command: Any) -> None:
    state = dismissed() if isinstance(command, c.ReopenCase) else found()

    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(state, command, context(LINH))

    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]


def test_a_case_that_ended_ends_no_second_time() -> None:
    assert decide(dismissed(), DISMISS, context(HAI)) == []
    assert decide(resolved(), RESOLVE, context(HOA)) == []
    with pytest.raises(NotAllowedNow, match="data-quality-case-is"):
        decide(resolved(), DISMISS, context(HAI))


def test_an_entry_that_ended_takes_its_cases_with_it_also_without_their_key() -> None:
    command = c.DismissCase(reason="citizen-erased")

    for state in (detected(), assigned(), found()):
        assert decide(erased(state), command, context(PROCESS)) == [e.Dismissed("citizen-erased")]


def test_what_was_found_of_a_pair_is_resolved_with_its_merge_and_not_dismissed() -> None:
    command = c.DismissCase(reason="pair-merged")

    with pytest.raises(NotAllowedNow, match="data-quality-case-is"):
        decide(found(PAIR), command, context(PROCESS))
    assert decide(assigned(PAIR), command, context(PROCESS)) == [e.Dismissed("pair-merged")]


@pytest.mark.parametrize("state", [resolved(), dismissed()])
def test_a_case_is_taken_up_where_it_lay(state: DataQualityCase) -> None:
    again = given((CHECK, REOPEN), after=state)

    assert (again.status, again.holder_unit, again.holder_role) == (
        "assigned",
        COMMUNE,
        "area-officer",
    )
    assert (again.due, again.finding, again.decided_by, again.dismissed_reason) == (
        None,
        None,
        None,
        None,
    )
    assert again.reopened_reason == "check-fails-again"


def test_a_case_that_never_left_the_centre_is_taken_up_there() -> None:
    state = given((LINH, DISMISS), (LINH, REOPEN), after=detected())

    assert (state.status, state.holder_unit) == ("assigned", "centre")
    assert decide(state, TO_PROVINCE, context(LINH))


def test_reopened_twice_is_reopened_once_and_reopened_again_after_another_end() -> None:
    again = given((CHECK, REOPEN), after=dismissed())

    assert decide(again, REOPEN, context(CHECK)) == []
    assert decide(given((HAI, DISMISS), after=again), REOPEN, context(CHECK))


def test_a_case_taken_up_may_be_assigned_as_before() -> None:
    before = given((LINH, TO_PROVINCE), after=detected())
    again = given((LINH, DISMISS), (LINH, REOPEN), after=before)

    assert decide(again, TO_PROVINCE, context(LINH))


@pytest.mark.parametrize("who", ["citizen", "other"])
def test_a_case_about_an_entry_that_ended_is_not_taken_up(who: str) -> None:
    state = given((HAI, DISMISS), after=found(PAIR))
    others = seen(living_at(COMMUNE), citizens.active())
    others[who] = Other(CITIZEN, 9, replace(citizens.active(), status="merged"))

    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(state, REOPEN, context(CHECK, others=others))


def test_a_case_is_not_taken_up_beside_another_open_one() -> None:
    others = seen(living_at(COMMUNE), open_case=Other(UUID(int=9), 2, assigned()))

    with pytest.raises(AlreadyTaken, match="case-already-open"):
        decide(dismissed(), REOPEN, context(CHECK, others=others))


@pytest.mark.parametrize("event", [e.Resolved(None, None, None), e.Dismissed("x")])
def test_a_case_that_ends_gives_its_claim_back(event: e.Event) -> None:
    assert claims([event], found()) == (RELEASED,)
    assert claims([event], erased(found())) == (RELEASED,)


def test_a_case_taken_up_claims_again() -> None:
    alone = Claim("open-quality-case", f"DQ-14:{CITIZEN}", sealed=False)
    pair = Claim("open-quality-case", f"DQ-07:{CITIZEN}:{TWIN}", sealed=True)

    assert claims([e.Reopened("x")], dismissed()) == (alone,)
    assert claims([e.Reopened("x")], given((HAI, DISMISS), after=found(PAIR))) == (pair,)


def test_nothing_else_claims() -> None:
    events = [
        e.Assigned(COMMUNE, "area-officer", citizens.TODAY),
        e.FindingReported("defect", None),
    ]

    assert claims(events, assigned()) == ()


def test_the_citizen_is_read_fresh_where_a_decision_looks_at_the_entry() -> None:
    subject = Reading("citizen", "citizen", CITIZEN, expect=True)

    assert readings(found(), RESOLVE, CASE) == (subject,)
    assert readings(dismissed(), REOPEN, CASE)[0] == subject
    assert readings(found(), DISMISS, CASE) == ()
    assert readings(detected(), TO_PROVINCE, CASE) == ()
