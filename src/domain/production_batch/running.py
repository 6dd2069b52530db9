"""Printing a batch at a machine, and the operator's blind count at the end."""

from domain.context import Context
from domain.device.state import Device
from domain.device.trust import device_trusted
from domain.effects import repeats
from domain.guards import refuse_field
from domain.production_batch.commands import CountBatch, StartBatch
from domain.production_batch.events import Counted, Event, Started
from domain.production_batch.guards import require
from domain.production_batch.state import ProductionBatch
from domain.readings import found
from domain.refusals import refuse_if

MACHINES = ("encoder", "printer")

# A batch may be stopped and go on: what started it is still in effect.
STARTED = ("in-production", "on-hold", "counted")


def start(state: ProductionBatch, command: StartBatch, context: Context) -> list[Event]:
    event = Started(command.machine_id, command.handed_over, command.left_before)
    if repeats(state, event, *STARTED):
        return []
    require(state, "released")
    _require_machine(found(context, "machine", "/machine_id").state, context)
    return [event]


def count(state: ProductionBatch, command: CountBatch, _context: Context) -> list[Event]:
    event = Counted(
        command.good, command.spoiled, command.sample, command.returned, command.left_after
    )
    if repeats(state, event, "counted"):
        return []
    require(state, "in-production")
    return [event]


def _require_machine(device: Device, context: Context) -> None:
    """Guard 4, at the moment at which printing began."""
    no_cards = refuse_field("/machine_id", "device-makes-no-cards", kind=device.kind)
    refuse_if(device.kind not in MACHINES, no_cards)
    status = "not-trusted" if device.status == "trusted" else device.status
    untrusted = refuse_field("/machine_id", "machine-is", state=status)
    refuse_if(not device_trusted(device, context.occurred_at), untrusted)
