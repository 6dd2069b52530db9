"""What the unit does after the capture: the fee, the old document, the approval, a return."""

from domain.card_application.application import CardApplication
from domain.card_application.commands import (
    ApproveIntake,
    ReturnApplication,
    SettleFee,
    TakeBackOldDocument,
)
from domain.card_application.events import (
    Event,
    FeeSettled,
    FeeSettledSealed,
    IntakeApproved,
    OldDocumentTakenBack,
    OldDocumentTakenBackSealed,
    RemarkSealed,
    Returned,
)
from domain.card_application.guards import require, require_unit
from domain.citizen.guards import require_other_officer, require_reason
from domain.context import Context, local_day
from domain.effects import repeats
from domain.guards import refuse_field
from domain.policy.house_deadline import house_deadline
from domain.policy.parameters import read
from domain.policy.shapes import FeeWaiver
from domain.refusals import RuleBroken, refuse_if

OLD_DOCUMENT = {"conversion": "cmnd9", "exchange": "card"}
"""What the kind replaces, in the words of guard 16."""


def settle_fee(state: CardApplication, command: SettleFee, context: Context) -> list[Event]:
    rule = "fee.waiver" if command.waiver else "fee.base"
    sealed = FeeSettledSealed(command.receipt)
    event = FeeSettled(command.amount, rule, command.waiver, sealed)
    if repeats(state, event, "captured"):
        return []
    require(state, "captured")
    expected = _waived(context) if command.waiver else state.fee_due
    differs = refuse_field("/amount", "fee-differs", expected=expected, given=command.amount)
    refuse_if(command.amount != expected, differs)
    return [event]


def take_back_old_document(
    state: CardApplication, command: TakeBackOldDocument, _context: Context
) -> list[Event]:
    event = OldDocumentTakenBack(command.document, OldDocumentTakenBackSealed(command.number))
    if repeats(state, event, "captured"):
        return []
    require(state, "captured")
    return [event]


def approve_intake(
    state: CardApplication, _command: ApproveIntake, context: Context
) -> list[Event]:
    event = IntakeApproved(state.capture_attempt)
    mine = state.intake_approved_by == context.actor.officer
    if mine and repeats(state, event, "intake-approved"):
        return []
    require(state, "captured")
    require_other_officer(context, state.captured_by, "capturer-may-not-approve-intake")
    refuse_if(not state.fee_settled, RuleBroken("fee-not-settled"))
    _refuse_untaken(state)
    return [event]


def return_(state: CardApplication, command: ReturnApplication, context: Context) -> list[Event]:
    to_unit = command.to_unit or context.units.seat_of(state.intake_unit, context.today)
    event = returned(command.reasons, to_unit, command.remark, context)
    if repeats(state, _as_then(event, state), "returned"):
        return []
    require(state, "captured", "intake-approved", "verified", "duplicate-confirmed")
    require_reason(command.reasons, "/reasons")
    require_unit(to_unit, "/to_unit", context.today, context)
    return [event]


def returned(
    reasons: tuple[str, ...], to_unit: str, remark: str | None, context: Context
) -> Returned:
    due = house_deadline(
        context.policy, "card-application.returned", context.now, known=context.now
    )
    return Returned(reasons, to_unit, local_day(due), RemarkSealed(remark))


def _as_then(event: Returned, state: CardApplication) -> Returned:
    """The due day was the register's to set: it is none of what a repeat states."""
    due = state.returned_due or event.due
    return Returned(event.reasons, event.to_unit, due, event.sealed)


def _waived(context: Context) -> int:
    rules = context.policy.at(context.happened_on, context.now)
    return read(rules, "fee.waiver", FeeWaiver).vnd["authority"]


def _refuse_untaken(state: CardApplication) -> None:
    """Guard 16."""
    document = OLD_DOCUMENT.get(state.kind, "card")
    untaken = RuleBroken("old-document-not-taken-back", document=document)
    refuse_if(state.old_document_due and state.old_document_taken is None, untaken)
