"""Merging two entries of one person (domain §1.1, guards 21 and 22, S5).

Long because each guard and each thing that a merge does to either entry has its test.
"""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    CITIZEN,
    HAI,
    LINH,
    MAI,
    NOW,
    OTHER,
    PIN,
    PROPOSAL,
    QUAN,
    REQUEST,
    TODAY,
    active,
    approved,
    captured,
    context,
    envelope,
    given,
    officer,
    proposed,
    requested,
    returned,
    verified,
    with_cancellation_requested,
)
from tests.domain.citizen.two_entries import acted, both_cards, merged, seeing

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.claims import claims
from domain.citizen.deadlines import waits
from domain.citizen.decisions import decide
from domain.citizen.readings import readings
from domain.citizen.state import Citizen, evolve
from domain.claims import Claim
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, RuleBroken, SameOfficer
from domain.waits import escalates_to

PROPOSE = c.ProposeMerge(proposal_id=PROPOSAL, target_id=OTHER, ground="same-person")
CONFIRM = c.ConfirmMerge(proposal_id=PROPOSAL)


def ended() -> Citizen:
    return merged(proposed(active()), active())[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("source", [captured(), verified(), returned(), approved(), active()])
def test_any_entry_that_stands_may_be_proposed_to_end_in_another(source: Citizen) -> None:
    (event,) = decide(source, PROPOSE, seeing(LINH, captured()))
    after = given((LINH, event), after=source)

    assert event == e.MergeProposed(PROPOSAL, "same-person", e.OtherCitizenSealed(OTHER))
    assert after.status == source.status
    assert after.proposal is not None
    assert after.proposal.other == OTHER
    wait = next(one for one in waits(after) if one.stage == "merge-proposed")
    assert (wait.owner_role, wait.owner_unit) == ("register-approver", "centre")
    assert escalates_to(wait, NOW, Policy(SEEDS), NOW) == "director"


@pytest.mark.parametrize(
    ("target", "command", "refusal", "code", "params"),
    [
        (
            active(),
            replace(PROPOSE, target_id=CITIZEN),
            RuleBroken,
            "merge-into-itself",
            {},
        ),
        (None, PROPOSE, RuleBroken, "merge-target-unknown", {}),
        (ended(), PROPOSE, NotAllowedNow, "merge-target-is", {"state": "merged"}),
        (
            replace(active(), status="erased", entry=None),
            PROPOSE,
            NotAllowedNow,
            "merge-target-is",
            {"state": "erased"},
        ),
    ],
)
def test_a_target_must_be_another_entry_that_stands(
    target: Citizen | None, command: Any, refusal: Any, code: str, params: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        decide(active(), command, seeing(LINH, target))

    assert (refused.value.code, refused.value.params) == (code, params)


def test_a_proposal_repeated_changes_nothing_and_its_id_is_used_once() -> None:
    source = proposed(active())

    assert decide(source, PROPOSE, seeing(LINH, active())) == []
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(source, replace(PROPOSE, ground="another"), seeing(LINH, active()))


def test_a_later_proposal_takes_the_place_of_one_that_nobody_confirmed() -> None:
    later = replace(PROPOSE, proposal_id=REQUEST)
    source = given(
        *((LINH, event) for event in decide(proposed(active()), later, seeing(LINH, active()))),
        after=proposed(active()),
    )

    assert source.proposal is not None
    assert source.proposal.id == REQUEST
    with pytest.raises(NotAllowedNow, match="merge-not-proposed"):
        decide(source, CONFIRM, seeing(MAI, active()))
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(source, PROPOSE, seeing(LINH, active()))


def test_a_merge_ends_the_one_entry_and_is_told_in_the_other() -> None:
    source, target = merged(proposed(active(other_name="Bông")), active(), "other_name")

    assert (source.status, source.merged_into) == ("merged", OTHER)
    assert source.pin == PIN, "the number of the entry that ended stays resolvable"
    assert waits(source) == ()
    assert target.status == "active"
    assert target.entry.other_name == "Bông"
    assert target.field_versions["other_name"] == target.version
    (absorption,) = target.absorbed
    assert (absorption.other, absorption.proposal_id) == (CITIZEN, PROPOSAL)


def test_the_other_citizen_stands_in_sealed_parts_only() -> None:
    events = decide(proposed(active()), CONFIRM, seeing(MAI, active()))

    public = [replace(event, sealed=None) for event in events]  # type: ignore[type-var]
    assert str(OTHER) not in repr(public)
    assert OTHER.hex not in repr(public)


def test_a_kept_field_that_is_the_same_changes_nothing() -> None:
    before = active()
    _, target = merged(proposed(active()), before, "surname", "ethnicity")

    assert target.entry == before.entry
    assert target.field_versions == before.field_versions


@pytest.mark.parametrize(
    ("kept", "code", "pointer"),
    [
        (("shoe_size",), "field-not-changeable", "/kept_fields/0"),
        (("given", "pin_declared"), "field-not-changeable", "/kept_fields/1"),
        (("given", "given"), "field-named-twice", "/kept_fields/1"),
        (("signature",), "field-not-changeable", "/kept_fields/0"),
    ],
)
def test_a_kept_field_is_one_of_the_entry_and_named_once(
    kept: tuple[str, ...], code: str, pointer: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        merged(proposed(active()), active(), *kept)

    assert refused.value.code == code
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_a_kept_field_may_not_make_the_number_of_the_target_wrong() -> None:
    born_later = proposed(captured(birth="1991-01-02"))

    with pytest.raises(RuleBroken, match="merge-contradicts-pin"):
        merged(born_later, active(), "birth")
    _, unnumbered = merged(born_later, captured(), "birth")
    assert (unnumbered.entry.birth, unnumbered.entry.birth_year) == ("1991-01-02", 1991)


def test_an_amendment_of_a_kept_field_rests_on_the_field_as_it_was() -> None:
    _, target = merged(proposed(active(middle="Thu")), requested(), "middle")
    approve = c.ApproveAmendment(amendment_id=AMENDMENT, effective_from=TODAY)

    with pytest.raises(RuleBroken, match="field-changed-since-request"):
        decide(target, approve, context(HAI))


@pytest.mark.parametrize(
    ("cards", "refused"),
    [((), False), (both_cards()[:1], False), (both_cards()[1:], False), (both_cards(), True)],
)
def test_both_may_not_hold_a_valid_card(cards: tuple[str, ...], refused: bool) -> None:
    sees = seeing(MAI, active(), *cards)

    if not refused:
        assert decide(proposed(active()), CONFIRM, sees)
        return
    with pytest.raises(RuleBroken, match="both-hold-cards"):
        decide(proposed(active()), CONFIRM, sees)


def test_both_entries_and_both_cards_are_read_as_they_stand_when_it_is_stored() -> None:
    asked = readings(proposed(active()), CONFIRM, CITIZEN)

    assert all(one.expect for one in asked)
    assert [(one.kind, one.stream) for one in asked if one.stream] == [("citizen", OTHER)]
    assert [one.claim for one in asked if one.claim] == [
        Claim("active-card", str(CITIZEN), sealed=False),
        Claim("active-card", str(OTHER), sealed=False),
    ]


def test_who_proposed_may_not_confirm_whatever_their_roles() -> None:
    both_roles = Actor(LINH.officer, "centre", ("data-quality-officer", "register-approver"))

    with pytest.raises(SameOfficer, match="proposer-may-not-confirm"):
        decide(proposed(active()), CONFIRM, seeing(both_roles, active()))


def test_the_target_may_have_ended_since_the_proposal() -> None:
    with pytest.raises(NotAllowedNow, match="merge-target-is"):
        decide(proposed(active()), CONFIRM, seeing(MAI, ended()))


def test_a_merge_confirmed_again_by_the_same_officer_changes_nothing() -> None:
    source, target = merged(proposed(active()), active(), "given")
    again = replace(CONFIRM, kept_fields=("given",))

    assert acted(source, target, MAI, again) == (source, target)
    for actor, command in ((QUAN, again), (MAI, CONFIRM)):
        with pytest.raises(NotAllowedNow) as refused:
            decide(source, command, seeing(actor, target))
        assert refused.value.params == {"state": "merged"}


def test_a_merge_lets_go_of_the_birth_certificate_and_never_of_the_number() -> None:
    events = decide(proposed(active()), CONFIRM, seeing(MAI, active()))

    assert claims(events, active(), CONFIRM) == (
        Claim("birth-certificate", "", sealed=True, action="release"),
    )


def test_what_was_open_in_an_entry_that_ended_waits_for_nobody() -> None:
    source, _ = merged(proposed(with_cancellation_requested(requested())), active())

    assert source.amendments
    assert waits(source) == ()


def test_replayed_without_keys_a_merge_names_nobody() -> None:
    source = evolve(proposed(active()), e.Merged(PROPOSAL, None), envelope(MAI))
    target = evolve(active(), e.Absorbed(PROPOSAL, None), envelope(MAI))

    assert (source.status, source.merged_into) == ("merged", None)
    assert target.absorbed[0].other is None


def test_a_merge_that_was_never_proposed_is_refused() -> None:
    with pytest.raises(Refusal, match="merge-not-proposed"):
        decide(active(), CONFIRM, seeing(officer(50, "centre", "register-approver"), active()))
