"""In which state a command on a card application is possible at all (the table of domain §1.2)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import STATES

from domain.card_application import commands as c
from domain.card_application.decisions import DECIDERS, decide
from domain.card_application.endings import CLOSABLE, REFUSABLE, WITHDRAWABLE
from domain.deadlines import MarkDeadlineMissed
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, Refusal

ALL = set(STATES)
ENDED = {"delivered", "refused", "withdrawn", "closed"}
LATER = g.NOW + timedelta(days=20)

RETURN = c.ReturnApplication(reasons=("portrait-blurred",))
REGISTER = c.RecordRegisterCheck(capture_attempt=1, matched=False, citizen_version=9, fields=("x",))
QUALITY = c.RecordQualityCheck(
    capture_attempt=1, engine="afis", engine_version="9", accepted=False, reason="x"
)
DEDUPLICATION = c.RecordDeduplication(
    capture_attempt=1,
    search_id=UUID(int=999),
    engine="afis",
    engine_version="9",
    threshold_set="t",
    gallery_position=1,
)
ADJUDICATION = c.RecordAdjudication(
    adjudication_id=g.ADJUDICATION, capture_attempt=1, outcome="cleared"
)
APPROVE = c.ApproveApplication(card_data=replace(g.PAPER, media_type="x/y"))
START = c.StartPersonalisation(batch_id=g.BATCH, machine_id=g.MACHINE, blank_serial="VN0000000043")
CONFIRM = c.ConfirmPersonalisation(
    job_id=g.JOB, readback_sha256="0" * 64, chip_serial="x", document_signer="ds"
)
SPOILED = c.ReportSpoiled(job_id=g.JOB, fault="operator", cause="jam")
UNKNOWN = c.ReportOutcomeUnknown(job_id=g.JOB, cause="line")
RESOLVE = c.ResolveOutcome(job_id=g.JOB, finding="spoiled", cause="jam")
PASS = c.PassQualityCheck(visual=True, chip_read=True, mrz_ok=True, qr_ok=True)
DISPATCH = c.DispatchCard(manifest_id=g.MANIFEST, to_unit=g.DISTRICT)
ARRIVAL = c.RecordArrival(manifest_id=g.MANIFEST, unit=g.DISTRICT)
MISSING = c.ReportMissingInTransit(manifest_id=g.MANIFEST, unit=g.DISTRICT)
POST = c.PostCard(carrier="other", tracking="x", address=g.PLACE_GIVEN)
HAND_OVER = c.HandOverCard(to="holder", mode="home", holder_verified=True, signature=g.PAPER)
CHANGE = c.ChangeDeliveryPlace(place=g.PLACE_GIVEN, reason="moved")
FAILED = c.ReportDeliveryFailed(reason="absent")
REFUSE = c.RefuseApplication(reason="x", notice=g.PAPER, legal_ground="y")

COMMANDS: list[tuple[Any, Actor, set[str]]] = [
    (g.open_application(kind="first-issue"), g.AN, set()),
    (g.complete_capture(dossier_number="CC02-2"), g.BINH, {"opened"}),
    (c.SettleFee(amount=15_000, receipt="BL-2"), g.AN, {"captured"}),
    (c.TakeBackOldDocument(document="cmnd12", number="012345678901"), g.AN, {"captured"}),
    (c.ApproveIntake(), g.CHI, {"captured"}),
    (RETURN, g.CHI, {"captured", "intake-approved", "verified", "duplicate-confirmed"}),
    (g.recapture(), g.BINH, {"returned"}),
    (REGISTER, g.DUNG, {"intake-approved", "duplicate-suspected"}),
    (QUALITY, g.GIANG, {"intake-approved", "duplicate-suspected"}),
    (DEDUPLICATION, g.HOA, {"intake-approved"}),
    (ADJUDICATION, g.UYEN, {"duplicate-suspected"}),
    (APPROVE, g.KHANH, {"verified"}),
    (START, g.LINH, {"approved"}),
    (CONFIRM, g.MAI, {"printing"}),
    (SPOILED, g.LINH, {"printing"}),
    (UNKNOWN, g.MAI, {"printing"}),
    (RESOLVE, g.NAM, {"outcome-unknown"}),
    (PASS, g.NAM, {"printed"}),
    (c.FailQualityCheck(fault="machine", cause="jam"), g.NAM, {"printed", "quality-checked"}),
    (c.ReviseApproval(reason="x"), g.KHANH, {"approved"}),
    (DISPATCH, g.PHUC, {"quality-checked"}),
    (ARRIVAL, g.QUAN, {"dispatched", "missing-in-transit"}),
    (MISSING, g.QUAN, {"dispatched"}),
    (c.ReplaceMissingCard(), g.KHANH, {"missing-in-transit"}),
    (POST, g.QUAN, {"arrived", "delivery-failed"}),
    (HAND_OVER, g.QUAN, {"arrived", "posted", "delivery-failed"}),
    (CHANGE, g.QUAN, ALL - ENDED - {"posted", "appealed"}),
    (FAILED, g.QUAN, {"posted", "arrived"}),
    (c.CorrectHandOver(reason="wrong-person"), g.QUAN, {"delivered"}),
    (REFUSE, g.KHANH, set(REFUSABLE)),
    (c.WithdrawApplication(reason="other"), g.AN, set(WITHDRAWABLE)),
    (c.LodgeAppeal(appeal_id=UUID(int=77)), g.AN, {"refused"}),
    (c.DecideAppeal(appeal_id=g.APPEAL, outcome="upheld"), g.TAM, {"appealed"}),
    (c.CloseApplication(reason="error"), g.KHANH, set(CLOSABLE)),
]
IN_PLACE = {
    (c.ApproveIntake, "intake-approved"),
    (c.ReturnApplication, "returned"),
    (c.PassQualityCheck, "quality-checked"),
    (c.DispatchCard, "dispatched"),
    (c.RecordArrival, "arrived"),
    (c.ReportMissingInTransit, "missing-in-transit"),
}
"""Where the state is already what the command of the list above would make it."""
WAITING = MarkDeadlineMissed(stage="x", due=g.NOW, owner_role="x", owner_unit="centre")


def possible_in(command: Any, actor: Actor, status: str) -> list[Any]:
    at = {"now": LATER} if isinstance(command, c.ReplaceMissingCard) else {}
    others = {"manifest": g.manifest("reconciled")}
    around = g.context(actor, countersigner=g.OANH, others=others, **at)
    return decide(STATES[status], command, around)


def test_every_command_has_a_row_here() -> None:
    assert {type(command) for command, _, _ in COMMANDS} | {MarkDeadlineMissed} == set(DECIDERS)


def test_every_state_is_the_one_it_is_named_for() -> None:
    assert {name: state.status for name, state in STATES.items()} == {name: name for name in STATES}


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(
    ("command", "actor", "possible"), COMMANDS, ids=lambda one: type(one).__name__
)
def test_a_command_is_possible_in_the_states_of_its_rows_and_in_no_other(
    command: Any, actor: Actor, possible: set[str], status: str
) -> None:
    if status in possible:
        assert possible_in(command, actor, status)
        return
    if (type(command), status) in IN_PLACE:
        assert possible_in(command, actor, status) == []
        return
    with pytest.raises(Refusal) as refused:
        possible_in(command, actor, status)

    if isinstance(command, c.RefuseApplication) and status == "duplicate-suspected":
        assert refused.value.code == "duplicate-not-adjudicated"
        return
    assert isinstance(refused.value, NotAllowedNow)
    assert (refused.value.code, refused.value.params) == ("card-application-is", {"state": status})


@pytest.mark.parametrize("status", STATES)
def test_the_timer_tells_only_of_waits(status: str) -> None:
    with pytest.raises(NotAllowedNow, match="card-application-waits-not"):
        decide(STATES[status], WAITING, g.context(g.TIMER))


def test_nobody_records_what_lies_ahead() -> None:
    with pytest.raises(Refusal, match="time-in-future"):
        decide(
            STATES["captured"],
            c.ApproveIntake(),
            g.context(g.CHI, occurred_at=g.NOW + timedelta(hours=1)),
        )


def test_a_state_counts_its_events() -> None:
    assert STATES["opened"].version == 1
    assert STATES["verified"].version == 9
    assert STATES["approved"].valid_to == date(2030, 1, 2)
