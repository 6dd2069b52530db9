"""Batches of production as a kind of stream."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.production_batch import commands as c
from domain.production_batch.claims import claims
from domain.production_batch.decisions import decide
from domain.production_batch.readings import readings
from domain.production_batch.state import ProductionBatch, evolve


def _scope(_batch: ProductionBatch, _on: date) -> tuple[str, ...]:
    """Cards are made at the centre."""
    return ()


PRODUCTION_BATCHES = StreamKind(
    name="production-batch",
    path="production-batches",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=PRODUCTION_BATCHES, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.PlanBatch, opens=True),
    _can(c.ReleaseBatch),
    _can(c.RemoveFromBatch),
    _can(c.CancelBatch),
    _can(c.HoldBatch),
    _can(c.ResumeBatch),
    _can(c.StartBatch),
    _can(c.CountBatch),
    _can(c.CloseBatch),
    _can(c.ResolveBatchDiscrepancy),
)
