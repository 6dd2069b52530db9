"""Which applications a batch holds: each is in one batch at a time (domain §1.5)."""

from collections.abc import Iterable
from uuid import UUID

from msgspec.structs import replace

from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.production_batch.events import (
    ApplicationRemoved,
    Balanced,
    Cancelled,
    DiscrepancyResolved,
    Event,
    Planned,
)
from domain.production_batch.readings import batched
from domain.production_batch.state import ProductionBatch


def claims(
    events: Iterable[Event],
    state: ProductionBatch | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    held = state.applications if state else ()
    return tuple(claim for event in events for claim in _of(event, held))


def _of(event: Event, held: tuple[UUID, ...]) -> tuple[Claim, ...]:
    match event:
        case Planned(applications=applications):
            return tuple(map(batched, applications))
        case ApplicationRemoved(application_id):
            return (_released(application_id),)
        case Cancelled() | Balanced() | DiscrepancyResolved():
            return tuple(map(_released, held))
        case _:
            return ()


def _released(application_id: UUID) -> Claim:
    """Of no effect where the application was taken out with its approval."""
    return replace(batched(application_id), action="release")
