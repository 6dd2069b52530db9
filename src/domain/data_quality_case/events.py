"""What happens to a data-quality case, as history keeps it: the table of domain §1.10."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.citizen.facts import SealedObject


class DetectedSealed(msgspec.Struct, frozen=True):
    """`values` are what the check looked at; another person appears by citizen id alone."""

    other_citizen_id: UUID | None
    values: tuple[str, ...]


class Detected(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "data-quality-case.detected.v1"
    check: str
    dimension: str
    severity: str
    citizen_id: UUID
    citizen_version: int
    sealed: DetectedSealed | None


class Assigned(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "data-quality-case.assigned.v1"
    to_unit: str
    to_role: str
    due: date


class FindingSealed(msgspec.Struct, frozen=True):
    remark: str | None
    documents: tuple[SealedObject, ...]


class FindingReported(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "data-quality-case.finding-reported.v1"
    finding: str
    sealed: FindingSealed | None


class Resolved(msgspec.Struct, frozen=True):
    """What repaired the entry: an amendment, a merge or a new number; several, or none of them."""

    TOPIC: ClassVar[str] = "data-quality-case.resolved.v1"
    amendment_id: UUID | None
    proposal_id: UUID | None
    request_id: UUID | None


class Dismissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "data-quality-case.dismissed.v1"
    reason: str


class Reopened(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "data-quality-case.reopened.v1"
    reason: str


class DeadlineMissed(msgspec.Struct, frozen=True):
    """Quiet: the case keeps its state, and appears in the list of the one named (formats §5)."""

    TOPIC: ClassVar[str] = "data-quality-case.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = Detected | Assigned | FindingReported | Resolved | Dismissed | Reopened | DeadlineMissed
