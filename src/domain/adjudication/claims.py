"""What an adjudication claims for the whole register: its search, for ever and hidden."""

from collections.abc import Iterable

from domain.adjudication.events import Event, Opened
from domain.adjudication.state import Adjudication
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context


def claims(
    events: Iterable[Event],
    _state: Adjudication | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    return tuple(
        Claim("adjudication", str(event.sealed.search_id), sealed=True)
        for event in events
        if isinstance(event, Opened) and event.sealed
    )
