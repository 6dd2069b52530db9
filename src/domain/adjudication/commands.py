"""What services and examiners ask of an adjudication: one struct per command of domain §1.7."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.adjudication.events import View
from domain.bounded import Code, Remark, ShortText, UnitText
from domain.card_application.forms import CandidateGiven
from domain.commands import Command

ViewOfCandidate = Literal["same-person", "different-person", "insufficient"]
Truth = Literal["same-person", "different-person"]

MOST_CANDIDATES = 100
"""An engine that finds more has found a broken set of prints, not a person."""


class ViewGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the examiner sees in one candidate."""

    citizen_id: Annotated[UUID, msgspec.Meta(description="The candidate looked at")]
    view: Annotated[
        ViewOfCandidate,
        msgspec.Meta(
            description="Whether both sets of prints are of one person",
            examples=["different-person"],
        ),
    ]

    def fact(self) -> View:
        return View(self.citizen_id, self.view)


class OpenAdjudication(Command, frozen=True, kw_only=True):
    """Put the candidates of one search before the examiners; for services only."""

    id: UUID
    application_id: UUID
    search_id: UUID
    citizen_id: UUID
    candidates: Annotated[
        tuple[CandidateGiven, ...],
        msgspec.Meta(
            min_length=1, max_length=MOST_CANDIDATES, description="Whom the search found, by rank"
        ),
    ]
    engine: Annotated[
        ShortText, msgspec.Meta(min_length=1, description="Matching engine", examples=["nbis"])
    ]
    engine_version: Annotated[
        ShortText, msgspec.Meta(min_length=1, description="Its version", examples=["5.0.0"])
    ]
    threshold_set: Annotated[
        ShortText,
        msgspec.Meta(min_length=1, description="Thresholds that it applied", examples=["2021-03"]),
    ]
    gallery_position: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            le=2**53,
            description="Position of the ledger up to which the gallery was filled",
            examples=[120000],
        ),
    ]
    priority: Annotated[
        int, msgspec.Meta(ge=0, le=9, description="0 (first) to 9", examples=[5])
    ] = 5
    seeded: Annotated[
        bool, msgspec.Meta(description="A pair whose truth is known, for error rates")
    ] = False
    truth: Annotated[Truth, msgspec.Meta(description="The truth of a seeded pair")] | None = None


class _Opinion(Command, frozen=True, kw_only=True):
    views: Annotated[
        tuple[ViewGiven, ...],
        msgspec.Meta(max_length=MOST_CANDIDATES, description="One view on every candidate"),
    ]
    seconds: Annotated[
        int,
        msgspec.Meta(ge=0, le=86_400, description="Time spent on the pair (s)", examples=[95]),
    ]
    remark: Remark | None = None


class RecordOpinion(_Opinion, frozen=True, kw_only=True):
    """Give a view on every candidate, without knowing the other examiner's."""


class RecordThirdOpinion(_Opinion, frozen=True, kw_only=True):
    """Give the view that settles a disagreement of two examiners."""


class DecideAdjudication(Command, frozen=True, kw_only=True):
    """Draw the outcome from the opinions: two of three for each candidate."""


class RequestEvidence(Command, frozen=True, kw_only=True):
    """Ask a unit for more before the pair is judged."""

    kind: Annotated[
        Code,
        msgspec.Meta(description="What is asked for", examples=["ten-print-sheet"]),
    ]
    owner_unit: Annotated[UnitText, msgspec.Meta(description="The unit that is asked")]
    due: Annotated[
        date, msgspec.Meta(description="The day by which it answers", examples=["2021-06-20"])
    ]
    remark: Remark | None = None


class CloseAdjudication(Command, frozen=True, kw_only=True):
    """End an adjudication that nobody needs any more; for services only."""

    reason: Annotated[
        Code,
        msgspec.Meta(description="Why nothing is decided", examples=["application-withdrawn"]),
    ]
