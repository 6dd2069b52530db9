"""What officers ask of a card, and what other acts mean for it: one struct per command (§1.3).

The second kind (personalise, activate, replace, correct, void) has no endpoint: it is decided as a
book of the application's act only.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, ShortText
from domain.card_stock.facts import BlankSerial
from domain.citizen.forms import ObjectGiven
from domain.commands import Command, Instant

RevocationGround = Literal[
    "nationality-deprived",
    "nationality-renounced",
    "naturalisation-cancelled",
    "holder-dead",
    "pin-cancelled",
    "duplicate-identity",
    "lost-in-transit",
    "issued-against-rules",
]
HoldGround = Literal[
    "custody",
    "detention",
    "prison",
    "reform-school",
    "compulsory-education",
    "compulsory-detox",
]
Ground = Annotated[Code, msgspec.Meta(description="Why", examples=["court-order"])]
Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["wrong-person"])]
Channel = Annotated[Code, msgspec.Meta(description="How it was reported", examples=["counter"])]


class PersonaliseCard(Command, frozen=True, kw_only=True):
    """A blank became the card of an application; part of confirming its personalisation."""

    id: UUID
    citizen_id: UUID
    application_id: UUID
    blank_serial: BlankSerial
    form: Code
    issued_on: date
    valid_to: date | None
    chip_serial: ShortText
    pin: Annotated[str, msgspec.Meta(max_length=12)]
    document_signer: ShortText


class ActivateCard(Command, frozen=True, kw_only=True):
    """The holder received the card, in place of `former_id` if any; part of handing it over."""

    activated_at: Instant
    former_id: UUID | None = None


class ReplaceCard(Command, frozen=True, kw_only=True):
    """Another card took this one's place; part of handing that one over."""

    successor_id: UUID


class CorrectActivation(Command, frozen=True, kw_only=True):
    """The hand-over that activated the card was an error; part of correcting it.

    `former_id` is the card that it had replaced, which is corrected beside it.
    """

    application_id: UUID
    reason: Reason
    former_id: UUID | None = None


class CorrectReplacement(Command, frozen=True, kw_only=True):
    """The hand-over that replaced the card was an error; part of correcting it."""

    successor_id: UUID
    reason: Reason


class VoidCard(Command, frozen=True, kw_only=True):
    """The card was spoiled or lost before anybody received it; part of the application's act."""

    cause: Code


class IssueCard(Command, frozen=True, kw_only=True):
    """Sign a card that passed the quality check: it becomes a document."""

    signed_on: Annotated[date, msgspec.Meta(description="Day of the signature or of the list")]


class SuspendCard(Command, frozen=True, kw_only=True):
    """Pause the validity of a card in force."""

    ground: Ground | None = None


class ReinstateCard(Command, frozen=True, kw_only=True):
    """End, as another officer, the suspension of a card."""

    ground: Ground


class ReportCardLost(Command, frozen=True, kw_only=True):
    """Record that the holder misses the card."""

    reported_at: Instant
    channel: Channel
    statement: ObjectGiven | None = None


class ReportCardFound(Command, frozen=True, kw_only=True):
    """Record that a lost card is with its holder again."""

    reported_at: Instant
    channel: Channel
    statement: ObjectGiven | None = None


class HoldCard(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Record that an authority keeps the card of a person in its custody."""

    from_: Annotated[date, msgspec.Meta(description="First day of the hold")]
    decision: ObjectGiven
    ground: Annotated[HoldGround, msgspec.Meta(description="Why it is held")] | None = None
    to: Annotated[date, msgspec.Meta(description="Last day, where it is known")] | None = None


class EndHold(Command, frozen=True, kw_only=True):
    """Record that the authority gave the card back to its holder."""

    to: Annotated[date, msgspec.Meta(description="Last day of the hold")]
    decision: ObjectGiven


class RequestRevocation(Command, frozen=True, kw_only=True):
    """Ask the director to end the validity of a card."""

    request_id: UUID
    ground: Annotated[RevocationGround, msgspec.Meta(description="Ground in law")] | None = None
    decision: ObjectGiven | None = None


class RevokeCard(Command, frozen=True, kw_only=True):
    """End the validity of a card, as another officer than the one who asked."""

    request_id: UUID
    decision: ObjectGiven | None = None


class DestroyCard(Command, frozen=True, kw_only=True):
    """Destroy a card that nobody received, before a second officer."""

    method: Annotated[Code, msgspec.Meta(description="How", examples=["shredding"])]


class RecordTakenBack(Command, frozen=True, kw_only=True):
    """Record that a revoked or replaced card came back to the office."""

    cut: Annotated[bool, msgspec.Meta(description="Whether its corner was cut and it was returned")]
