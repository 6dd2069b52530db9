"""A merge undone: both entries stand again, and nobody's later decision is lost (domain §1.1)."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    AN,
    DOCUMENT,
    LINH,
    MAI,
    NAM,
    OTHER,
    PLACE,
    PROPOSAL,
    REQUEST,
    TODAY,
    active,
    captured,
    given,
    proposed,
    requested,
)
from tests.domain.citizen.two_entries import acted, merged, seeing, undone

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.claims import claims
from domain.citizen.deadlines import waits
from domain.citizen.decisions import decide
from domain.citizen.facts import Change
from domain.citizen.forms import BirthCertificate
from domain.citizen.person import Citizen
from domain.citizen.readings import readings
from domain.claims import Claim
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

UNDO = c.UndoMerge(proposal_id=PROPOSAL, reason="two-persons")
CERTIFICATE = BirthCertificate("00001", 2021, "123/2021")


@pytest.mark.parametrize("source", [captured(), active(), requested()], ids=lambda one: one.status)
def test_both_entries_stand_again_as_before(source: Citizen) -> None:
    before = active(other_name="Bông")
    ended, absorbing = merged(proposed(source), before, "other_name")
    back, target = undone(ended, absorbing)

    assert (back.status, back.merged_into, back.merge) == (source.status, None, None)
    assert back.entry == source.entry
    assert waits(back) == waits(source)
    assert target.entry == before.entry
    assert target.absorbed == ()


def test_a_field_that_was_amended_since_stays_as_amended() -> None:
    before = active(other_name="Bông", religion="01")
    ended, absorbing = merged(proposed(active()), before, "other_name", "religion")
    diff = (Change("other_name", None, "Hoa", "court", None),)
    amended = e.Amended(
        AMENDMENT, ("other_name",), "court", TODAY, e.AmendedSealed(diff, None, None)
    )
    _, target = undone(ended, given((AN, amended), after=absorbing))

    assert target.entry.other_name == "Hoa"
    assert target.entry.religion == "01"


def test_a_stay_recorded_since_is_not_lost() -> None:
    ended, absorbing = merged(proposed(active()), active(), "residences")
    moved = e.ResidenceRecorded("permanent", TODAY, None, e.ResidenceRecordedSealed(PLACE))
    _, target = undone(ended, given((AN, moved), after=absorbing))

    assert [stay.place for stay in target.entry.residences] == [PLACE]


def test_a_field_that_was_given_back_dates_from_the_undoing() -> None:
    ended, absorbing = merged(proposed(active(other_name="Bông")), active(), "other_name")
    _, target = undone(ended, absorbing)

    assert target.entry.other_name is None
    assert target.field_versions["other_name"] == target.version


def test_of_two_merges_each_is_undone_for_itself() -> None:
    first, absorbing = merged(proposed(active(other_name="Bông")), active(), "other_name")
    second = e.Absorbed(
        REQUEST,
        e.AbsorbedSealed(
            DOCUMENT.id, ("religion",), (Change("religion", None, "01", "merge", None),)
        ),
    )
    _, target = undone(first, given((MAI, second), after=absorbing))

    assert (target.entry.other_name, target.entry.religion) == (None, "01")
    assert [one.proposal_id for one in target.absorbed] == [REQUEST]


@pytest.mark.parametrize("order", [(PROPOSAL, REQUEST), (REQUEST, PROPOSAL)])
@pytest.mark.parametrize("amended", [False, True])
def test_two_merges_of_one_field_are_undone_in_either_order(
    order: tuple[UUID, UUID], amended: bool
) -> None:
    """What stood before both stands again, or what was amended between them."""
    before = active(other_name="Bông")
    diff = (Change("other_name", "Hoa", "Lan", "court", None),)
    between = e.Amended(
        AMENDMENT, ("other_name",), "court", TODAY, e.AmendedSealed(diff, None, None)
    )
    state = given((MAI, brought(PROPOSAL, "Bông", "Hoa")), after=before)
    state = given((AN, between), after=state) if amended else state
    last = "Lan" if amended else "Hoa"
    state = given((MAI, brought(REQUEST, last, "Mận")), after=state)

    for proposal in order:
        state = given((NAM, e.MergeUndone(proposal, "two-persons")), after=state)

    assert state.entry is not None
    assert state.entry.other_name == ("Lan" if amended else "Bông")
    assert state.absorbed == ()


def brought(proposal: UUID, before: str, after: str) -> e.Absorbed:
    diff = (Change("other_name", before, after, "merge", None),)
    return e.Absorbed(proposal, e.AbsorbedSealed(OTHER, ("other_name",), diff))


def test_who_confirmed_may_not_undo_whatever_their_roles() -> None:
    ended, absorbing = merged(proposed(active()), active())
    both_roles = Actor(MAI.officer, "centre", ("data-quality-officer", "register-approver"))

    with pytest.raises(SameOfficer, match="confirmer-may-not-undo"):
        decide(ended, UNDO, seeing(both_roles, absorbing))
    assert decide(ended, UNDO, seeing(LINH, absorbing)), "who proposed may undo what another did"


def test_a_reason_is_needed() -> None:
    ended, absorbing = merged(proposed(active()), active())

    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(ended, replace(UNDO, reason=None), seeing(NAM, absorbing))


def test_another_merge_than_the_one_in_place_is_not_undone() -> None:
    ended, absorbing = merged(proposed(active()), active())

    with pytest.raises(NotAllowedNow, match="merge-not-in-place"):
        decide(ended, replace(UNDO, proposal_id=REQUEST), seeing(NAM, absorbing))


@pytest.mark.parametrize("status", ["merged", "erased"])
def test_a_target_that_has_ended_since_is_to_be_brought_back_first(status: str) -> None:
    ended, absorbing = merged(proposed(active()), active())

    with pytest.raises(NotAllowedNow) as refused:
        decide(ended, UNDO, seeing(NAM, replace(absorbing, status=status)))
    assert (refused.value.code, refused.value.params) == ("merge-target-is", {"state": status})


def test_undone_again_with_the_same_reason_it_changes_nothing() -> None:
    back, target = undone(*merged(proposed(active()), active()))

    assert acted(back, target, NAM, UNDO) == (back, target)
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(back, replace(UNDO, reason="another"), seeing(NAM, target))


def test_nothing_is_given_back_of_a_merge_that_brought_nothing_here() -> None:
    release = c.ReleaseAbsorbed(proposal_id=PROPOSAL, reason="two-persons")

    with pytest.raises(NotAllowedNow, match="merge-not-in-place"):
        decide(active(), release, seeing(NAM))


def test_the_two_may_be_merged_again_under_another_proposal() -> None:
    back, target = undone(*merged(proposed(active()), active()))
    again = c.ProposeMerge(proposal_id=REQUEST, target_id=OTHER, ground="same-person")
    proposed_again, _ = acted(back, target, LINH, again)
    ended, _ = acted(proposed_again, target, MAI, c.ConfirmMerge(proposal_id=REQUEST))

    assert ended.status == "merged"


def test_the_target_is_read_as_it_stands_when_the_undoing_is_stored() -> None:
    ended, _ = merged(proposed(active()), active())

    (target,) = readings(ended, UNDO, OTHER)
    assert (target.kind, target.stream, target.expect) == ("citizen", OTHER, True)


@pytest.mark.parametrize(("form", "claimed"), [("birth-notice", True), ("DC01", False)])
def test_the_certificate_is_claimed_again_where_the_entry_has_one(form: str, claimed: bool) -> None:
    ended, absorbing = merged(proposed(captured(form=form)), active())
    again = replace(UNDO, birth_certificate=CERTIFICATE)
    events = decide(ended, again, seeing(NAM, absorbing))

    certificate = Claim("birth-certificate", "00001/2021/123/2021", sealed=True)
    assert claims(events, ended, again) == ((certificate,) if claimed else ())
    assert claims(events, ended, UNDO) == ()
