"""What a manifest claims: its seal for ever, and each card while it is packed (domain §1.6)."""

from collections.abc import Sequence
from uuid import UUID

from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.dispatch_manifest.events import (
    Arrived,
    CardPacked,
    CardUnpacked,
    DiscrepancyFound,
    DiscrepancyResolved,
    Event,
    Sealed,
)
from domain.dispatch_manifest.state import DispatchManifest


def claims(
    events: Sequence[Event],
    state: DispatchManifest | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    held = state.cards if state and _reconciles(events) else ()
    taken = [claim for event in events for claim in _of(event)]
    return (*taken, *(_released(one.card_id) for one in held))


def _of(event: Event) -> tuple[Claim, ...]:
    match event:
        case CardPacked(card_id):
            return (Claim("packed-card", str(card_id), sealed=False),)
        case CardUnpacked(card_id):
            return (_released(card_id),)
        case Sealed(seal):
            return (Claim("seal", seal, sealed=False),)
        case _:
            return ()


def _reconciles(events: Sequence[Event]) -> bool:
    """An arrival does, unless a difference was found with it."""
    kinds = {type(event) for event in events}
    complete = Arrived in kinds and DiscrepancyFound not in kinds
    return complete or DiscrepancyResolved in kinds


def _released(card_id: UUID) -> Claim:
    return Claim("packed-card", str(card_id), sealed=False, action="release")
