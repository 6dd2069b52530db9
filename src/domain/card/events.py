"""Every event of a card, fields as published for ever (domain §1.3)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.citizen.facts import SealedObject


class PersonalisedSealed(msgspec.Struct, frozen=True):
    chip_serial: str
    pin: str
    document_signer: str


class Personalised(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.personalised.v1"
    citizen_id: UUID
    application_id: UUID
    blank_serial: str
    form: str
    issued_on: date
    valid_to: date | None
    sealed: PersonalisedSealed | None


class Issued(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.issued.v1"
    signed_on: date
    signer_role: str


class Activated(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.activated.v1"
    activated_at: datetime


class Suspended(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.suspended.v1"
    ground: str


class Reinstated(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.reinstated.v1"
    ground: str


class StatementSealed(msgspec.Struct, frozen=True):
    statement: SealedObject | None


class LostReported(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.lost-reported.v1"
    reported_at: datetime
    channel: str
    sealed: StatementSealed | None


class Found(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.found.v1"
    reported_at: datetime
    channel: str
    sealed: StatementSealed | None


class HoldSealed(msgspec.Struct, frozen=True):
    decision: SealedObject


class Held(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "card.held.v1"
    ground: str
    from_: date
    to: date | None
    sealed: HoldSealed | None


class HoldEnded(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "card.hold-ended.v1"
    ground: str
    from_: date
    to: date | None
    sealed: HoldSealed | None


class DecisionSealed(msgspec.Struct, frozen=True):
    decision: SealedObject | None


class RevocationRequested(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.revocation-requested.v1"
    request_id: UUID
    ground: str
    sealed: DecisionSealed | None


class Revoked(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.revoked.v1"
    request_id: UUID
    ground: str
    sealed: DecisionSealed | None


class Replaced(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.replaced.v1"
    successor_id: UUID


class ActivationCorrected(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.activation-corrected.v1"
    application_id: UUID
    reason: str


class ReplacementCorrected(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.replacement-corrected.v1"
    successor_id: UUID
    reason: str


class Voided(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.voided.v1"
    cause: str


class Destroyed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.destroyed.v1"
    method: str


class TakenBack(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.taken-back.v1"
    cut: bool


class DeadlineMissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Personalised
    | Issued
    | Activated
    | Suspended
    | Reinstated
    | LostReported
    | Found
    | Held
    | HoldEnded
    | RevocationRequested
    | Revoked
    | Replaced
    | ActivationCorrected
    | ReplacementCorrected
    | Voided
    | Destroyed
    | TakenBack
    | DeadlineMissed
)
