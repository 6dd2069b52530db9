"""Every event of the citizen stream, fields as published for ever (domain §1.1, formats §2).

Long because it is a catalogue: declarations only.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.citizen.facts import Change, DeclaredRelation, Place, Relation, Residence, SealedObject


class Declaration(msgspec.Struct, frozen=True):
    """The sealed content of form DC01 or of a birth notice; `birth` is a partial date."""

    surname: str
    middle: str
    given: str
    other_name: str | None
    birth: str
    birth_year: int
    sex: str
    birth_registration: Place
    native_place: Place
    ethnicity: str
    religion: str | None
    nationalities: tuple[str, ...]
    marital: str
    blood: str | None
    residences: tuple[Residence, ...]
    relations: tuple[DeclaredRelation, ...]
    cmnd9: tuple[str, ...]
    pin_declared: str | None
    documents: tuple[SealedObject, ...]
    signature: SealedObject


class Captured(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.captured.v1"
    form: str
    packet_id: UUID
    source: str
    captured_at: datetime
    offline: bool
    sealed: Declaration | None


class DiffSealed(msgspec.Struct, frozen=True):
    diff: tuple[Change, ...]


class CaptureCorrected(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.capture-corrected.v1"
    fields: tuple[str, ...]
    sealed: DiffSealed | None


class VerifiedSealed(msgspec.Struct, frozen=True):
    evidence: tuple[SealedObject, ...]


class Verified(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.verified.v1"
    against: tuple[str, ...]
    checks_passed: tuple[str, ...]
    sealed: VerifiedSealed | None


class RemarkSealed(msgspec.Struct, frozen=True):
    remark: str | None


class Returned(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.returned.v1"
    reasons: tuple[str, ...]
    to_unit: str
    due: date
    sealed: RemarkSealed | None


class Recaptured(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.recaptured.v1"
    form: str
    packet_id: UUID
    source: str
    captured_at: datetime
    offline: bool
    capture_attempt: int
    sealed: Declaration | None


class Approved(msgspec.Struct, frozen=True):
    """`basis_version` is the version of the entry that was approved."""

    TOPIC: ClassVar[str] = "citizen.approved.v1"
    basis_version: int


class PinEstablishedSealed(msgspec.Struct, frozen=True):
    pin: str
    predecessor: str | None


class PinEstablished(msgspec.Struct, frozen=True):
    """`origin`: birth, bulk, card, carried-over, re-established."""

    TOPIC: ClassVar[str] = "citizen.pin-established.v1"
    origin: str
    sealed: PinEstablishedSealed | None


class PinNotifiedSealed(msgspec.Struct, frozen=True):
    notice: SealedObject


class PinNotified(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.pin-notified.v1"
    channel: str
    notified_on: date
    sealed: PinNotifiedSealed | None


class AmendmentRequestedSealed(msgspec.Struct, frozen=True):
    diff: tuple[Change, ...]
    documents: tuple[SealedObject, ...]


class AmendmentRequested(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.amendment-requested.v1"
    amendment_id: UUID
    form: str
    fields: tuple[str, ...]
    legal_ground: str
    sealed: AmendmentRequestedSealed | None


class AmendedSealed(msgspec.Struct, frozen=True):
    """`birth_year` and `sex` only when the amendment changed them."""

    diff: tuple[Change, ...]
    birth_year: int | None
    sex: str | None


class Amended(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.amended.v1"
    amendment_id: UUID
    fields: tuple[str, ...]
    legal_ground: str
    effective_from: date
    sealed: AmendedSealed | None


class AmendmentRejected(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.amendment-rejected.v1"
    amendment_id: UUID
    reason: str
    sealed: RemarkSealed | None


class DiscrepancyRaisedSealed(msgspec.Struct, frozen=True):
    values: tuple[str, ...]


class DiscrepancyRaised(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.discrepancy-raised.v1"
    discrepancy_id: UUID
    field: str
    sources: tuple[str, ...]
    owner_unit: str
    due: date
    sealed: DiscrepancyRaisedSealed | None


class DiscrepancyResolvedSealed(msgspec.Struct, frozen=True):
    documents: tuple[SealedObject, ...]
    remark: str | None


class DiscrepancyResolved(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.discrepancy-resolved.v1"
    discrepancy_id: UUID
    finding: str
    sealed: DiscrepancyResolvedSealed | None


class ResidenceRecordedSealed(msgspec.Struct, frozen=True):
    place: Place


class ResidenceRecorded(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "citizen.residence-recorded.v1"
    kind: str
    from_: date
    to: date | None
    sealed: ResidenceRecordedSealed | None


class MaritalStatusRecordedSealed(msgspec.Struct, frozen=True):
    marital: str
    spouse: Relation | None
    document: SealedObject


class MaritalStatusRecorded(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.marital-status-recorded.v1"
    effective_from: date
    sealed: MaritalStatusRecordedSealed | None


class RelationRecordedSealed(msgspec.Struct, frozen=True):
    relation: Relation


class RelationRecorded(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "citizen.relation-recorded.v1"
    kind: str
    from_: date
    to: date | None
    sealed: RelationRecordedSealed | None


class DeathRecordedSealed(msgspec.Struct, frozen=True):
    died: str
    document: SealedObject


class DeathRecorded(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.death-recorded.v1"
    sealed: DeathRecordedSealed | None


class DecisionSealed(msgspec.Struct, frozen=True):
    decision: SealedObject


class DeclaredMissing(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "citizen.declared-missing.v1"
    from_: date
    sealed: DecisionSealed | None


class StandingRestored(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """`former` is the standing that ends: missing or dead."""

    TOPIC: ClassVar[str] = "citizen.standing-restored.v1"
    from_: date
    former: str
    sealed: DecisionSealed | None


class NationalityLost(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "citizen.nationality-lost.v1"
    ground: str
    from_: date
    sealed: DecisionSealed | None


class NationalityRegained(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "citizen.nationality-regained.v1"
    from_: date
    sealed: DecisionSealed | None


class PinCancellationRequestedSealed(msgspec.Struct, frozen=True):
    proof: tuple[SealedObject, ...]


class PinCancellationRequested(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.pin-cancellation-requested.v1"
    request_id: UUID
    ground: str
    sealed: PinCancellationRequestedSealed | None


class PinCancelledSealed(msgspec.Struct, frozen=True):
    pin: str
    notice: SealedObject


class PinCancelled(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "citizen.pin-cancelled.v1"
    request_id: UUID
    ground: str
    from_: date
    sealed: PinCancelledSealed | None


class OtherCitizenSealed(msgspec.Struct, frozen=True):
    other_citizen_id: UUID


class MergeProposed(msgspec.Struct, frozen=True):
    """Recorded for the entry that is to end; the other one would stay."""

    TOPIC: ClassVar[str] = "citizen.merge-proposed.v1"
    proposal_id: UUID
    ground: str
    sealed: OtherCitizenSealed | None


class MergedSealed(msgspec.Struct, frozen=True):
    """`kept_fields` of the entry that ends live on in the other."""

    other_citizen_id: UUID
    kept_fields: tuple[str, ...]


class Merged(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.merged.v1"
    proposal_id: UUID
    sealed: MergedSealed | None


class AbsorbedSealed(msgspec.Struct, frozen=True):
    """`diff` says what each kept field was here and what it is now, as of an amendment."""

    other_citizen_id: UUID
    kept_fields: tuple[str, ...]
    diff: tuple[Change, ...]


class Absorbed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.absorbed.v1"
    proposal_id: UUID
    sealed: AbsorbedSealed | None


class MergeUndone(msgspec.Struct, frozen=True):
    """Recorded for both entries of the merge."""

    TOPIC: ClassVar[str] = "citizen.merge-undone.v1"
    proposal_id: UUID
    reason: str


class LegalHoldSealed(msgspec.Struct, frozen=True):
    document: SealedObject


class LegalHoldPlaced(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.legal-hold-placed.v1"
    hold_id: UUID
    ground: str
    sealed: LegalHoldSealed | None


class LegalHoldLifted(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "citizen.legal-hold-lifted.v1"
    hold_id: UUID
    reason: str
    sealed: LegalHoldSealed | None


class ErasureOrderedSealed(msgspec.Struct, frozen=True):
    order: SealedObject


class ErasureOrdered(msgspec.Struct, frozen=True):
    """`ground`: not-a-person, not-a-citizen, court-order, retention-ended."""

    TOPIC: ClassVar[str] = "citizen.erasure-ordered.v1"
    order_id: UUID
    ground: str
    sealed: ErasureOrderedSealed | None


class Erased(msgspec.Struct, frozen=True):
    """`key_id` is that of the citizen's data key, which is to be destroyed next."""

    TOPIC: ClassVar[str] = "citizen.erased.v1"
    order_id: UUID
    key_id: UUID


class KeyDestroyed(msgspec.Struct, frozen=True):
    """`objects` and `rows` count the scans and the rows of views that went with the key."""

    TOPIC: ClassVar[str] = "citizen.key-destroyed.v1"
    order_id: UUID
    key_id: UUID
    objects: int
    rows: int


class DeadlineMissed(msgspec.Struct, frozen=True):
    """Quiet: changes no state that a decision reads (formats §5)."""

    TOPIC: ClassVar[str] = "citizen.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Captured
    | CaptureCorrected
    | Verified
    | Returned
    | Recaptured
    | Approved
    | PinEstablished
    | PinNotified
    | AmendmentRequested
    | Amended
    | AmendmentRejected
    | DiscrepancyRaised
    | DiscrepancyResolved
    | ResidenceRecorded
    | MaritalStatusRecorded
    | RelationRecorded
    | DeathRecorded
    | DeclaredMissing
    | StandingRestored
    | NationalityLost
    | NationalityRegained
    | PinCancellationRequested
    | PinCancelled
    | MergeProposed
    | Merged
    | Absorbed
    | MergeUndone
    | LegalHoldPlaced
    | LegalHoldLifted
    | ErasureOrdered
    | Erased
    | KeyDestroyed
    | DeadlineMissed
)
