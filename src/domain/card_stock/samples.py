"""Blanks taken out of the stock to be examined."""

from domain.card_stock.accounts import SAMPLE, VAULT, ranges_at
from domain.card_stock.block import Block
from domain.card_stock.commands import DrawSample
from domain.card_stock.events import Event, SampleDrawn
from domain.card_stock.guards import places_named, require, require_in, require_out_of
from domain.card_stock.moves import in_place
from domain.context import Context


def draw_sample(state: Block, command: DrawSample, _context: Context) -> list[Event]:
    at, from_ = places_named(state, command.serials), command.from_account
    event = SampleDrawn(ranges_at(state, at), len(at), from_, SAMPLE, command.reason, None)
    if in_place(state, event):
        return []
    require(state, "open")
    require_out_of(from_, VAULT)
    require_in(state, at, from_)
    return [event]
