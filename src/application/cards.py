"""Cards as a kind of stream, and everything an office can do to one."""

from datetime import date
from typing import Any
from uuid import UUID

from application.stream import Capability, StreamKind
from domain.card import commands as c
from domain.card.claims import claims
from domain.card.decisions import decide
from domain.card.readings import readings
from domain.card.state import Card, evolve


def _scope(_card: Card, _on: date) -> tuple[str, ...]:
    """A card is valid in the whole country and may be lost, found or taken back anywhere."""
    return ()


def _subject(stream: UUID, card: Card) -> UUID:
    """The citizen's key seals what is personal on a card (formats §2)."""
    return card.citizen_id or stream


CARDS = StreamKind(
    name="card",
    path="cards",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
    subject=_subject,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=CARDS, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.IssueCard),
    _can(c.SuspendCard),
    _can(c.ReinstateCard),
    _can(c.ReportCardLost),
    _can(c.ReportCardFound),
    _can(c.HoldCard),
    _can(c.EndHold),
    _can(c.RequestRevocation),
    _can(c.RevokeCard),
    _can(c.DestroyCard),
    _can(c.RecordTakenBack),
)
