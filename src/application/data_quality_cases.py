"""Data-quality cases as a kind of stream."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.data_quality_case import commands as c
from domain.data_quality_case.claims import claims
from domain.data_quality_case.decisions import decide
from domain.data_quality_case.readings import readings
from domain.data_quality_case.state import DataQualityCase, evolve


def _scope(case: DataQualityCase, _on: date) -> tuple[str, ...]:
    """The unit that holds the case, and the citizen's own, which had it first."""
    home = (case.home_unit,) if case.home_unit else ()
    return (case.holder_unit, *home)


DATA_QUALITY_CASES = StreamKind(
    name="data-quality-case",
    path="data-quality-cases",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=DATA_QUALITY_CASES, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.DetectDefect, opens=True),
    _can(c.AssignCase),
    _can(c.ReportFinding),
    _can(c.ResolveCase),
    _can(c.DismissCase),
    _can(c.ReopenCase),
)
