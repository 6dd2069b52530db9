"""Which function decides which command on a packet."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.enrolment_packet import arrival, verdict, waits
from domain.enrolment_packet import commands as c
from domain.enrolment_packet.events import Event
from domain.enrolment_packet.state import EnrolmentPacket
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.ReceivePacket: arrival.receive_packet,
    c.AcceptPacket: verdict.accept_packet,
    c.QuarantinePacket: verdict.quarantine_packet,
    c.ReleasePacket: verdict.release_packet,
    c.DiscardPacket: verdict.discard_packet,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: EnrolmentPacket | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
