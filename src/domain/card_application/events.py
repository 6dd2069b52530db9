"""Every event of the card-application stream, fields as published for ever (domain §1.2).

Long because it is a catalogue: declarations only.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.card_application.facts import Candidate, Finger
from domain.citizen.facts import Place, Relation, SealedObject


class OpenedSealed(msgspec.Struct, frozen=True):
    phone: str | None
    report_of_loss: SealedObject | None


class Opened(msgspec.Struct, frozen=True):
    """`place`: office, mobile, school, home, workplace; `zone` that of the intake district."""

    TOPIC: ClassVar[str] = "card-application.opened.v1"
    citizen_id: UUID
    kind: str
    reason: str
    intake_unit: str
    place: str
    zone: str
    received_at: datetime
    sealed: OpenedSealed | None


class CapturedSealed(msgspec.Struct, frozen=True):
    """`portrait` is absent only where the law of the day asks for none."""

    dossier_number: str
    finger_images: tuple[SealedObject, ...]
    templates: tuple[SealedObject, ...]
    portrait: SealedObject | None
    documents: tuple[SealedObject, ...]
    features: str
    cc02: SealedObject
    citizen_signature: SealedObject
    delivery_place: Place | None


class Captured(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.captured.v1"
    enrolment_id: UUID
    packet_id: UUID
    capture_attempt: int
    captured_at: datetime
    offline: bool
    fingers: tuple[Finger, ...]
    portrait_quality: int
    devices: tuple[UUID, ...]
    appointment_on: date
    fee_due: int
    dc01_packet: UUID | None
    amendment_id: UUID | None
    representative: bool
    sealed: CapturedSealed | None


class Recaptured(msgspec.Struct, frozen=True):
    """Resets the three checks and the approval of the intake."""

    TOPIC: ClassVar[str] = "card-application.recaptured.v1"
    enrolment_id: UUID
    packet_id: UUID
    capture_attempt: int
    captured_at: datetime
    offline: bool
    fingers: tuple[Finger, ...]
    portrait_quality: int
    devices: tuple[UUID, ...]
    appointment_on: date
    fee_due: int
    dc01_packet: UUID | None
    amendment_id: UUID | None
    representative: bool
    because: str
    sealed: CapturedSealed | None


class FeeSettledSealed(msgspec.Struct, frozen=True):
    receipt: str


class FeeSettled(msgspec.Struct, frozen=True):
    """`amount` in whole dong; `rule` is the key of the policy that set it."""

    TOPIC: ClassVar[str] = "card-application.fee-settled.v1"
    amount: int
    rule: str
    waiver: str | None
    sealed: FeeSettledSealed | None


class OldDocumentTakenBackSealed(msgspec.Struct, frozen=True):
    number: str


class OldDocumentTakenBack(msgspec.Struct, frozen=True):
    """`document`: cmnd9, cmnd12, barcode-card, chip-card."""

    TOPIC: ClassVar[str] = "card-application.old-document-taken-back.v1"
    document: str
    sealed: OldDocumentTakenBackSealed | None


class IntakeApproved(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.intake-approved.v1"
    capture_attempt: int


class RemarkSealed(msgspec.Struct, frozen=True):
    remark: str | None


class Returned(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.returned.v1"
    reasons: tuple[str, ...]
    to_unit: str
    due: date
    sealed: RemarkSealed | None


class RegisterMatched(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.register-matched.v1"
    capture_attempt: int
    citizen_version: int


class RegisterMismatched(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.register-mismatched.v1"
    capture_attempt: int
    fields: tuple[str, ...]
    discrepancy_ids: tuple[UUID, ...]


class QualityAccepted(msgspec.Struct, frozen=True):
    """`scores` are NFIQ 2, `minutiae` counts, one for each captured finger."""

    TOPIC: ClassVar[str] = "card-application.quality-accepted.v1"
    capture_attempt: int
    engine: str
    engine_version: str
    scores: tuple[int, ...]
    minutiae: tuple[int, ...]
    reason: str | None


class QualityQuestioned(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.quality-questioned.v1"
    capture_attempt: int
    engine: str
    engine_version: str
    scores: tuple[int, ...]
    minutiae: tuple[int, ...]
    reason: str | None


class NoDuplicateFound(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.no-duplicate-found.v1"
    capture_attempt: int
    search_id: UUID
    engine: str
    engine_version: str
    threshold_set: str
    gallery_position: int


class DuplicateSuspectedSealed(msgspec.Struct, frozen=True):
    candidates: tuple[Candidate, ...]


class DuplicateSuspected(msgspec.Struct, frozen=True):
    """`best_score` is in the units of the engine."""

    TOPIC: ClassVar[str] = "card-application.duplicate-suspected.v1"
    capture_attempt: int
    search_id: UUID
    engine: str
    engine_version: str
    threshold_set: str
    gallery_position: int
    candidate_count: int
    best_score: int
    sealed: DuplicateSuspectedSealed | None


class Verified(msgspec.Struct, frozen=True):
    """`register_version` is the version of the citizen with which the register check agreed."""

    TOPIC: ClassVar[str] = "card-application.verified.v1"
    register_version: int
    search_id: UUID


class AdjudicatedSealed(msgspec.Struct, frozen=True):
    matched_citizen_id: UUID | None


class DuplicateCleared(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.duplicate-cleared.v1"
    capture_attempt: int
    adjudication_id: UUID
    sealed: AdjudicatedSealed | None


class DuplicateConfirmed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.duplicate-confirmed.v1"
    capture_attempt: int
    adjudication_id: UUID
    sealed: AdjudicatedSealed | None


class ApprovedSealed(msgspec.Struct, frozen=True):
    card_data: SealedObject


class Approved(msgspec.Struct, frozen=True):
    """`issued_on` is printed on the card; `valid_to` is None for a card that never expires."""

    TOPIC: ClassVar[str] = "card-application.approved.v1"
    citizen_version: int
    card_form: str
    issued_on: date
    valid_to: date | None
    sealed: ApprovedSealed | None


class ApprovalWithdrawn(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.approval-withdrawn.v1"
    reason: str


class PersonalisationStarted(msgspec.Struct, frozen=True):
    """`job_id` follows from the application and the attempt: a machine recognises a repeat."""

    TOPIC: ClassVar[str] = "card-application.personalisation-started.v1"
    job_id: UUID
    print_attempt: int
    blank_serial: str
    machine_id: UUID
    batch_id: UUID


class PrintedSealed(msgspec.Struct, frozen=True):
    chip_serial: str


class Printed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.printed.v1"
    job_id: UUID
    card_id: UUID
    blank_serial: str
    readback_sha256: str
    sealed: PrintedSealed | None


class Spoiled(msgspec.Struct, frozen=True):
    """`fault`: machine, operator, citizen, supplier."""

    TOPIC: ClassVar[str] = "card-application.spoiled.v1"
    job_id: UUID
    blank_serial: str
    cause: str
    fault: str


class OutcomeDoubted(msgspec.Struct, frozen=True):
    """`cause`: power, line, timeout."""

    TOPIC: ClassVar[str] = "card-application.outcome-doubted.v1"
    job_id: UUID
    blank_serial: str
    machine_id: UUID
    last_step: str
    cause: str


class OutcomeResolved(msgspec.Struct, frozen=True):
    """`finding`: personalised, spoiled."""

    TOPIC: ClassVar[str] = "card-application.outcome-resolved.v1"
    job_id: UUID
    finding: str
    inspector_id: UUID
    witness_id: UUID
    readback_sha256: str | None


class QualityChecked(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.quality-checked.v1"
    visual: bool
    chip_read: bool
    mrz_ok: bool
    qr_ok: bool


class Dispatched(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.dispatched.v1"
    manifest_id: UUID
    to_unit: str


class Arrived(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.arrived.v1"
    manifest_id: UUID
    unit: str


class ReportedMissing(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.reported-missing.v1"
    manifest_id: UUID
    unit: str


class LostInTransit(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.lost-in-transit.v1"
    manifest_id: UUID
    unit: str


class DeliveryPlaceChangedSealed(msgspec.Struct, frozen=True):
    place: Place


class DeliveryPlaceChanged(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.delivery-place-changed.v1"
    reason: str
    sealed: DeliveryPlaceChangedSealed | None


class PostedSealed(msgspec.Struct, frozen=True):
    tracking: str
    address: Place


class Posted(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.posted.v1"
    carrier: str
    sealed: PostedSealed | None


class DeliveredSealed(msgspec.Struct, frozen=True):
    recipient: Relation | None
    signature: SealedObject


class Delivered(msgspec.Struct, frozen=True):
    """`to`: holder, representative; `mode`: counter, home, school, post."""

    TOPIC: ClassVar[str] = "card-application.delivered.v1"
    to: str
    mode: str
    holder_verified: bool
    unverified_reason: str | None
    score: int | None
    sealed: DeliveredSealed | None


class StatementSealed(msgspec.Struct, frozen=True):
    statement: SealedObject | None


class HandOverCorrected(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.hand-over-corrected.v1"
    reason: str
    sealed: StatementSealed | None


class DeliveryFailed(msgspec.Struct, frozen=True, rename={"try_": "try"}):
    """`reason`: unknown-address, absent, refused, unclaimed, returned-by-post."""

    TOPIC: ClassVar[str] = "card-application.delivery-failed.v1"
    reason: str
    try_: int


class RefusedSealed(msgspec.Struct, frozen=True):
    remark: str | None
    notice: SealedObject


class Refused(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.refused.v1"
    legal_ground: str
    reason: str
    sealed: RefusedSealed | None


class Withdrawn(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.withdrawn.v1"
    reason: str


class AppealLodged(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.appeal-lodged.v1"
    appeal_id: UUID
    due: date | None
    ground: str | None
    sealed: StatementSealed | None


class AppealUpheld(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.appeal-upheld.v1"
    appeal_id: UUID
    due: date | None
    ground: str | None
    sealed: StatementSealed | None


class AppealDismissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.appeal-dismissed.v1"
    appeal_id: UUID
    due: date | None
    ground: str | None
    sealed: StatementSealed | None


class Closed(msgspec.Struct, frozen=True):
    """`reason`: death, nationality-lost, merged, error."""

    TOPIC: ClassVar[str] = "card-application.closed.v1"
    reason: str
    destroy_card: bool


class DeadlineMissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-application.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Opened
    | Captured
    | Recaptured
    | FeeSettled
    | OldDocumentTakenBack
    | IntakeApproved
    | Returned
    | RegisterMatched
    | RegisterMismatched
    | QualityAccepted
    | QualityQuestioned
    | NoDuplicateFound
    | DuplicateSuspected
    | Verified
    | DuplicateCleared
    | DuplicateConfirmed
    | Approved
    | ApprovalWithdrawn
    | PersonalisationStarted
    | Printed
    | Spoiled
    | OutcomeDoubted
    | OutcomeResolved
    | QualityChecked
    | Dispatched
    | Arrived
    | ReportedMissing
    | LostInTransit
    | DeliveryPlaceChanged
    | Posted
    | Delivered
    | HandOverCorrected
    | DeliveryFailed
    | Refused
    | Withdrawn
    | AppealLodged
    | AppealUpheld
    | AppealDismissed
    | Closed
    | DeadlineMissed
)
