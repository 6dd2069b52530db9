"""The balance of a batch: every blank handed over is a card, a spoiled one, or still there."""

from typing import Any

from domain.context import Context
from domain.effects import repeats
from domain.guards import second_officer
from domain.production_batch.commands import CloseBatch, ResolveBatchDiscrepancy
from domain.production_batch.events import (
    Balanced,
    Counted,
    DiscrepancyFound,
    DiscrepancyResolved,
    Event,
)
from domain.production_batch.guards import reason_given, require
from domain.production_batch.readings import application
from domain.production_batch.state import ProductionBatch
from domain.readings import state_of
from domain.refusals import SameOfficer, refuse_if

PRINTED = frozenset(
    {
        "printed",
        "quality-checked",
        "dispatched",
        "arrived",
        "missing-in-transit",
        "posted",
        "delivery-failed",
        "delivered",
    }
)
"""Stages of an application whose card was printed."""


def close(state: ProductionBatch, _command: CloseBatch, context: Context) -> list[Event]:
    if state.status in ("balanced", "in-discrepancy"):
        return []
    require(state, "counted")
    printed = _printed_here(state, context)
    _require_other_officer(state, printed, context)
    missing = _missing(state)
    good = state.count.good if state.count else 0
    if missing == 0 and good == len(printed):
        return [Balanced(0, len(printed))]
    return [DiscrepancyFound(missing, len(printed))]


def resolve(
    state: ProductionBatch, command: ResolveBatchDiscrepancy, context: Context
) -> list[Event]:
    finding = reason_given(command.finding, "/finding")
    event = DiscrepancyResolved(finding, second_officer(context))
    if repeats(state, event, "balanced"):
        return []
    require(state, "in-discrepancy")
    return [event]


def _missing(state: ProductionBatch) -> int:
    count = state.count or Counted(0, 0, 0, 0, 0)
    accounted = count.good + count.spoiled + count.sample + count.returned + count.left_after
    return state.handed_over + state.left_before - accounted


def _printed_here(state: ProductionBatch, context: Context) -> list[Any]:
    cases = (state_of(context, application(one)) for one in state.applications)
    return [case for case in cases if case and case.batch_id == context.stream and _printed(case)]


def _printed(case: Any) -> bool:
    """A closed application had a card where one is to be destroyed."""
    return case.status in PRINTED or (case.status == "closed" and case.destroy_card)


def _require_other_officer(state: ProductionBatch, printed: list[Any], context: Context) -> None:
    """Guard 5 (S10): whoever printed any of its cards does not judge the balance."""
    operators = {state.started_by, *(case.printed_by for case in printed)}
    same = SameOfficer("operator-may-not-close")
    refuse_if(context.actor.officer in operators, same)
