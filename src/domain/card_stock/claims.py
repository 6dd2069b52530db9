"""What a block claims for the whole register: its 100 serials, for ever."""

from collections.abc import Iterable

from domain.card_stock.accounts import block_key
from domain.card_stock.block import Block
from domain.card_stock.events import Event, Received
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context


def claims(
    events: Iterable[Event],
    _state: Block | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    """The supplier is in the letters of the serials, so the key of the block names both."""
    return tuple(
        Claim("blank-block", block_key(event.first_serial), sealed=False)
        for event in events
        if isinstance(event, Received)
    )
