"""What happens to a suspected duplicate, as history keeps it: the table of domain §1.7."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.card_application.facts import Candidate


class OpenedSealed(msgspec.Struct, frozen=True):
    """`seeded`: a pair whose `truth` is known, which measures the examiners and nothing else."""

    application_id: UUID
    search_id: UUID
    citizen_id: UUID
    candidates: tuple[Candidate, ...]
    seeded: bool
    truth: str | None


class Opened(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "adjudication.opened.v1"
    engine: str
    engine_version: str
    threshold_set: str
    gallery_position: int
    candidate_count: int
    priority: int
    sealed: OpenedSealed | None


class View(msgspec.Struct, frozen=True):
    """What one examiner sees in one candidate: same-person, different-person or insufficient."""

    citizen_id: UUID
    view: str


class OpinionSealed(msgspec.Struct, frozen=True):
    views: tuple[View, ...]
    remark: str | None


class OpinionRecorded(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "adjudication.opinion-recorded.v1"
    ordinal: int
    examiner_id: UUID
    seconds: int
    sealed: OpinionSealed | None


class RemarkSealed(msgspec.Struct, frozen=True):
    remark: str | None


class EvidenceRequested(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "adjudication.evidence-requested.v1"
    kind: str
    owner_unit: str
    due: date
    sealed: RemarkSealed | None


class DecidedSealed(msgspec.Struct, frozen=True):
    matched_citizen_id: UUID | None


class Decided(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "adjudication.decided.v1"
    outcome: str
    unanimous: bool
    sealed: DecidedSealed | None


class Closed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "adjudication.closed.v1"
    reason: str


class DeadlineMissed(msgspec.Struct, frozen=True):
    """Quiet: changes no state that a decision reads (formats §5)."""

    TOPIC: ClassVar[str] = "adjudication.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = Opened | OpinionRecorded | EvidenceRequested | Decided | Closed | DeadlineMissed
