"""Adjudications of suspected duplicates as a kind of stream."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.adjudication import commands as c
from domain.adjudication.claims import claims
from domain.adjudication.decisions import decide
from domain.adjudication.readings import readings
from domain.adjudication.state import Adjudication, evolve


def _scope(_adjudication: Adjudication, _on: date) -> tuple[str, ...]:
    """Examiners sit at the centre."""
    return ()


ADJUDICATIONS = StreamKind(
    name="adjudication",
    path="adjudications",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=ADJUDICATIONS, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.RecordOpinion),
    _can(c.RecordThirdOpinion),
    _can(c.DecideAdjudication),
    _can(c.RequestEvidence),
)
