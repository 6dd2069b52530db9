"""The timer's word on a wait that passed its deadline; it moves nothing (domain §1.14)."""

from datetime import UTC

from domain.citizen.commands import MarkDeadlineMissed
from domain.citizen.events import DeadlineMissed, Event
from domain.citizen.person import Citizen, Missed
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import NotAllowedNow, refuse_if

_WAITING = ("captured", "verified", "returned", "approved")


def waits(state: Citizen) -> tuple[str, ...]:
    """The stages in which this entry waits for somebody, as the rules `house.citizen.*` name them.

    An active entry without any of them rests.
    """
    stages = {
        state.status: state.status in _WAITING,
        "pin-re-established": state.status == "active" and state.pin_notified is None,
        "amendment-open": bool(state.amendments),
        "discrepancy-open": bool(state.discrepancies),
        "pin-cancellation-requested": state.cancellation is not None,
    }
    return tuple(stage for stage, waiting in stages.items() if waiting)


def mark_deadline_missed(
    state: Citizen, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    due = command.due.astimezone(UTC)
    if Missed(command.stage, due) in state.missed:
        return []
    not_waiting = NotAllowedNow("citizen-waits-not", stage=command.stage)
    refuse_if(command.stage not in waits(state), not_waiting)
    refuse_if(due > context.now, refuse_field("/due", "deadline-not-passed", due=due))
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
