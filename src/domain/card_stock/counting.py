"""Blanks that the books and the hands do not both have: counted, missing, found."""

from collections.abc import Sequence

from domain.card_stock.accounts import MISSING, SPOILED, USED, VAULT, balance, ranges_at, serial_at
from domain.card_stock.block import Block, Count
from domain.card_stock.commands import CountBlock, ReportBlanksFound, ReportBlanksMissing
from domain.card_stock.events import Counted, Event, Found, MissingReported
from domain.card_stock.guards import (
    IN_BEING,
    places_named,
    require,
    require_in,
    require_out_of,
)
from domain.card_stock.moves import in_place
from domain.context import Context
from domain.guards import second_officer
from domain.refusals import RuleBroken, refuse_if


def report_missing(state: Block, command: ReportBlanksMissing, _context: Context) -> list[Event]:
    at, from_ = places_named(state, command.serials), command.from_account
    event = MissingReported(ranges_at(state, at), len(at), from_, MISSING, command.reason, None)
    if in_place(state, event):
        return []
    require(state, *IN_BEING)
    require_out_of(from_, VAULT, SPOILED, USED)
    require_in(state, at, from_)
    return [event]


def report_found(state: Block, command: ReportBlanksFound, context: Context) -> list[Event]:
    at, to = places_named(state, command.serials), command.to_account
    witness = second_officer(context)
    event = Found(ranges_at(state, at), len(at), MISSING, to, command.reason, witness)
    if in_place(state, event):
        return []
    require(state, *(("open",) if to == VAULT else IN_BEING))
    require_in(state, at, MISSING)
    if to == VAULT:
        _refuse_spent(state, at)
    return [event]


def count(state: Block, command: CountBlock, context: Context) -> list[Event]:
    expected = balance(state).get(command.account, 0)
    event = Counted(command.account, command.counted, expected)
    if _counted_as(state, event, context):
        return []
    require(state, "open")
    return [event]


def _refuse_spent(state: Block, at: Sequence[int]) -> None:
    """What was a card or was spoiled is no blank again for having been lost."""
    for place in at:
        spent = RuleBroken("blank-was-used", serial=serial_at(state, place))
        refuse_if(place in state.spent, spent)


def _counted_as(state: Block, event: Counted, context: Context) -> bool:
    """The same count of the same day, with what it left open; another day's count is a new one."""
    told = Count(event.account, event.counted, event.expected, context.happened_on)
    difference = event.expected - event.counted
    return told in state.counts and state.differences.get(event.account, 0) == difference
