"""A batch from the plan to the balance of its cards."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.deadlines import Missed
from domain.effects import noted
from domain.envelope import Envelope
from domain.production_batch import events as e


class ProductionBatch(msgspec.Struct, frozen=True):
    """`applications` are those not removed, `removed` the others with the reason of each.

    `count` is what the operator found at the machine. `former_status` is the one to which a held
    batch returns. `started_by` may not close it.
    """

    version: int
    status: str
    batch_number: str = ""
    form: str = ""
    destination: str = ""
    priority: int = 0
    applications: tuple[UUID, ...] = ()
    removed: dict[str, str] = {}
    machine_id: UUID | None = None
    handed_over: int = 0
    left_before: int = 0
    started_by: UUID | None = None
    count: e.Counted | None = None
    missing: int | None = None
    expected_good: int | None = None
    finding: str | None = None
    former_status: str | None = None
    missed: tuple[Missed, ...] = ()
    done: dict[str, str] = {}


def evolve(state: ProductionBatch | None, event: e.Event, by: Envelope) -> ProductionBatch:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or ProductionBatch(0, "planned")
    after = _after(replace(former, version=former.version + 1), event, by)
    return replace(after, done=noted(after.done, event))


def _after(state: ProductionBatch, event: e.Event, by: Envelope) -> ProductionBatch:
    match event:
        case e.Planned():
            return _with(state, "planned", event)
        case e.Released():
            return replace(state, status="released")
        case e.Held():
            return replace(state, status="on-hold", former_status=state.status)
        case e.Resumed():
            former = state.former_status or "planned"
            return replace(state, status=former, former_status=None)
        case e.Cancelled():
            return replace(state, status="cancelled")
        case e.ApplicationRemoved(application_id, reason):
            left = tuple(one for one in state.applications if one != application_id)
            removed = {**state.removed, str(application_id): reason}
            return replace(state, applications=left, removed=removed)
        case e.Started():
            return replace(_with(state, "in-production", event), started_by=by.actor.officer)
        case e.Counted():
            return replace(state, status="counted", count=event)
        case e.Balanced():
            return _with(state, "balanced", event)
        case e.DiscrepancyFound():
            return _with(state, "in-discrepancy", event)
        case e.DiscrepancyResolved(finding):
            return replace(state, status="balanced", finding=finding)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _with(state: ProductionBatch, status: str, event: Any) -> ProductionBatch:
    """The fields of these events are named in the state as they are there."""
    return replace(state, status=status, **msgspec.structs.asdict(event))
