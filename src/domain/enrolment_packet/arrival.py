"""Taking a packet over from a station: once, and with the content that its digest names."""

from datetime import UTC

from domain.context import Context
from domain.enrolment_packet.commands import ReceivePacket
from domain.enrolment_packet.events import Event, Received, ReceivedSealed
from domain.enrolment_packet.state import EnrolmentPacket
from domain.guards import refuse_field
from domain.readings import state_of
from domain.refusals import refuse_if


def receive_packet(
    state: EnrolmentPacket | None, command: ReceivePacket, context: Context
) -> list[Event]:
    """`context.facts` is True where the bytes received have the digest stated; reckoned outside.

    A packet that came before, under whatever stream id, is received once.
    """
    wrong = refuse_field("/sha256", "packet-digest-wrong", id=command.packet_id)
    refuse_if(context.facts is not True, wrong)
    former: EnrolmentPacket | None = state or state_of(context, "packet")
    if former is None:
        return [_received(command)]
    same = (former.packet_id, former.sha256) == (command.packet_id, command.sha256)
    differs = refuse_field("/sha256", "packet-content-differs", id=command.packet_id)
    refuse_if(not same, differs)
    return []


def _received(command: ReceivePacket) -> Received:
    return Received(
        command.packet_id,
        command.station_id,
        command.sequence,
        command.previous_sha256,
        command.sha256,
        command.bytes,
        command.captured_at.astimezone(UTC),
        command.kind,
        ReceivedSealed(command.content.fact()),
    )
