"""Whether this blank and this batch are for this application on this machine (guard 24)."""

from domain.card_application.commands import StartPersonalisation
from domain.card_stock.accounts import account_of
from domain.context import Context
from domain.guards import refuse_field
from domain.readings import found
from domain.refusals import NotAllowedNow, refuse_if


def refuse_outside_batch(command: StartPersonalisation, context: Context) -> None:
    """An application withdrawn from a batch stays in its list, but the batch no longer holds it."""
    batch = found(context, "batch", "/batch_id")
    holder = context.others.get("in_batch")
    held = holder is not None and holder.id == batch.id
    listed = context.stream in batch.state.applications
    absent = refuse_field("/batch_id", "not-in-batch", id=batch.id)
    refuse_if(not (held and listed), absent)
    refusal = NotAllowedNow("production-batch-is", state=batch.state.status)
    refuse_if(batch.state.status != "in-production", refusal)
    other = refuse_field("/machine_id", "batch-on-other-machine", machine=batch.state.machine_id)
    refuse_if(batch.state.machine_id != command.machine_id, other)


def refuse_blank(command: StartPersonalisation, context: Context) -> None:
    block = found(context, "block", "/blank_serial")
    serial, machine = command.blank_serial, command.machine_id
    unallocated = refuse_field(
        "/blank_serial", "blank-not-allocated", serial=serial, machine=machine
    )
    refuse_if(account_of(block.state, serial) != f"machine:{machine}", unallocated)
