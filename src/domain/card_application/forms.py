"""Parts of the bodies of commands on a card application, and the codes they may name."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, ShortText
from domain.card_application.facts import Candidate, Finger
from domain.citizen.forms import ObjectGiven

Kind = Literal["first-issue", "conversion", "exchange", "reissue"]
IntakePlace = Literal["office", "mobile", "school", "home", "workplace"]
MissingReason = Literal[
    "amputated", "bandaged", "worn", "deformed", "cannot-extend", "born-without"
]
DocumentKind = Literal["cmnd9", "cmnd12", "barcode-card", "chip-card"]
SpoilCause = Literal[
    "jam", "print-defect", "chip-dead", "encoding-failed", "data-wrong", "misprint"
]
Fault = Literal["machine", "operator", "citizen", "supplier"]
DeliveryFailure = Literal["unknown-address", "absent", "refused", "unclaimed", "returned-by-post"]
ClosingReason = Literal["death", "nationality-lost", "merged", "error"]

Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["born-2007"])]
Position = Annotated[
    int,
    msgspec.Meta(
        ge=1,
        le=10,
        description="1-5 right thumb to little finger, 6-10 left thumb to little finger",
        examples=[1],
    ),
]
Quality = Annotated[
    int, msgspec.Meta(ge=0, le=100, description="Quality from 0 to 100", examples=[78])
]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Sha256 = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?!.*\n)[0-9a-f]{64}$",
        max_length=64,
        description="SHA-256, hex",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
Engine = Annotated[ShortText, msgspec.Meta(description="Engine", examples=["afis"])]
EngineVersion = Annotated[ShortText, msgspec.Meta(description="Its version", examples=["3.2.1"])]
Attempt = Annotated[
    int, msgspec.Meta(ge=1, le=1000, description="The capture that was examined", examples=[1])
]
Fields = Annotated[tuple[Code, ...], msgspec.Meta(max_length=50)]
Reasons = Annotated[
    tuple[Code, ...],
    msgspec.Meta(max_length=50, description="Why it goes back", examples=[["portrait-blurred"]]),
]
FingerObjects = Annotated[tuple[ObjectGiven, ...], msgspec.Meta(max_length=20)]
Devices = Annotated[
    tuple[UUID, ...],
    msgspec.Meta(max_length=20, description="Scanner, camera and the like, by register id"),
]


class FingerGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finger with its quality, or the reason why it was not captured."""

    position: Position
    quality: Quality | None = None
    missing: MissingReason | None = None
    tries: Annotated[int, msgspec.Meta(ge=0, le=20, description="Tries", examples=[1])] = 1

    def fact(self) -> Finger:
        return Finger(self.position, self.quality, self.missing, self.tries)


class CandidateGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a search found alike, in the order of likeness."""

    citizen_id: UUID
    rank: Annotated[int, msgspec.Meta(ge=1, le=10_000, description="Rank", examples=[1])]
    score: Annotated[Count, msgspec.Meta(description="Score of the engine", examples=[912])]
    application_id: UUID | None = None
    fingers: Annotated[
        tuple[Position, ...],
        msgspec.Meta(max_length=10, description="Fingers that matched", examples=[[1, 6]]),
    ] = ()

    def fact(self) -> Candidate:
        return Candidate(self.citizen_id, self.application_id, self.rank, self.score, self.fingers)


Fingers = Annotated[tuple[FingerGiven, ...], msgspec.Meta(max_length=20)]
Candidates = Annotated[tuple[CandidateGiven, ...], msgspec.Meta(max_length=100)]
