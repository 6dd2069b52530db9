"""Writing the card on a blank: the job, its outcome, and what two officers find in doubt."""

from uuid import UUID

from domain.card_application.application import CardApplication
from domain.card_application.blanks import refuse_blank, refuse_outside_batch
from domain.card_application.commands import (
    ConfirmPersonalisation,
    ReportOutcomeUnknown,
    ReportSpoiled,
    ResolveOutcome,
    StartPersonalisation,
)
from domain.card_application.events import (
    Event,
    OutcomeDoubted,
    OutcomeResolved,
    PersonalisationStarted,
    Printed,
    PrintedSealed,
    Spoiled,
)
from domain.card_application.guards import (
    certain,
    is_timer,
    numbered_citizen,
    require,
    require_cause,
    require_given,
    require_job,
)
from domain.card_application.unchanged import refuse_changed_citizen
from domain.context import Context
from domain.derived_ids import card_id, job_id
from domain.effects import repeats
from domain.guards import refuse_field, second_officer
from domain.policy.house_deadline import house_deadline
from domain.readings import found
from domain.refusals import refuse_if


def start(state: CardApplication, command: StartPersonalisation, context: Context) -> list[Event]:
    if repeats(state, _started(state.print_attempt, command, context, state), "printing"):
        return []
    require(state, "approved")
    refuse_outside_batch(command, context)
    refuse_blank(command, context)
    refuse_changed_citizen(state, context)
    return [_started(state.print_attempt + 1, command, context, state)]


def confirm(
    state: CardApplication, command: ConfirmPersonalisation, context: Context
) -> list[Event]:
    event = _printed(state, command.readback_sha256, command.chip_serial, context)
    if state.card_id is not None and repeats(state, event):
        return []
    require(state, "printing")
    require_job(state, command.job_id)
    _require_books(context)
    return [event]


def report_spoiled(state: CardApplication, command: ReportSpoiled, context: Context) -> list[Event]:
    cause = command.cause
    if cause and repeats(state, _spoiled(state, command.job_id, cause, command.fault), "approved"):
        return []
    require(state, "printing")
    job = require_job(state, command.job_id)
    found(context, "block", "")
    return [_spoiled(state, job, require_cause(cause), command.fault)]


def report_outcome_unknown(
    state: CardApplication, command: ReportOutcomeUnknown, context: Context
) -> list[Event]:
    event = OutcomeDoubted(
        command.job_id,
        state.blank_serial,
        certain(state.machine_id, state),
        command.last_step,
        command.cause,
    )
    if repeats(state, event, "outcome-unknown"):
        return []
    require(state, "printing")
    require_job(state, command.job_id)
    if is_timer(context):
        _refuse_early_timer(state, command, context)
    return [event]


def resolve_outcome(
    state: CardApplication, command: ResolveOutcome, context: Context
) -> list[Event]:
    event = _resolved(command, context)
    if repeats(state, event):
        return []
    require(state, "outcome-unknown")
    job = require_job(state, command.job_id)
    if command.finding == "spoiled":
        found(context, "block", "")
        return [event, _spoiled(state, job, require_cause(command.cause), command.fault)]
    if command.readback_sha256 is None:
        raise refuse_field("/readback_sha256", "finding-without-readback")
    chip_serial = require_given(command.chip_serial, "chip_serial")
    require_given(command.document_signer, "document_signer")
    _require_books(context)
    return [event, _printed(state, command.readback_sha256, chip_serial, context)]


def spoiled_by(state: CardApplication, cause: str, fault: str) -> Spoiled:
    """The card of the last job, made and found wrong."""
    return _spoiled(state, certain(state.job_id, state), cause, fault)


def _started(
    attempt: int, command: StartPersonalisation, context: Context, state: CardApplication
) -> PersonalisationStarted:
    stream = certain(context.stream, state)
    return PersonalisationStarted(
        job_id(stream, attempt),
        attempt,
        command.blank_serial,
        command.machine_id,
        command.batch_id,
    )


def _printed(state: CardApplication, readback: str, chip_serial: str, context: Context) -> Printed:
    stream = certain(context.stream, state)
    return Printed(
        certain(state.job_id, state),
        card_id(stream, state.print_attempt),
        state.blank_serial,
        readback,
        PrintedSealed(chip_serial),
    )


def _spoiled(state: CardApplication, job: UUID, cause: str, fault: str) -> Spoiled:
    return Spoiled(job, state.blank_serial, cause, fault)


def _resolved(command: ResolveOutcome, context: Context) -> OutcomeResolved:
    personalised = command.finding == "personalised"
    return OutcomeResolved(
        command.job_id,
        command.finding,
        context.actor.officer,
        second_officer(context),
        command.readback_sha256 if personalised else None,
    )


def _require_books(context: Context) -> None:
    """What the card and the stock need to write their part of the act."""
    numbered_citizen(context)
    found(context, "block", "")


def _refuse_early_timer(
    state: CardApplication, command: ReportOutcomeUnknown, context: Context
) -> None:
    """The timer knows one thing: that no word came in time (domain §1.14)."""
    refuse_if(command.cause != "timeout", refuse_field("/cause", "timer-knows-only-timeouts"))
    since = certain(state.printing_since, state)
    wait = "card-application.printing"
    due = house_deadline(context.policy, wait, since, known=context.now)
    refuse_if(context.now < due, refuse_field("/cause", "deadline-not-passed", due=due))
