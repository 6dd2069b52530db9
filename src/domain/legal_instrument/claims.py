"""What an instrument claims for the whole register: its official number, for ever."""

from collections.abc import Iterable

from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.legal_instrument.events import Event, Listed
from domain.legal_instrument.state import LegalInstrument


def claims(
    events: Iterable[Event],
    _state: LegalInstrument | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    return tuple(
        Claim("instrument-number", event.number, sealed=False)
        for event in events
        if isinstance(event, Listed)
    )
