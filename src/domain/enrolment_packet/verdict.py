"""What becomes of a packet: accepted whole, quarantined whole, tried again, or given up."""

from domain.context import Context
from domain.effects import repeats
from domain.enrolment_packet.commands import (
    AcceptPacket,
    DiscardPacket,
    QuarantinePacket,
    ReleasePacket,
)
from domain.enrolment_packet.events import (
    Accepted,
    Discarded,
    Event,
    Quarantined,
    QuarantinedSealed,
    Released,
)
from domain.enrolment_packet.guards import require, require_reason
from domain.enrolment_packet.state import EnrolmentPacket
from domain.refusals import RuleBroken


def accept_packet(state: EnrolmentPacket, command: AcceptPacket, _context: Context) -> list[Event]:
    event = Accepted(command.citizen_id, command.application_id)
    if repeats(state, event, "accepted"):
        return []
    require(state, "received")
    return [event]


def quarantine_packet(
    state: EnrolmentPacket, command: QuarantinePacket, _context: Context
) -> list[Event]:
    event = Quarantined(command.refusal, QuarantinedSealed(command.detail))
    if repeats(state, event, "quarantined"):
        return []
    require(state, "received")
    return [event]


def release_packet(
    state: EnrolmentPacket, command: ReleasePacket, _context: Context
) -> list[Event]:
    event = Released(command.reason or "", None)
    if repeats(state, event, "received"):
        return []
    require(state, "quarantined")
    require_reason(command.reason)
    return [event]


def discard_packet(state: EnrolmentPacket, command: DiscardPacket, context: Context) -> list[Event]:
    witness = context.countersigner
    event = Discarded(command.reason or "", witness.officer if witness else None)
    if repeats(state, event, "discarded"):
        return []
    require(state, "quarantined")
    require_reason(command.reason)
    if witness is None:
        raise RuleBroken("two-officers-needed", roles="data-officer", command="discard packet")
    return [event]
