"""Planning a batch, changing the plan, and letting it go to the machines."""

from uuid import UUID

from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field, unit_on
from domain.production_batch.commands import CancelBatch, PlanBatch, ReleaseBatch, RemoveFromBatch
from domain.production_batch.events import (
    ApplicationRemoved,
    Cancelled,
    Event,
    Planned,
    Released,
)
from domain.production_batch.guards import reason_given, require
from domain.production_batch.readings import application, batch_of
from domain.production_batch.state import ProductionBatch
from domain.readings import state_of
from domain.refusals import AlreadyTaken, Faults, NotAllowedNow, RuleBroken, refuse_if


def plan(state: ProductionBatch | None, command: PlanBatch, context: Context) -> list[Event]:
    event = Planned(
        command.batch_number,
        command.form,
        command.destination,
        command.priority,
        command.applications,
    )
    if repeats(state, event):
        return []
    refuse_if(state is not None, AlreadyTaken("production-batch-exists"))
    faults = Faults()
    faults.check("/destination", unit_on, command.destination, context.happened_on, context.units)
    _check_applications(command, context, faults)
    faults.refuse_if_any()
    return [event]


def release(state: ProductionBatch, command: ReleaseBatch, _context: Context) -> list[Event]:
    event = Released(command.reason)
    if repeats(state, event, "released"):
        return []
    require(state, "planned")
    refuse_if(not state.applications, RuleBroken("batch-is-empty"))
    return [event]


def remove(state: ProductionBatch, command: RemoveFromBatch, context: Context) -> list[Event]:
    reason = reason_given(command.reason)
    if state.removed.get(str(command.application_id)) == reason:
        return []
    require(state, "planned", "on-hold")
    outside = refuse_field("/application_id", "application-not-in-batch", id=command.application_id)
    refuse_if(command.application_id not in state.applications, outside)
    _refuse_printed_here(command.application_id, context)
    return [ApplicationRemoved(command.application_id, reason)]


def cancel(state: ProductionBatch, command: CancelBatch, _context: Context) -> list[Event]:
    event = Cancelled(reason_given(command.reason))
    if repeats(state, event, "cancelled"):
        return []
    require(state, "planned", "on-hold")
    # Blanks were handed over for it: they must be counted, and the batch balanced.
    begun = NotAllowedNow("production-batch-is", state="in-production")
    refuse_if(state.former_status == "in-production", begun)
    return [event]


def _check_applications(command: PlanBatch, context: Context, faults: Faults) -> None:
    """Guard 1: every application that does not fit is named, so that the list is mended once."""
    named: set[UUID] = set()
    for place, one in enumerate(command.applications):
        pointer = f"/applications/{place}"
        if one in named:
            faults.add(pointer, "application-named-twice", id=one)
        else:
            _check_application(one, command.form, context, (pointer, faults))
        named.add(one)


def _check_application(id_: UUID, form: str, context: Context, noted: tuple[str, Faults]) -> None:
    pointer, faults = noted
    case = state_of(context, application(id_))
    holder = context.others.get(batch_of(id_))
    if case is None:
        faults.add(pointer, "application-unknown", id=id_)
    elif case.status != "approved":
        faults.add(pointer, "application-is", id=id_, state=case.status)
    elif case.card_form != form:
        faults.add(pointer, "application-of-form", id=id_, form=case.card_form)
    elif holder is not None:
        faults.add(pointer, "application-already-in-batch", id=id_, batch=holder.id)


def _refuse_printed_here(id_: UUID, context: Context) -> None:
    """A card that was begun in this batch is part of its balance."""
    case = state_of(context, application(id_))
    if case is None or case.batch_id != context.stream:
        return
    begun = refuse_field("/application_id", "application-is", id=id_, state=case.status)
    refuse_if(case.status != "approved", begun)
