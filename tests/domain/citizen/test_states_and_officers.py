"""In which state a command is possible at all, and which officers exclude each other.

Long because it is a table: one row for each command.
"""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    AN,
    BINH,
    DISCREPANCY,
    HOLD,
    KEY,
    MAI,
    NOW,
    ORDER,
    OTHER,
    PAPER,
    PLACE_GIVEN,
    QUAN,
    REQUEST,
    TODAY,
    active,
    approved,
    captured,
    change,
    context,
    dc01,
    held,
    officer,
    ordered,
    recapture_of,
    requested,
    returned,
    verified,
    with_cancellation_requested,
)

from domain.citizen import commands as c
from domain.citizen.decisions import DECIDERS, decide
from domain.citizen.forms import RelationGiven
from domain.citizen.state import Citizen
from domain.deadlines import MarkDeadlineMissed
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, SameOfficer

RELATION = RelationGiven(name="Trần Thị Mẫu")
PRESENT = {"captured", "verified", "returned", "approved", "active"}
NUMBERED = {"approved", "active"}
NOT_ERASED = {*PRESENT, "merged"}

COMMANDS: list[tuple[Any, set[str]]] = [
    (dc01(given="Khác"), set()),
    (recapture_of(dc01()), {"returned"}),
    (c.CorrectCapture(changes=(change("given", "Mậu"),)), {"captured"}),
    (c.VerifyCitizen(against=("x",)), {"captured"}),
    (c.ReturnCitizen(reasons=("x",)), {"captured", "verified"}),
    (c.ApproveCitizen(), {"verified"}),
    (c.NotifyPin(channel="paper", notified_on=date(2021, 1, 1), notice=PAPER), NUMBERED),
    (
        c.RequestAmendment(
            amendment_id=AMENDMENT,
            form="DC02",
            legal_ground="x",
            changes=(change("given", "Mậu"),),
            documents=(PAPER,),
        ),
        NUMBERED,
    ),
    (c.ApproveAmendment(amendment_id=AMENDMENT, effective_from=TODAY), NUMBERED),
    (c.RejectAmendment(amendment_id=AMENDMENT, reason="x"), NUMBERED),
    (c.RaiseDiscrepancy(discrepancy_id=DISCREPANCY, field="birth", sources=("x",)), PRESENT),
    (c.ResolveDiscrepancy(discrepancy_id=DISCREPANCY, finding="both-wrong"), PRESENT),
    (c.RecordResidence(kind="current", from_=TODAY, place=PLACE_GIVEN), NUMBERED),
    (c.RecordMaritalStatus(effective_from=TODAY, marital="widowed", document=PAPER), NUMBERED),
    (c.RecordRelation(kind="father", from_=TODAY, relation=RELATION), NUMBERED),
    (c.RecordDeath(died="2020", document=PAPER), PRESENT),
    (c.DeclareMissing(from_=TODAY, decision=PAPER), NUMBERED),
    (c.RestoreStanding(from_=TODAY, decision=PAPER), PRESENT),
    (c.RecordNationalityLost(ground="deprived", from_=TODAY, decision=PAPER), NUMBERED),
    (c.RecordNationalityRegained(from_=TODAY, decision=PAPER), PRESENT),
    (
        c.RequestPinCancellation(request_id=REQUEST, ground="input-error-sex", proof=(PAPER,)),
        NUMBERED,
    ),
    (
        c.ReestablishPin(
            request_id=REQUEST, amendment_id=AMENDMENT, effective_from=TODAY, notice=PAPER
        ),
        NUMBERED,
    ),
    (c.CancelPin(request_id=REQUEST, from_=TODAY, notice=PAPER), NUMBERED),
    (c.ProposeMerge(proposal_id=REQUEST, target_id=OTHER, ground="x"), PRESENT),
    (c.ConfirmMerge(proposal_id=REQUEST), PRESENT),
    (c.AbsorbCitizen(proposal_id=REQUEST, source_id=OTHER, kept_fields=()), PRESENT),
    (c.UndoMerge(proposal_id=REQUEST, reason="x"), {"merged"}),
    (c.ReleaseAbsorbed(proposal_id=REQUEST, reason="x"), PRESENT),
    (c.PlaceLegalHold(hold_id=HOLD, ground="x", document=PAPER), NOT_ERASED),
    (c.LiftLegalHold(hold_id=HOLD, reason="x", document=PAPER), NOT_ERASED),
    (c.OrderErasure(order_id=ORDER, ground="court-order", order=PAPER), NOT_ERASED),
    (c.EraseCitizen(order_id=ORDER), NOT_ERASED),
    (c.ConfirmKeyDestroyed(order_id=ORDER, key_id=KEY, objects=1, rows=1), {"erased"}),
]
WAITING = MarkDeadlineMissed(stage="x", due=NOW, owner_role="x", owner_unit="centre")

STATES = {
    "captured": captured(),
    "verified": verified(),
    "returned": returned(),
    "approved": approved(),
    "active": active(),
    "merged": replace(active(), status="merged", merged_into=UUID(int=7)),
    "erased": replace(active(), status="erased", entry=None),
}
ROLES = ("area-officer", "capture-officer", "commune-chief", "data-officer", "director")
EVERYBODY = replace(officer(99, "00001", *ROLES), unit="00001")


def test_every_command_has_a_row_here() -> None:
    assert {type(command) for command, _ in COMMANDS} | {type(WAITING)} == set(DECIDERS)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_a_command_in_a_state_without_a_row_is_refused_by_that_state(
    command: Any, possible: set[str], status: str
) -> None:
    if status in possible:
        return
    with pytest.raises(NotAllowedNow) as refused:
        decide(STATES[status], command, context(EVERYBODY))

    assert (refused.value.code, refused.value.params) == ("citizen-is", {"state": status})


@pytest.mark.parametrize("status", STATES)
def test_the_timer_tells_only_of_waits(status: str) -> None:
    with pytest.raises(NotAllowedNow, match="citizen-waits-not"):
        decide(STATES[status], WAITING, context(EVERYBODY))


@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_an_entry_whose_key_is_gone_is_erased(command: Any, possible: set[str]) -> None:
    for status in possible:
        with pytest.raises(NotAllowedNow) as refused:
            decide(replace(STATES[status], entry=None), command, context(EVERYBODY))

        assert refused.value.params == {"state": "erased"}


@pytest.mark.parametrize(
    ("rule", "former", "state", "command", "role"),
    [
        ("S1", AN, captured(), c.VerifyCitizen(against=("x",)), "commune-chief"),
        ("S1", AN, verified(), c.ApproveCitizen(), "register-approver"),
        ("S2", BINH, verified(), c.ApproveCitizen(), "register-approver"),
        (
            "S3",
            AN,
            requested(),
            c.ApproveAmendment(amendment_id=AMENDMENT, effective_from=TODAY),
            "commune-chief",
        ),
        (
            "S3",
            AN,
            requested(),
            c.RejectAmendment(amendment_id=AMENDMENT, reason="x"),
            "commune-chief",
        ),
        (
            "S4",
            BINH,
            with_cancellation_requested(active()),
            c.CancelPin(request_id=REQUEST, from_=TODAY, notice=PAPER),
            "director",
        ),
        (
            "S4",
            BINH,
            with_cancellation_requested(requested()),
            c.ReestablishPin(
                request_id=REQUEST, amendment_id=AMENDMENT, effective_from=TODAY, notice=PAPER
            ),
            "director",
        ),
        (
            "S6",
            QUAN,
            ordered(active()),
            c.EraseCitizen(order_id=ORDER),
            "security-officer",
        ),
        (
            "S21",
            QUAN,
            held(active()),
            c.LiftLegalHold(hold_id=HOLD, reason="x", document=PAPER),
            "director",
        ),
    ],
)
def test_a_role_held_twice_does_not_help(
    rule: str, former: Actor, state: Citizen, command: Any, role: str
) -> None:
    both_roles = Actor(former.officer, "00001", (*former.roles, role))
    other = Actor(MAI.officer, "00001", (role,))

    with pytest.raises(SameOfficer):
        decide(state, command, context(both_roles))
    assert decide(state, command, context(other))
