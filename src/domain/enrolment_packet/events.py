"""What happens to a packet, as history keeps it: the table of domain §1.12."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.citizen.facts import SealedObject


class ReceivedSealed(msgspec.Struct, frozen=True):
    content: SealedObject


class Received(msgspec.Struct, frozen=True):
    """`sha256` is that of the packet as the station sent it, `previous_sha256` of the one before.

    `bytes` is its length (B); `content` is the stored packet, sealed under the stream's own key.
    """

    TOPIC: ClassVar[str] = "enrolment-packet.received.v1"
    packet_id: UUID
    station_id: UUID
    sequence: int
    previous_sha256: str
    sha256: str
    bytes: int
    captured_at: datetime
    kind: str
    sealed: ReceivedSealed | None


class Accepted(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "enrolment-packet.accepted.v1"
    citizen_id: UUID
    application_id: UUID | None


class QuarantinedSealed(msgspec.Struct, frozen=True):
    detail: str | None


class Quarantined(msgspec.Struct, frozen=True):
    """`refusal` is the code of the refusal met, `detail` what it named."""

    TOPIC: ClassVar[str] = "enrolment-packet.quarantined.v1"
    refusal: str
    sealed: QuarantinedSealed | None


class Released(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "enrolment-packet.released.v1"
    reason: str
    witness_id: UUID | None


class Discarded(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "enrolment-packet.discarded.v1"
    reason: str
    witness_id: UUID | None


class DeadlineMissed(msgspec.Struct, frozen=True):
    """Quiet: changes no state that a decision reads (formats §5)."""

    TOPIC: ClassVar[str] = "enrolment-packet.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = Received | Accepted | Quarantined | Released | Discarded | DeadlineMissed
