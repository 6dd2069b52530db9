"""For whom an adjudication waits, and the timer's word on a wait that passed its deadline."""

from domain.adjudication.events import DeadlineMissed, Event
from domain.adjudication.state import Adjudication
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.waits import Wait

RESTING = frozenset({"decided", "closed"})

_OWNERS = {
    "opened": "examiner",
    "half-examined": "examiner",
    "disagreed": "senior-examiner",
    "agreed": "senior-examiner",
}


def waits(state: Adjudication) -> tuple[Wait, ...]:
    """The stage in which the pair waits for its examiners, with the rules `house.adjudication.*`.

    An adjudication that is decided or closed rests.
    """
    owner = _OWNERS.get(state.status)
    if owner is None:
        return ()
    return (Wait(state.status, owner, "centre", f"house.adjudication.{state.status}"),)


def mark_deadline_missed(
    state: Adjudication, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("adjudication", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
