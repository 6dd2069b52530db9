"""Holding a batch, and letting it go on from where it stopped."""

from domain.context import Context
from domain.effects import repeats
from domain.production_batch.commands import HoldBatch, ResumeBatch
from domain.production_batch.events import Event, Held, Resumed
from domain.production_batch.guards import reason_given, require
from domain.production_batch.state import ProductionBatch

STOPPABLE = ("planned", "released", "in-production")


def hold(state: ProductionBatch, command: HoldBatch, _context: Context) -> list[Event]:
    event = Held(reason_given(command.reason))
    if repeats(state, event, "on-hold"):
        return []
    require(state, *STOPPABLE)
    return [event]


def resume(state: ProductionBatch, command: ResumeBatch, _context: Context) -> list[Event]:
    event = Resumed(reason_given(command.reason))
    if repeats(state, event, *STOPPABLE):
        return []
    require(state, "on-hold")
    return [event]
