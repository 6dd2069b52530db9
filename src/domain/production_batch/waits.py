"""Who owns a waiting batch, and what the timer records of it (§1.14)."""

from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.production_batch.events import DeadlineMissed, Event
from domain.production_batch.state import ProductionBatch
from domain.waits import Wait

RESTING = frozenset({"balanced", "cancelled"})

_OWNERS = {
    "planned": "production-planner",
    "released": "production-planner",
    "on-hold": "production-planner",
    "in-production": "print-operator",
    "counted": "quality-controller",
    "in-discrepancy": "security-officer",
}


def waits(state: ProductionBatch) -> tuple[Wait, ...]:
    """The stage in which a batch waits for somebody, with the rules `house.production-batch.*`."""
    owner = _OWNERS.get(state.status)
    if owner is None:
        return ()
    return (Wait(state.status, owner, "centre", f"house.production-batch.{state.status}"),)


def mark_deadline_missed(
    state: ProductionBatch, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("production-batch", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
