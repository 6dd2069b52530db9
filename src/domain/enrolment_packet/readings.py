"""What the arrival of a packet must see: whether it came before, under whatever stream id."""

from uuid import UUID

from domain.commands import Command
from domain.enrolment_packet.claims import of_packet
from domain.enrolment_packet.commands import ReceivePacket
from domain.enrolment_packet.state import EnrolmentPacket
from domain.readings import Reading


def readings(
    _state: EnrolmentPacket | None, command: Command, _stream: UUID
) -> tuple[Reading, ...]:
    if not isinstance(command, ReceivePacket):
        return ()
    return (Reading("packet", "enrolment-packet", claim=of_packet(command.packet_id)),)
