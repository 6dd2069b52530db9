"""Events of one manifest, the list of the cards in a sealed consignment (domain §1.6)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec


class Opened(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.opened.v1"
    manifest_number: str
    destination: str


class CardPacked(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.card-packed.v1"
    card_id: UUID
    application_id: UUID
    box: int
    slot: int


class CardUnpacked(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.card-unpacked.v1"
    card_id: UUID
    application_id: UUID
    box: int
    slot: int


class Sealed(msgspec.Struct, frozen=True):
    """`content_sha256` is the digest of the sorted card ids, one a line."""

    TOPIC: ClassVar[str] = "dispatch-manifest.sealed.v1"
    seal: str
    count: int
    content_sha256: str


class HandedOver(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.handed-over.v1"
    carrier: str
    tracking: str
    due: date


class Arrived(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.arrived.v1"
    counted: int
    seal_intact: bool


class DiscrepancyFound(msgspec.Struct, frozen=True):
    """Ids of applications: those of the list that did not come, and those that came beside it."""

    TOPIC: ClassVar[str] = "dispatch-manifest.discrepancy-found.v1"
    missing: tuple[UUID, ...]
    extra: tuple[UUID, ...]


class LostReported(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.lost-reported.v1"
    missing: tuple[UUID, ...]
    extra: tuple[UUID, ...]


class DiscrepancyResolved(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.discrepancy-resolved.v1"
    finding: str
    found: tuple[UUID, ...]
    lost: tuple[UUID, ...]
    witness_id: UUID


class DeadlineMissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "dispatch-manifest.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Opened
    | CardPacked
    | CardUnpacked
    | Sealed
    | HandedOver
    | Arrived
    | DiscrepancyFound
    | LostReported
    | DiscrepancyResolved
    | DeadlineMissed
)
