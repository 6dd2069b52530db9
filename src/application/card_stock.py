"""Blank cards as a kind of stream, one for each block of a hundred."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.card_stock import commands as c
from domain.card_stock.claims import claims
from domain.card_stock.decisions import decide
from domain.card_stock.readings import readings
from domain.card_stock.state import Block, evolve


def _scope(_block: Block, _on: date) -> tuple[str, ...]:
    """Blanks are kept at the centre and belong to no other unit."""
    return ()


CARD_STOCK = StreamKind(
    name="card-stock",
    path="card-stock",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=CARD_STOCK, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.ReceiveBlock, opens=True),
    _can(c.AllocateBlanks),
    _can(c.ReturnBlanks),
    _can(c.SpoilBlank),
    _can(c.DrawSample),
    _can(c.ProposeDestruction),
    _can(c.DestroyBlanks),
    _can(c.ReportBlanksMissing),
    _can(c.ReportBlanksFound),
    _can(c.CountBlock),
    _can(c.CloseBlock),
)
