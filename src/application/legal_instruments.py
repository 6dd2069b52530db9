"""Laws, decrees and circulars as a kind of stream, and what legal officers can do to one."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.legal_instrument import commands as c
from domain.legal_instrument.claims import claims
from domain.legal_instrument.decisions import decide
from domain.legal_instrument.state import LegalInstrument, evolve


def _scope(_instrument: LegalInstrument, _on: date) -> tuple[str, ...]:
    """Law is made for the whole country and belongs to no unit."""
    return ()


LEGAL_INSTRUMENTS = StreamKind(
    name="legal-instrument",
    path="legal-instruments",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=LEGAL_INSTRUMENTS, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.ListInstrument, opens=True),
    _can(c.IssueInstrument),
    _can(c.BringIntoForce),
    _can(c.ProposeRule),
    _can(c.ConfirmRule),
)
