"""What officers and services ask of a card application: one struct per command of domain §1.2.

Long because it is a catalogue: declarations only, from which the API description is generated.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, Remark, ShortText, UnitText
from domain.card_application.forms import (
    Attempt,
    Candidates,
    ClosingReason,
    Count,
    DeliveryFailure,
    Devices,
    DocumentKind,
    Engine,
    EngineVersion,
    Fault,
    Fields,
    FingerObjects,
    Fingers,
    IntakePlace,
    Kind,
    Quality,
    Reason,
    Reasons,
    Sha256,
    SpoilCause,
)
from domain.card_stock.facts import BlankSerial
from domain.citizen.forms import Documents, ObjectGiven, PlaceGiven, RelationGiven
from domain.commands import Command, Instant

Scores = Annotated[
    tuple[Quality, ...],
    msgspec.Meta(max_length=20, description="NFIQ 2 of each finger", examples=[[78, 64]]),
]
Minutiae = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=0, le=10_000)], ...],
    msgspec.Meta(max_length=20, description="Minutiae of each finger", examples=[[61, 48]]),
]
Cause = Annotated[SpoilCause, msgspec.Meta(description="What spoiled the card", examples=["jam"])]
Blame = Annotated[Fault, msgspec.Meta(description="Whose fault it is", examples=["machine"])]
ChipSerial = Annotated[
    ShortText, msgspec.Meta(min_length=1, description="Serial of the chip", examples=["04A1B2C3"])
]
Signer = Annotated[
    ShortText,
    msgspec.Meta(min_length=1, description="Certificate that signed the chip", examples=["ds-01"]),
]
JobId = Annotated[UUID, msgspec.Meta(description="The job in progress")]


class OpenApplication(Command, frozen=True, kw_only=True):
    """Open a citizen's request for a card in the unit of the officer."""

    id: UUID
    citizen_id: UUID
    kind: Annotated[Kind, msgspec.Meta(description="What is asked for", examples=["conversion"])]
    reason: Annotated[
        Code,
        msgspec.Meta(
            description="Why a card is asked for; authority-fault waives the fee",
            examples=["chip-card"],
        ),
    ]
    place: Annotated[
        IntakePlace, msgspec.Meta(description="Where it is taken in", examples=["office"])
    ]
    received_at: Instant
    phone: (
        Annotated[
            str,
            msgspec.Meta(
                max_length=15,
                pattern=r"^(?!.*\n)[0-9]{8,15}$",
                description="Telephone number, digits only",
                examples=["0912345678"],
            ),
        ]
        | None
    ) = None
    report_of_loss: ObjectGiven | None = None


class _Captured(Command, frozen=True, kw_only=True):
    """Form CC02 with the biometrics. What the law wants taken is judged by policy, not here."""

    enrolment_id: Annotated[UUID, msgspec.Meta(description="This sitting")]
    packet_id: Annotated[UUID, msgspec.Meta(description="The packet of this sitting")]
    captured_at: Instant
    appointment_on: Annotated[date, msgspec.Meta(description="Day on which the card is promised")]
    offline: bool = False
    fingers: Fingers = ()
    portrait_quality: Quality = 0
    devices: Devices = ()
    dc01_packet: UUID | None = None
    amendment_id: UUID | None = None
    representative: Annotated[
        bool, msgspec.Meta(description="Whether a lawful representative was present")
    ] = False
    dossier_number: Annotated[
        str,
        msgspec.Meta(
            max_length=40,
            pattern=r"^(?!.*\n)[0-9A-Za-z./-]*$",
            description="Number of the form CC02 in the unit and year",
            examples=["CC02-000123"],
        ),
    ] = ""
    finger_images: FingerObjects = ()
    templates: FingerObjects = ()
    portrait: ObjectGiven | None = None
    documents: Documents = ()
    features: Annotated[
        ShortText,
        msgspec.Meta(description="Distinguishing features", examples=["Nốt ruồi dưới mắt trái"]),
    ] = ""
    cc02: ObjectGiven | None = None
    citizen_signature: ObjectGiven | None = None
    delivery_place: PlaceGiven | None = None


class CompleteCapture(_Captured, frozen=True, kw_only=True):
    """Take the form, the portrait and the fingerprints for the first time."""


class Recapture(_Captured, frozen=True, kw_only=True):
    """Take them again, whole, after a return."""

    because: Annotated[Code, msgspec.Meta(description="Why again", examples=["portrait-blurred"])]


class SettleFee(Command, frozen=True, kw_only=True):
    """Record that the fee was paid, or waived."""

    amount: Annotated[
        int, msgspec.Meta(ge=0, le=10_000_000, description="Whole dong", examples=[15000])
    ]
    receipt: Annotated[
        ShortText, msgspec.Meta(description="Number of the receipt", examples=["BL-0001234"])
    ]
    waiver: (
        Annotated[
            Literal["authority-fault"],
            msgspec.Meta(description="Why nothing is paid", examples=["authority-fault"]),
        ]
        | None
    ) = None


class TakeBackOldDocument(Command, frozen=True, kw_only=True):
    """Record that the old identity document was handed in."""

    document: Annotated[DocumentKind, msgspec.Meta(description="Which", examples=["cmnd9"])]
    number: Annotated[
        str,
        msgspec.Meta(
            max_length=12,
            pattern=r"^(?!.*\n)[0-9]{9,12}$",
            description="Its number",
            examples=["123456789"],
        ),
    ]


class ApproveIntake(Command, frozen=True, kw_only=True):
    """Accept, as another officer, what was captured and send it to the centre."""


class ReturnApplication(Command, frozen=True, kw_only=True):
    """Send the application back to be captured again."""

    reasons: Reasons = ()
    to_unit: (
        Annotated[UnitText, msgspec.Meta(description="Absent: the unit that took it in")] | None
    ) = None
    remark: Remark | None = None


class RecordRegisterCheck(Command, frozen=True, kw_only=True):
    """Record whether what was captured agrees with the register; for services only."""

    capture_attempt: Attempt
    matched: bool
    citizen_version: Annotated[
        int, msgspec.Meta(ge=1, le=2**31 - 1, description="Version compared with", examples=[6])
    ]
    fields: Annotated[
        Fields, msgspec.Meta(description="Fields that differ", examples=[["birth"]])
    ] = ()
    discrepancy_ids: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=50)] = ()


class RecordQualityCheck(Command, frozen=True, kw_only=True):
    """Record the quality of the fingerprints; an examiner may accept a questioned set."""

    capture_attempt: Attempt
    engine: Engine
    engine_version: EngineVersion
    accepted: bool
    scores: Scores = ()
    minutiae: Minutiae = ()
    reason: Reason | None = None


class RecordDeduplication(Command, frozen=True, kw_only=True):
    """Record whom a search for duplicates found; for services only."""

    capture_attempt: Attempt
    search_id: UUID
    engine: Engine
    engine_version: EngineVersion
    threshold_set: Annotated[
        ShortText, msgspec.Meta(description="Thresholds applied", examples=["2021-03"])
    ]
    gallery_position: Annotated[
        Count, msgspec.Meta(description="Position up to which was searched", examples=[100])
    ]
    candidates: Candidates = ()


class RecordAdjudication(Command, frozen=True, kw_only=True):
    """Record what the examiners decided on a suspected duplicate; for services only."""

    adjudication_id: UUID
    outcome: Annotated[
        Literal["cleared", "confirmed", "recapture"],
        msgspec.Meta(description="Outcome", examples=["cleared"]),
    ]
    capture_attempt: Attempt | None = None
    search_id: UUID | None = None
    matched_citizen_id: UUID | None = None


class ApproveApplication(Command, frozen=True, kw_only=True):
    """Decide, as another officer, that the card is made."""

    card_data: Annotated[ObjectGiven, msgspec.Meta(description="What will be printed, sealed")]


class ReviseApproval(Command, frozen=True, kw_only=True):
    """Take an approval back before anything is printed."""

    reason: Reason | None = None


class StartPersonalisation(Command, frozen=True, kw_only=True):
    """Begin to write the card on a blank."""

    batch_id: UUID
    machine_id: UUID
    blank_serial: BlankSerial


class ConfirmPersonalisation(Command, frozen=True, kw_only=True):
    """Record that the machine made the card and read it back; for services only."""

    job_id: JobId
    readback_sha256: Sha256
    chip_serial: ChipSerial
    document_signer: Signer


class ReportSpoiled(Command, frozen=True, kw_only=True):
    """Record that the blank was spoiled in the machine."""

    job_id: JobId
    fault: Blame
    cause: Cause | None = None


class ReportOutcomeUnknown(Command, frozen=True, kw_only=True):
    """Record that nobody knows whether the card was made."""

    job_id: JobId
    cause: Annotated[
        Literal["power", "line", "timeout"],
        msgspec.Meta(description="What happened", examples=["power"]),
    ]
    last_step: Annotated[
        Code, msgspec.Meta(description="Last step the machine told of", examples=["lock"])
    ] = "unknown"


class ResolveOutcome(Command, frozen=True, kw_only=True):
    """Record, with a second officer, what the inspection of the blank found."""

    job_id: JobId
    finding: Annotated[
        Literal["personalised", "spoiled"],
        msgspec.Meta(description="Finding", examples=["personalised"]),
    ]
    readback_sha256: Sha256 | None = None
    chip_serial: ChipSerial | None = None
    document_signer: Signer | None = None
    cause: Cause | None = None
    fault: Blame = "machine"


class PassQualityCheck(Command, frozen=True, kw_only=True):
    """Find, as another officer than the one who printed, that the card is right."""

    visual: Annotated[bool, msgspec.Meta(description="The card looks right")]
    chip_read: Annotated[bool, msgspec.Meta(description="The chip reads as printed")]
    mrz_ok: Annotated[bool, msgspec.Meta(description="The machine-readable zone agrees")]
    qr_ok: Annotated[bool, msgspec.Meta(description="The QR code agrees")]


class FailQualityCheck(Command, frozen=True, kw_only=True):
    """Find, as another officer than the one who printed, that the card must be made again."""

    fault: Blame
    cause: Cause | None = None


class DispatchCard(Command, frozen=True, kw_only=True):
    """Record that the card left for the unit in a sealed manifest."""

    manifest_id: UUID
    to_unit: UnitText


class RecordArrival(Command, frozen=True, kw_only=True):
    """Record that the card is in the unit that hands it over."""

    manifest_id: UUID
    unit: UnitText


class ReportMissingInTransit(Command, frozen=True, kw_only=True):
    """Record that the card was not in the manifest when it was counted."""

    manifest_id: UUID
    unit: UnitText


class ReplaceMissingCard(Command, frozen=True, kw_only=True):
    """Give a card up that tracing did not find, so that another one is made."""


class PostCard(Command, frozen=True, kw_only=True):
    """Hand the card to the post."""

    carrier: Annotated[Code, msgspec.Meta(description="Carrier", examples=["vnpost"])]
    tracking: Annotated[
        ShortText,
        msgspec.Meta(min_length=1, description="Number of the item", examples=["EA123456789VN"]),
    ]
    address: PlaceGiven


class HandOverCard(Command, frozen=True, kw_only=True):
    """Record that the card is in the hand of the holder or a representative."""

    to: Annotated[Literal["holder", "representative"], msgspec.Meta(description="Who received it")]
    mode: Annotated[Literal["counter", "home", "school", "post"], msgspec.Meta(description="Where")]
    holder_verified: Annotated[
        bool, msgspec.Meta(description="Whether a fingerprint or the face agreed")
    ]
    signature: ObjectGiven
    unverified_reason: (
        Annotated[
            Code, msgspec.Meta(description="Why nothing was compared", examples=["worn-fingers"])
        ]
        | None
    ) = None
    score: (
        Annotated[Count, msgspec.Meta(description="Score of the comparison", examples=[812])] | None
    ) = None
    recipient: RelationGiven | None = None


class ChangeDeliveryPlace(Command, frozen=True, kw_only=True):
    """Record where the citizen wants the card now."""

    place: PlaceGiven
    reason: Reason | None = None


class ReportDeliveryFailed(Command, frozen=True, kw_only=True):
    """Record that the card did not reach the holder."""

    reason: (
        Annotated[DeliveryFailure, msgspec.Meta(description="Why", examples=["absent"])] | None
    ) = None


class CorrectHandOver(Command, frozen=True, kw_only=True):
    """Record, with a second officer, that the hand-over was recorded by mistake.

    `former_card_id` is the card that this one had replaced, if any: it is in force again.
    """

    reason: Reason | None = None
    statement: ObjectGiven | None = None
    former_card_id: UUID | None = None


class RefuseApplication(Command, frozen=True, kw_only=True):
    """Refuse the card, on a ground of law."""

    reason: Reason
    notice: Annotated[ObjectGiven, msgspec.Meta(description="The notice to the citizen")]
    legal_ground: (
        Annotated[Code, msgspec.Meta(description="Ground in law", examples=["duplicate-identity"])]
        | None
    ) = None
    remark: Remark | None = None


class WithdrawApplication(Command, frozen=True, kw_only=True):
    """Record that the citizen no longer asks for the card."""

    reason: Reason | None = None


class LodgeAppeal(Command, frozen=True, kw_only=True):
    """Take in the citizen's appeal against a refusal."""

    appeal_id: UUID
    ground: Annotated[Code, msgspec.Meta(description="Ground", examples=["not-me"])] | None = None
    statement: ObjectGiven | None = None


class DecideAppeal(Command, frozen=True, kw_only=True):
    """Decide an appeal, as another officer than the one who refused."""

    appeal_id: UUID
    outcome: Annotated[
        Literal["upheld", "dismissed"], msgspec.Meta(description="Outcome", examples=["upheld"])
    ]
    ground: (
        Annotated[Code, msgspec.Meta(description="Ground", examples=["evidence-accepted"])] | None
    ) = None
    statement: ObjectGiven | None = None


class CloseApplication(Command, frozen=True, kw_only=True):
    """End an application to which nobody is entitled any more."""

    reason: Annotated[ClosingReason, msgspec.Meta(description="Why", examples=["death"])] | None = (
        None
    )
