"""A card that its holder misses, and finds again before another takes its place."""

from datetime import UTC
from uuid import UUID

from domain.card.commands import ReportCardFound, ReportCardLost
from domain.card.events import Event, Found, LostReported, StatementSealed
from domain.card.guards import refuse_later_instant, require
from domain.card.state import Card
from domain.context import Context
from domain.effects import repeats
from domain.refusals import RuleBroken, refuse_if

LOSABLE = ("issued", "active", "suspended")
REPLACING = ("reissue", "exchange")
APPROVED = (
    "approved",
    "printing",
    "outcome-unknown",
    "printed",
    "quality-checked",
    "dispatched",
    "missing-in-transit",
    "arrived",
    "posted",
    "delivery-failed",
)
"""From the approval of an application until its card is handed over."""


def report_lost(state: Card, command: ReportCardLost, context: Context) -> list[Event]:
    reported_at = command.reported_at.astimezone(UTC)
    event = LostReported(reported_at, command.channel, _statement(command))
    if repeats(state, event, "lost-reported"):
        return []
    require(state, *LOSABLE)
    refuse_later_instant(reported_at, "/reported_at", context)
    return [event]


def report_found(state: Card, command: ReportCardFound, context: Context) -> list[Event]:
    reported_at = command.reported_at.astimezone(UTC)
    event = Found(reported_at, command.channel, _statement(command))
    if repeats(state, event, *LOSABLE):
        return []
    replacement = _replacement(state, context)
    refuse_if(replacement is not None, RuleBroken("replacement-approved", id=replacement))
    require(state, "lost-reported")
    refuse_later_instant(reported_at, "/reported_at", context)
    return [event]


def _replacement(state: Card, context: Context) -> UUID | None:
    """Guard 5: the card that took this one's place, or the application approved to do so."""
    if state.status == "replaced":
        return state.replaced_by
    other = context.others.get("replacement")
    if state.status != "lost-reported" or other is None:
        return None
    approved = other.state.kind in REPLACING and other.state.status in APPROVED
    return other.id if approved else None


def _statement(command: ReportCardLost | ReportCardFound) -> StatementSealed:
    return StatementSealed(command.statement.fact() if command.statement else None)
