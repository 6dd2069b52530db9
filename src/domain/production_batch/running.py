"""Printing a batch at a machine, and the operator's blind count at the end."""

from domain.context import Context
from domain.device.card_makers import require_card_maker
from domain.effects import repeats
from domain.production_batch.commands import CountBatch, StartBatch
from domain.production_batch.events import Counted, Event, Started
from domain.production_batch.guards import require
from domain.production_batch.state import ProductionBatch
from domain.readings import found

# A batch may be stopped and go on: what started it is still in effect.
STARTED = ("in-production", "on-hold", "counted")


def start(state: ProductionBatch, command: StartBatch, context: Context) -> list[Event]:
    event = Started(command.machine_id, command.handed_over, command.left_before)
    if repeats(state, event, *STARTED):
        return []
    require(state, "released")
    require_card_maker(found(context, "machine", "/machine_id").state, context)
    return [event]


def count(state: ProductionBatch, command: CountBatch, _context: Context) -> list[Event]:
    event = Counted(
        command.good, command.spoiled, command.sample, command.returned, command.left_after
    )
    if repeats(state, event, "counted"):
        return []
    require(state, "in-production")
    return [event]
