"""Events of one law, decree, circular or decision (domain §1.9); nothing in them is sealed."""

from datetime import date, datetime
from typing import Any, ClassVar

import msgspec


class Listed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "legal-instrument.listed.v1"
    number: str
    kind: str
    title: str
    predecessor: str | None


class Issued(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "legal-instrument.issued.v1"
    number: str
    signed_on: date | None
    from_: date | None
    to: date | None
    successor: str | None
    retroactive: bool


class BroughtIntoForce(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "legal-instrument.brought-into-force.v1"
    number: str
    signed_on: date | None
    from_: date | None
    to: date | None
    successor: str | None
    retroactive: bool


class RuleProposed(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "legal-instrument.rule-proposed.v1"
    key: str
    article: str
    parameters: dict[str, Any]
    from_: date
    to: date | None
    confidence: str


class RuleConfirmed(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """Policy holds this value from the recorded instant of this event (domain §2)."""

    TOPIC: ClassVar[str] = "legal-instrument.rule-confirmed.v1"
    key: str
    article: str
    parameters: dict[str, Any]
    from_: date
    to: date | None
    confidence: str


class DeadlineMissed(msgspec.Struct, frozen=True):
    """Quiet: changes no state that a decision reads (formats §5)."""

    TOPIC: ClassVar[str] = "legal-instrument.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = Listed | Issued | BroughtIntoForce | RuleProposed | RuleConfirmed | DeadlineMissed
