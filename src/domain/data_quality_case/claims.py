"""What a data-quality case claims for the whole register while it is open (domain §1.10)."""

from collections.abc import Iterable
from uuid import UUID

from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.data_quality_case.events import Detected, Dismissed, Event, Reopened, Resolved
from domain.data_quality_case.state import DataQualityCase

KIND = "open-quality-case"


def open_case(check: str, citizen_id: UUID, other_citizen_id: UUID | None = None) -> Claim:
    """The claim of the open case about this check and these subjects, hidden where it names two."""
    if other_citizen_id is None:
        return Claim(KIND, f"{check}:{citizen_id}", sealed=False)
    return Claim(KIND, f"{check}:{citizen_id}:{other_citizen_id}", sealed=True)


def claims(
    events: Iterable[Event],
    state: DataQualityCase | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    return tuple(claim for event in events for claim in _of(event, state))


def _of(event: Event, state: DataQualityCase | None) -> tuple[Claim, ...]:
    match event:
        case Detected(check=check, citizen_id=citizen, sealed=sealed):
            return (open_case(check, citizen, sealed.other_citizen_id if sealed else None),)
        case Reopened() if state is not None and state.citizen_id is not None:
            return (open_case(state.check, state.citizen_id, state.other_citizen_id),)
        case Resolved() | Dismissed():
            # Whatever it holds: of a pair whose key is destroyed the other is not known any more.
            return (Claim(KIND, "", sealed=False, action="release"),)
        case _:
            return ()
