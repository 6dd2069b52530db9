"""Who owns a waiting manifest and until when, and what the timer records of it (§1.14)."""

from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.dispatch_manifest.events import DeadlineMissed, Event
from domain.dispatch_manifest.state import DispatchManifest
from domain.waits import Wait

RESTING = frozenset({"reconciled"})

_WAITING = ("open", "sealed", "in-transit", "in-discrepancy")


def waits(state: DispatchManifest) -> tuple[Wait, ...]:
    """The stage in which it waits, with the rules `house.dispatch-manifest.*`.

    On its way a consignment is due on the day that the carrier named.
    """
    if state.status not in _WAITING:
        return ()
    rule = f"house.dispatch-manifest.{state.status}"
    due = state.due if state.status == "in-transit" else None
    return (Wait(state.status, "dispatcher", "centre", rule, due=due),)


def mark_deadline_missed(
    state: DispatchManifest, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("dispatch-manifest", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
