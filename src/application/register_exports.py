"""Exports of the register as a kind of stream: each is recorded before its first row is written."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.claims import Claim
from domain.register_export import commands as c
from domain.register_export.decisions import decide
from domain.register_export.state import RegisterExport, evolve


def _scope(export: RegisterExport, _on: date) -> tuple[str, ...]:
    """The unit whose citizens were taken out."""
    return (export.unit,)


def _claims(_events: Iterable[Any], *_around: Any) -> tuple[Claim, ...]:
    """Nothing: the same rows may be taken out as often as there are purposes."""
    return ()


REGISTER_EXPORTS = StreamKind(
    name="register-export",
    path="register-exports",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=_claims,
)

BEGIN = Capability(command=c.BeginExport, stream=REGISTER_EXPORTS, opens=True)
COMPLETE = Capability(command=c.CompleteExport, stream=REGISTER_EXPORTS)
ABANDON = Capability(command=c.AbandonExport, stream=REGISTER_EXPORTS)
"""For `cancuoc export` alone: none of them is offered over REST."""
