"""Which function decides which command on a batch."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future
from domain.production_batch import balance, planning, running, stopping, waits
from domain.production_batch import commands as c
from domain.production_batch.events import Event
from domain.production_batch.state import ProductionBatch

DECIDERS: dict[type[Command], Callable[[Any, Any, Context], list[Event]]] = {
    c.PlanBatch: planning.plan,
    c.ReleaseBatch: planning.release,
    c.RemoveFromBatch: planning.remove,
    c.CancelBatch: planning.cancel,
    c.HoldBatch: stopping.hold,
    c.ResumeBatch: stopping.resume,
    c.StartBatch: running.start,
    c.CountBatch: running.count,
    c.CloseBatch: balance.close,
    c.ResolveBatchDiscrepancy: balance.resolve,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: ProductionBatch | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise."""
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
