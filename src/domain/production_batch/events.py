"""Events of one batch of cards in production (domain §1.5); nothing in them is sealed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec


class Planned(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.planned.v1"
    batch_number: str
    form: str
    destination: str
    priority: int
    applications: tuple[UUID, ...]


class Released(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.released.v1"
    reason: str | None


class Held(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.held.v1"
    reason: str | None


class Resumed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.resumed.v1"
    reason: str | None


class Cancelled(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.cancelled.v1"
    reason: str | None


class ApplicationRemoved(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.application-removed.v1"
    application_id: UUID
    reason: str


class Started(msgspec.Struct, frozen=True):
    """Blanks handed over for the batch, and those left at the machine before it."""

    TOPIC: ClassVar[str] = "production-batch.started.v1"
    machine_id: UUID
    handed_over: int
    left_before: int


class Counted(msgspec.Struct, frozen=True):
    """What the operator counted without being told what to find."""

    TOPIC: ClassVar[str] = "production-batch.counted.v1"
    good: int
    spoiled: int
    sample: int
    returned: int
    left_after: int


class Balanced(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.balanced.v1"
    missing: int
    expected_good: int


class DiscrepancyFound(msgspec.Struct, frozen=True):
    """`missing` is negative where more cards were counted than there can be."""

    TOPIC: ClassVar[str] = "production-batch.discrepancy-found.v1"
    missing: int
    expected_good: int


class DiscrepancyResolved(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.discrepancy-resolved.v1"
    finding: str
    witness_id: UUID


class DeadlineMissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "production-batch.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Planned
    | Released
    | Held
    | Resumed
    | Cancelled
    | ApplicationRemoved
    | Started
    | Counted
    | Balanced
    | DiscrepancyFound
    | DiscrepancyResolved
    | DeadlineMissed
)
