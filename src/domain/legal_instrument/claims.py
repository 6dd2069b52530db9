"""What an instrument claims for the whole register: its official number, for ever."""

from collections.abc import Iterable
from uuid import UUID

from domain.claims import Claim
from domain.legal_instrument.events import Event, Listed
from domain.legal_instrument.state import LegalInstrument


def claims(
    _stream: UUID, events: Iterable[Event], _state: LegalInstrument | None
) -> tuple[Claim, ...]:
    return tuple(
        Claim("instrument-number", event.number, sealed=False)
        for event in events
        if isinstance(event, Listed)
    )
