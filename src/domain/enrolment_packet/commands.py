"""What stations, the intake and officers do with a packet: the commands of domain §1.12."""

from typing import Annotated
from uuid import UUID

import msgspec

from domain.bounded import Code, Remark
from domain.citizen.forms import ObjectGiven
from domain.commands import Command, Instant
from domain.enrolment_packet.forms import Bytes, PacketKind, Sequence, Sha256

Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["device-trusted-since"])]


class ReceivePacket(Command, frozen=True, kw_only=True):
    """Take a packet over from a station, so that nothing captured is lost."""

    id: UUID
    packet_id: Annotated[UUID, msgspec.Meta(description="Id that the station gave the packet")]
    station_id: UUID
    sequence: Sequence
    previous_sha256: Annotated[
        Sha256, msgspec.Meta(description="Digest of the station's packet before; zeros for none")
    ]
    sha256: Annotated[Sha256, msgspec.Meta(description="Digest of the packet as it was sent")]
    bytes: Bytes
    captured_at: Instant
    kind: PacketKind
    content: ObjectGiven


class AcceptPacket(Command, frozen=True, kw_only=True):
    """Record that every command of the packet was carried out; for the intake only."""

    citizen_id: UUID
    application_id: UUID | None = None


class QuarantinePacket(Command, frozen=True, kw_only=True):
    """Keep the packet whole after a refusal; for the intake only."""

    refusal: Annotated[
        Code,
        msgspec.Meta(description="Code of the refusal met", examples=["device-not-trusted"]),
    ]
    detail: Annotated[Remark, msgspec.Meta(description="What the refusal named, sealed")] | None = (
        None
    )


class ReleasePacket(Command, frozen=True, kw_only=True):
    """Hand a quarantined packet to the intake again."""

    reason: Reason | None = None


class DiscardPacket(Command, frozen=True, kw_only=True):
    """Give a quarantined packet up, signed by two officers."""

    reason: Reason | None = None
