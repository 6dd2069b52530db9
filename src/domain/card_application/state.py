"""How each event changes a card application; replayed on every load, so it never says no."""

from uuid import UUID

from msgspec.structs import replace

from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.folds import (
    captured,
    examined_by,
    opened,
    suspected,
    unexamined,
)
from domain.deadlines import Missed
from domain.effects import noted
from domain.envelope import Envelope

__all__ = ["CardApplication", "evolve"]

_NOBODY = UUID(int=0)


def evolve(state: CardApplication | None, event: e.Event, by: Envelope) -> CardApplication:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or CardApplication(0, "opened", _NOBODY)
    after = _after(replace(former, version=former.version + 1), event, by)
    return replace(after, done=noted(former.done, event))


def _after(state: CardApplication, event: e.Event, by: Envelope) -> CardApplication:
    officer, at = by.actor.officer, by.occurred_at
    match event:
        case e.Opened():
            return opened(state, event)
        case e.Captured() | e.Recaptured():
            return captured(state, event, by)
        case e.FeeSettled():
            return replace(state, fee_settled=True)
        case e.OldDocumentTakenBack(document):
            return replace(state, old_document_taken=document)
        case e.IntakeApproved():
            return replace(
                state, status="intake-approved", intake_approved_by=officer, centre_since=at
            )
        case e.Returned(_, to_unit, due):
            return replace(state, status="returned", returned_to=to_unit, returned_due=due)
        case e.RegisterMatched(_, citizen_version):
            return replace(state, register_passed=True, register_version=citizen_version)
        case e.RegisterMismatched():
            return replace(state, register_passed=False)
        case e.QualityAccepted():
            return replace(state, quality_passed=True, examined_by=examined_by(state, by))
        case e.QualityQuestioned():
            return replace(state, quality_passed=False, quality_questioned=True)
        case e.NoDuplicateFound(_, search_id):
            # What an earlier search had raised is settled, and this one raised nothing.
            passed = replace(state, duplicates_passed=True, search_id=search_id)
            return replace(passed, adjudication_id=None, candidates=())
        case e.DuplicateSuspected():
            return suspected(state, event)
        case e.Verified():
            return replace(state, status="verified")
        case e.DuplicateCleared(_, adjudication_id):
            return replace(
                state,
                status="intake-approved",
                duplicates_passed=True,
                adjudication_id=adjudication_id,
            )
        case e.DuplicateConfirmed(_, adjudication_id):
            return replace(state, status="duplicate-confirmed", adjudication_id=adjudication_id)
        case e.Approved(citizen_version, card_form, issued_on, valid_to):
            return replace(
                state,
                status="approved",
                approved_by=officer,
                approved_citizen_version=citizen_version,
                card_form=card_form,
                issued_on=issued_on,
                valid_to=valid_to,
            )
        case e.ApprovalWithdrawn():
            return replace(state, status="verified", batch_id=None)
        case e.PersonalisationStarted(job_id, print_attempt, blank_serial, machine_id, batch_id):
            return replace(
                state,
                status="printing",
                printed_by=officer,
                printing_since=at,
                job_id=job_id,
                print_attempt=print_attempt,
                blank_serial=blank_serial,
                machine_id=machine_id,
                batch_id=batch_id,
            )
        case e.Printed(_, card_id):
            return replace(state, status="printed", card_id=card_id)
        case e.Spoiled():
            return replace(state, status="approved", card_id=None)
        case e.OutcomeDoubted():
            return replace(state, status="outcome-unknown")
        case e.OutcomeResolved():
            # What became of the card follows in the same append.
            return state
        case e.QualityChecked():
            return replace(state, status="quality-checked", delivery_since=at)
        case e.Dispatched(manifest_id, to_unit):
            return replace(state, status="dispatched", manifest_id=manifest_id, to_unit=to_unit)
        case e.Arrived(manifest_id, unit):
            arrived = replace(state, status="arrived", to_unit=unit, arrived_at=at)
            return replace(arrived, manifest_id=manifest_id, missing_since=None)
        case e.ReportedMissing():
            return replace(state, status="missing-in-transit", missing_since=at)
        case e.LostInTransit():
            lost = replace(state, status="approved", centre_since=at, card_id=None)
            return replace(lost, manifest_id=None, to_unit="", missing_since=None)
        case e.DeliveryPlaceChanged():
            return state
        case e.Posted():
            return replace(state, status="posted")
        case e.Delivered():
            return replace(state, status="delivered", before_hand_over=state.status)
        case e.HandOverCorrected():
            failed = state.before_hand_over == "delivery-failed"
            return replace(state, status="delivery-failed" if failed else "arrived", arrived_at=at)
        case e.DeliveryFailed(_, try_):
            return replace(state, status="delivery-failed", delivery_tries=try_)
        case e.Refused():
            return replace(state, status="refused", refused_by=officer, refused_at=at)
        case e.Withdrawn():
            return replace(state, status="withdrawn")
        case e.AppealLodged(appeal_id, due):
            lodged = replace(state, status="appealed", appeal_id=appeal_id, appeal_due=due)
            return replace(lodged, appeals=(*state.appeals, appeal_id))
        case e.AppealUpheld():
            return replace(unexamined(state), status="captured", intake_since=at)
        case e.AppealDismissed():
            return replace(state, status="refused")
        case e.Closed(_, destroy_card):
            return replace(state, status="closed", destroy_card=destroy_card)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))
