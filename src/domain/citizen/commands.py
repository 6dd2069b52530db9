"""What officers ask of a citizen's entry: one struct per command of domain §1.1.

Long because it is a catalogue: declarations only, from which the API description is generated.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, FieldName, Remark, UnitText
from domain.citizen.forms import (
    BirthCertificate,
    Changes,
    DeclaredRelations,
    Documents,
    ListedCode,
    NamePart,
    Nationalities,
    ObjectGiven,
    OldNumbers,
    PartialDateText,
    PinText,
    PlaceGiven,
    RelationGiven,
    RelationKind,
    ResidenceKind,
    Residences,
)
from domain.commands import Command, Instant

PinGround = Literal[
    "sex-re-determined",
    "birth-year-corrected",
    "input-error-place",
    "input-error-year",
    "input-error-sex",
]
Codes = Annotated[tuple[Code, ...], msgspec.Meta(max_length=50)]


class _Declared(Command, frozen=True, kw_only=True):
    """Form DC01 or a birth notice. What the law wants filled in is judged by policy, not here."""

    packet_id: Annotated[UUID, msgspec.Meta(description="The packet of this sitting")]
    source: Annotated[
        Literal["household-book", "civil-status", "id-archive", "citizen"],
        msgspec.Meta(description="Where the declaration was taken from", examples=["citizen"]),
    ]
    captured_at: Instant
    form: Annotated[
        Literal["DC01", "birth-notice"], msgspec.Meta(description="Form", examples=["DC01"])
    ] = "DC01"
    offline: bool = False
    surname: NamePart | None = None
    middle: NamePart | None = None
    given: NamePart | None = None
    other_name: NamePart | None = None
    birth: PartialDateText | None = None
    sex: (
        Annotated[
            ListedCode,
            msgspec.Meta(description="male, female or unknown", examples=["female"]),
        ]
        | None
    ) = None
    birth_registration: PlaceGiven | None = None
    native_place: PlaceGiven | None = None
    ethnicity: (
        Annotated[ListedCode, msgspec.Meta(description="List and code", examples=["vn-1979:01"])]
        | None
    ) = None
    religion: (
        Annotated[
            ListedCode,
            msgspec.Meta(description="Religion; absent when there is none", examples=["01"]),
        ]
        | None
    ) = None
    nationalities: Nationalities = ()
    marital: (
        Annotated[
            ListedCode, msgspec.Meta(description="Marital status", examples=["never-married"])
        ]
        | None
    ) = None
    blood: (
        Annotated[
            ListedCode,
            msgspec.Meta(description="Blood group, on request only", examples=["04"]),
        ]
        | None
    ) = None
    residences: Residences = ()
    relations: DeclaredRelations = ()
    cmnd9: OldNumbers = ()
    pin_declared: PinText | None = None
    documents: Documents = ()
    signature: ObjectGiven | None = None


class CaptureCitizen(_Declared, frozen=True, kw_only=True):
    """Open the entry of a person from a first declaration."""

    id: UUID
    birth_certificate: BirthCertificate | None = None


class RecaptureCitizen(_Declared, frozen=True, kw_only=True):
    """Declare again, whole, after a return."""


class CorrectCapture(Command, frozen=True, kw_only=True):
    """Correct keying errors of a declaration that nobody has verified yet."""

    changes: Changes


class VerifyCitizen(Command, frozen=True, kw_only=True):
    """Confirm that the declaration agrees with the named sources."""

    against: Annotated[
        tuple[Code, ...],
        msgspec.Meta(
            min_length=1,
            max_length=50,
            description="Sources compared",
            examples=[["household-book"]],
        ),
    ]
    evidence: Documents = ()


class ReturnCitizen(Command, frozen=True, kw_only=True):
    """Send the declaration back to be taken again."""

    reasons: Annotated[
        Codes, msgspec.Meta(description="Why it goes back", examples=[["birth-unclear"]])
    ] = ()
    to_unit: UnitText | None = None
    remark: Remark | None = None


class ApproveCitizen(Command, frozen=True, kw_only=True):
    """Approve the entry and establish its PIN: the one declared, or a new one."""

    in_bulk: Annotated[
        bool, msgspec.Meta(description="One of a list signed by one approver (R30)")
    ] = False


class NotifyPin(Command, frozen=True, kw_only=True):
    """Record that the citizen was told the number in writing."""

    channel: Literal["paper", "civil-registry", "electronic"]
    notified_on: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    notice: ObjectGiven


class RequestAmendment(Command, frozen=True, kw_only=True):
    """Ask for a change of one or more facts, with the papers that show it."""

    amendment_id: UUID
    form: Literal["DC02", "civil-status", "court", "own-motion"]
    legal_ground: Code
    changes: Changes
    documents: Documents = ()


class ApproveAmendment(Command, frozen=True, kw_only=True):
    """Put a requested amendment into effect."""

    amendment_id: UUID
    effective_from: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]


class RejectAmendment(Command, frozen=True, kw_only=True):
    """Refuse a requested amendment."""

    amendment_id: UUID
    reason: Code | None = None
    remark: Remark | None = None


class RaiseDiscrepancy(Command, frozen=True, kw_only=True):
    """Record that sources disagree on a field."""

    discrepancy_id: UUID
    field: FieldName
    sources: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1, max_length=50)]
    values: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=500, examples=["1990-01-02"])], ...],
        msgspec.Meta(max_length=50, description="What each source says, in the same order"),
    ] = ()
    owner_unit: UnitText | None = None


class ResolveDiscrepancy(Command, frozen=True, kw_only=True):
    """Say which source was right, and by which document."""

    discrepancy_id: UUID
    finding: Literal["first-right", "second-right", "both-wrong", "same-meaning"]
    documents: Documents = ()
    remark: Remark | None = None


class RecordResidence(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Record where the citizen lives."""

    kind: ResidenceKind
    from_: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    place: PlaceGiven
    to: date | None = None


class RecordMaritalStatus(Command, frozen=True, kw_only=True):
    """Record a marriage, a divorce or a bereavement entered in the civil registry."""

    effective_from: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    marital: Annotated[ListedCode, msgspec.Meta(examples=["married"])]
    spouse: RelationGiven | None = None
    document: ObjectGiven | None = None


class RecordRelation(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Record a parent, spouse, representative or head of household."""

    kind: RelationKind
    from_: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    relation: RelationGiven
    to: date | None = None


class RecordDeath(Command, frozen=True, kw_only=True):
    """Record a death entered in the civil registry."""

    died: PartialDateText
    document: ObjectGiven | None = None


class _CourtOrAuthority(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    from_: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    decision: ObjectGiven | None = None


class DeclareMissing(_CourtOrAuthority, frozen=True, kw_only=True):
    """Record a court's declaration that the citizen is missing."""


class RestoreStanding(_CourtOrAuthority, frozen=True, kw_only=True):
    """Record that a person recorded missing or dead is alive."""


class RecordNationalityLost(_CourtOrAuthority, frozen=True, kw_only=True):
    """Record that the citizen lost Vietnamese nationality."""

    ground: Literal["deprived", "renounced", "naturalisation-cancelled"]


class RecordNationalityRegained(_CourtOrAuthority, frozen=True, kw_only=True):
    """Record that the person is a Vietnamese national again."""


class RequestPinCancellation(Command, frozen=True, kw_only=True):
    """Ask the director to cancel the number, with proof."""

    request_id: UUID
    ground: PinGround
    proof: Documents = ()


class ReestablishPin(Command, frozen=True, kw_only=True):
    """Apply the amendment that contradicts the number, cancel it and establish the next one."""

    request_id: UUID
    amendment_id: UUID
    effective_from: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    notice: ObjectGiven


class CancelPin(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Cancel the number; the entry waits to be approved again with a new one."""

    request_id: UUID
    from_: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    notice: ObjectGiven


class ProposeMerge(Command, frozen=True, kw_only=True):
    """Propose that this entry ends, since the target is the entry of the same person."""

    proposal_id: UUID
    target_id: Annotated[UUID, msgspec.Meta(description="The entry that stays")]
    ground: Annotated[Code, msgspec.Meta(examples=["same-person"])]


class ConfirmMerge(Command, frozen=True, kw_only=True):
    """Merge this entry into the target; fields named here replace those of the target."""

    proposal_id: UUID
    kept_fields: Annotated[
        tuple[FieldName, ...],
        msgspec.Meta(
            max_length=30,
            description="Fields of this entry that the target takes over",
            examples=[["other_name"]],
        ),
    ] = ()


class AbsorbCitizen(Command, frozen=True, kw_only=True):
    """Take over what a merge keeps of the other entry: part of that act, asked by nobody."""

    proposal_id: UUID
    source_id: UUID
    kept_fields: Annotated[tuple[FieldName, ...], msgspec.Meta(max_length=30)]


class UndoMerge(Command, frozen=True, kw_only=True):
    """Bring back an entry that was merged into another by mistake."""

    proposal_id: UUID
    reason: Code | None = None
    birth_certificate: BirthCertificate | None = None


class ReleaseAbsorbed(Command, frozen=True, kw_only=True):
    """Give back what a merge took over: part of the act that undoes it, asked by nobody."""

    proposal_id: UUID
    reason: Code


class PlaceLegalHold(Command, frozen=True, kw_only=True):
    """Forbid the erasure of this entry for as long as the hold stands."""

    hold_id: UUID
    ground: Annotated[Code, msgspec.Meta(examples=["court-proceedings"])]
    document: ObjectGiven | None = None


class LiftLegalHold(Command, frozen=True, kw_only=True):
    """End a hold, so that it bars an erasure no longer."""

    hold_id: UUID
    reason: Code | None = None
    document: ObjectGiven | None = None


class OrderErasure(Command, frozen=True, kw_only=True):
    """Order that everything personal of this entry is to be erased."""

    order_id: UUID
    ground: Annotated[
        Literal["not-a-person", "not-a-citizen", "court-order", "retention-ended"],
        msgspec.Meta(description="What the law names", examples=["court-order"]),
    ]
    order: ObjectGiven


class EraseCitizen(Command, frozen=True, kw_only=True):
    """Carry out an order to erase: nobody reads this person again, and the key is destroyed."""

    order_id: UUID


class ConfirmKeyDestroyed(Command, frozen=True, kw_only=True):
    """The eraser's word that the key, the scans and the rows of views are gone."""

    order_id: UUID
    key_id: UUID
    objects: Annotated[int, msgspec.Meta(ge=0)]
    rows: Annotated[int, msgspec.Meta(ge=0)]
