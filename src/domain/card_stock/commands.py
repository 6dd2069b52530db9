"""What officers ask of a block of blanks: one struct per command of domain §1.4.

UseBlank has no endpoint: it is decided as a book of the application's act only; SpoilBlank and
ReportBlanksMissing may be either.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, ShortText
from domain.card_stock.facts import BlankSerial, SerialRanges
from domain.commands import Command

_MACHINE = "machine:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["daily-sample"])]
StoredIn = Annotated[
    str,
    msgspec.Meta(
        max_length=44,
        pattern=rf"^(?!.*\n)(vault|{_MACHINE})$",
        description="Account with blanks not yet used: vault, or machine:<id>",
        examples=["vault"],
    ),
]
MissedFrom = Annotated[
    str,
    msgspec.Meta(
        max_length=44,
        pattern=rf"^(?!.*\n)(vault|spoiled|used|{_MACHINE})$",
        description="Account from which blanks are missing",
        examples=["vault"],
    ),
]
CountedIn = Annotated[
    str,
    msgspec.Meta(
        max_length=44,
        pattern=rf"^(?!.*\n)(vault|spoiled|sample|{_MACHINE})$",
        description="Account whose cards lie before the officer who counts",
        examples=["vault"],
    ),
]


class ReceiveBlock(Command, frozen=True, kw_only=True):
    """Take a block of 100 blanks from the supplier into the vault."""

    id: UUID
    supplier: Annotated[Code, msgspec.Meta(description="Supplier", examples=["supplier-a"])]
    box_number: Annotated[ShortText, msgspec.Meta(description="Box", examples=["HOP-2021-0001"])]
    first_serial: BlankSerial
    last_serial: BlankSerial
    count: Annotated[int, msgspec.Meta(ge=0, le=10_000, description="Cards", examples=[100])]
    form: Annotated[Code, msgspec.Meta(description="Form of the card", examples=["chip-2021"])]
    packing_list_sha256: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(?!.*\n)[0-9a-f]{64}$",
            max_length=64,
            description="SHA-256 of the supplier's packing list, hex",
            examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        ),
    ]
    seal: Annotated[ShortText, msgspec.Meta(description="Seal of the box", examples=["NP-004711"])]


class AllocateBlanks(Command, frozen=True, kw_only=True):
    """Hand blanks from the vault to a machine; who receives them signs as the second officer."""

    machine_id: UUID
    serials: SerialRanges


class ReturnBlanks(Command, frozen=True, kw_only=True):
    """Give unused blanks back to the vault; who receives them signs as the second officer."""

    machine_id: UUID
    serials: SerialRanges


class UseBlank(Command, frozen=True, kw_only=True):
    """A machine made a card of the blank; part of confirming the personalisation."""

    serial: BlankSerial
    job_id: UUID
    machine_id: UUID


class SpoilBlank(Command, frozen=True, kw_only=True):
    """Record that a blank became unusable, in a machine or as a finished card."""

    serial: BlankSerial
    cause: Annotated[Code, msgspec.Meta(description="What spoiled it", examples=["jam"])]
    job_id: UUID | None = None
    machine_id: UUID | None = None


class DrawSample(Command, frozen=True, kw_only=True):
    """Take blanks out of the vault or a machine to examine them."""

    serials: SerialRanges
    from_account: StoredIn
    reason: Reason


class ProposeDestruction(Command, frozen=True, kw_only=True):
    """Propose that spoiled or examined blanks be destroyed.

    The proposal is known by the id of this command, the Idempotency-Key of the request.
    """

    serials: SerialRanges
    reason: Reason


class DestroyBlanks(Command, frozen=True, kw_only=True):
    """Destroy blanks that another officer proposed, before a second officer."""

    proposal_id: Annotated[
        UUID, msgspec.Meta(description="Id of the command that proposed the destruction")
    ]
    serials: SerialRanges
    method: Annotated[Code, msgspec.Meta(description="How", examples=["shredding"])]


class ReportBlanksMissing(Command, frozen=True, kw_only=True):
    """Record that blanks, or finished cards lost on their way, are not where the books say."""

    serials: SerialRanges
    from_account: MissedFrom
    reason: Reason


class ReportBlanksFound(Command, frozen=True, kw_only=True):
    """Record, with a second officer, that missing blanks were found."""

    serials: SerialRanges
    to_account: Annotated[
        Literal["vault", "spoiled"], msgspec.Meta(description="Where they are put")
    ]
    reason: Reason


class CountBlock(Command, frozen=True, kw_only=True):
    """Record how many blanks of this block lie in an account, counted blind to what is expected."""

    account: CountedIn
    counted: Annotated[int, msgspec.Meta(ge=0, le=10_000, description="Cards", examples=[40])]


class CloseBlock(Command, frozen=True, kw_only=True):
    """Close the books of a block of which no blank is left to use."""
