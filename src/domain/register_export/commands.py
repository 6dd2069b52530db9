"""What an officer does with an export. None of it is offered over REST: `cancuoc export` does it
where the file is written, so that a record without a file, or a file without one, cannot be."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, UnitText
from domain.commands import Command, Instant

Purpose = Literal["statistics", "inspection", "quality-check", "court-request", "handover"]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53, description="A count", examples=[63])]
ColumnName = Annotated[
    str,
    msgspec.Meta(
        max_length=60,
        pattern=r"^(?!.*\n)[a-z0-9_/]+$",
        description="A column: the JSON pointer of a value without its first slash",
        examples=["residences/0/place/unit"],
    ),
]


class BeginExport(Command, frozen=True, kw_only=True):
    """State what is about to be taken out of the register, and why."""

    id: UUID
    purpose: Purpose
    unit: UnitText
    columns: Annotated[tuple[ColumnName, ...], msgspec.Meta(min_length=1, max_length=1000)]
    format: Literal["csv", "ndjson"]
    position: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    as_of: Instant | None = None


class CompleteExport(Command, frozen=True, kw_only=True):
    """State what the finished file holds."""

    rows: Count
    erased: Count
    bytes: Count
    sha256: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(?!.*\n)[0-9a-f]{64}$",
            max_length=64,
            description="SHA-256 of the file, hex",
            examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        ),
    ]


class AbandonExport(Command, frozen=True, kw_only=True):
    """Give an export up; what had been written is removed."""

    reason: Code
    rows: Count = 0
