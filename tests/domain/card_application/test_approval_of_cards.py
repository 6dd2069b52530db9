"""The decision that a card is made: another officer, a living citizen with a PIN, nothing open."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import approved, cleared, spoiled, suspected, verified
from tests.domain.citizen import givens as citizens

from domain.adjudication.state import Adjudication, Opinion
from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.approval import adjudication_reading
from domain.card_application.decisions import decide
from domain.citizen.person import Citizen, OpenDiscrepancy
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

APPROVE = c.ApproveApplication(card_data=g.PAPER)
REVISE = c.ReviseApproval(reason="wrong-portrait")
FIRST, SECOND, SENIOR = UUID(int=61), UUID(int=62), UUID(int=63)
EXAMINED = Adjudication(
    5,
    "decided",
    opinions=(Opinion(1, FIRST, ()), Opinion(2, SECOND, ())),
    decided_by=SENIOR,
)


def open_on(*fields: str) -> Citizen:
    due = date(2021, 7, 1)
    discrepancies = tuple(OpenDiscrepancy(UUID(int=70), one, (), "001", due) for one in fields)
    return g.citizen(discrepancies=discrepancies)


def test_an_approval_names_the_version_it_rests_on_the_form_and_the_expiry() -> None:
    [event] = decide(verified(), APPROVE, g.context(g.KHANH))

    version = g.citizen().version
    sealed = e.ApprovedSealed(g.DOCUMENT)
    assert event == e.Approved(version, "chip-2021", g.TODAY, date(2030, 1, 2), sealed)


def test_an_elders_card_does_not_expire() -> None:
    elder = {"citizen": g.of_age("1950")}

    [event] = decide(verified(), APPROVE, g.context(g.KHANH, others=elder))

    assert event.valid_to is None


def test_what_a_later_search_did_not_find_again_needs_no_examiners() -> None:
    """Cleared once, then searched anew because another check was still open: nothing is left."""
    later = UUID(int=64)
    found = e.NoDuplicateFound(1, later, "afis", "3.2.1", "2021-03", 200)
    clear = e.DuplicateCleared(1, g.ADJUDICATION, e.AdjudicatedSealed(None))
    steps = ((g.UYEN, clear), (g.HOA, found), (g.HOA, e.Verified(6, later)))
    searched_anew = g.given(*steps, after=suspected())

    [event] = decide(searched_anew, APPROVE, g.context(g.KHANH))

    assert isinstance(event, e.Approved)
    assert (searched_anew.adjudication_id, searched_anew.candidates) == (None, ())


@pytest.mark.parametrize("barred", [g.BINH, g.CHI])
def test_nobody_approves_who_captured_or_approved_the_intake(barred: Any) -> None:
    with pytest.raises(SameOfficer, match="earlier-officer-may-not-approve"):
        decide(verified(), APPROVE, g.context(barred))


@pytest.mark.parametrize("examiner", [FIRST, SECOND, SENIOR])
def test_nobody_approves_who_examined(examiner: UUID) -> None:
    others = {adjudication_reading(g.SEARCH): EXAMINED}
    actor = replace(g.KHANH, officer=examiner)

    with pytest.raises(SameOfficer, match="earlier-officer-may-not-approve"):
        decide(cleared(), APPROVE, g.context(actor, others=others))
    assert decide(cleared(), APPROVE, g.context(g.KHANH, others=others))


def test_an_examiner_who_accepted_questioned_prints_has_examined() -> None:
    state = replace(verified(), examined_by=(g.HAI.officer,))

    with pytest.raises(SameOfficer):
        decide(state, APPROVE, g.context(g.HAI))


def test_an_examiner_of_an_earlier_capture_stays_an_examiner() -> None:
    state = replace(verified(), searches=(UUID(int=90),))
    others = {adjudication_reading(UUID(int=90)): EXAMINED}

    with pytest.raises(SameOfficer):
        decide(state, APPROVE, g.context(replace(g.KHANH, officer=FIRST), others=others))


def test_a_cleared_duplicate_without_its_examiners_is_not_approved() -> None:
    with pytest.raises(RuleBroken, match="adjudication-unknown"):
        decide(cleared(), APPROVE, g.context(g.KHANH))


def test_a_discrepancy_on_what_the_card_shows_stops_it() -> None:
    others = {"citizen": open_on("birth", "marital", "surname")}
    with pytest.raises(RuleBroken) as refused:
        decide(verified(), APPROVE, g.context(g.KHANH, others=others))

    assert [fault.params["field"] for fault in refused.value.faults] == ["birth", "surname"]
    others = {"citizen": open_on("marital")}
    assert decide(verified(), APPROVE, g.context(g.KHANH, others=others))


@pytest.mark.parametrize("citizen", [citizens.captured(), citizens.verified()])
def test_somebody_without_a_pin_gets_no_card_yet(citizen: Citizen) -> None:
    with pytest.raises(NotAllowedNow, match="citizen-has-no-pin"):
        decide(verified(), APPROVE, g.context(g.KHANH, others={"citizen": citizen}))


@pytest.mark.parametrize("standing", ["missing", "dead", "nationality-lost"])
def test_only_the_living_are_approved(standing: str) -> None:
    others = {"citizen": g.citizen(standing=standing)}
    with pytest.raises(NotAllowedNow) as refused:
        decide(verified(), APPROVE, g.context(g.KHANH, others=others))

    assert refused.value.params == {"standing": standing}


def test_a_merged_citizen_is_not_approved() -> None:
    others = {"citizen": g.citizen(status="merged")}
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(verified(), APPROVE, g.context(g.KHANH, others=others))


def test_an_approval_is_given_once_by_the_same_officer() -> None:
    later = g.NOW + timedelta(days=2)

    assert decide(approved(), APPROVE, g.context(g.KHANH, now=later, occurred_at=later)) == []
    assert decide(spoiled(), APPROVE, g.context(g.KHANH)) == []
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(approved(), APPROVE, g.context(replace(g.KHANH, officer=FIRST)))


def test_an_approval_is_taken_back_with_a_reason_and_may_be_given_again() -> None:
    [event] = decide(approved(), REVISE, g.context(g.KHANH))
    state = g.given((g.KHANH, event), after=approved())

    assert event == e.ApprovalWithdrawn("wrong-portrait")
    assert state.status == "verified"
    assert decide(state, REVISE, g.context(g.KHANH)) == []
    assert decide(state, APPROVE, g.context(g.KHANH))
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(approved(), c.ReviseApproval(), g.context(g.KHANH))
