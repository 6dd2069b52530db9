"""What a packet claims for the whole register: its id, for ever."""

from collections.abc import Iterable
from uuid import UUID

from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.enrolment_packet.events import Event, Received
from domain.enrolment_packet.state import EnrolmentPacket


def claims(
    events: Iterable[Event],
    _state: EnrolmentPacket | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    return tuple(of_packet(event.packet_id) for event in events if isinstance(event, Received))


def of_packet(packet: UUID) -> Claim:
    return Claim("packet", str(packet), sealed=False)
