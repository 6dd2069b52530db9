"""For whom a packet waits, and the timer's word on a wait that passed its deadline."""

from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.enrolment_packet.events import DeadlineMissed, Event
from domain.enrolment_packet.state import EnrolmentPacket
from domain.waits import Wait

RESTING = frozenset({"accepted", "discarded"})

_OWNERS = {"received": "intake", "quarantined": "data-officer"}
_OF_THE_CENTRE = {**_OWNERS, "quarantined": "data-quality-officer"}


def waits(state: EnrolmentPacket) -> tuple[Wait, ...]:
    """The stage in which the packet waits, with the rules `house.enrolment-packet.*`.

    It waits in the province of its station; the centre, whose own teams capture too, has no data
    officer and looks at its packets itself.
    """
    owner = (_OF_THE_CENTRE if state.unit == "centre" else _OWNERS).get(state.status)
    if owner is None:
        return ()
    return (Wait(state.status, owner, state.unit, f"house.enrolment-packet.{state.status}"),)


def mark_deadline_missed(
    state: EnrolmentPacket, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("enrolment-packet", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
