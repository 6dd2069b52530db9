"""Putting the candidates of a search before the examiners, and ending what nobody needs."""

from domain.adjudication.commands import CloseAdjudication, OpenAdjudication
from domain.adjudication.events import Closed, Event, Opened, OpenedSealed
from domain.adjudication.guards import UNDECIDED
from domain.adjudication.state import Adjudication
from domain.context import Context
from domain.effects import repeats
from domain.refusals import AlreadyTaken, NotAllowedNow, refuse_if


def open_adjudication(
    state: Adjudication | None, command: OpenAdjudication, _context: Context
) -> list[Event]:
    event = _opened(command)
    if repeats(state, event):
        return []
    refuse_if(state is not None, AlreadyTaken("adjudication-exists"))
    return [event]


def close_adjudication(
    state: Adjudication, command: CloseAdjudication, _context: Context
) -> list[Event]:
    """Allowed without the key too: a person erased leaves no case waiting."""
    event = Closed(command.reason)
    if repeats(state, event, "closed"):
        return []
    not_now = NotAllowedNow("adjudication-is", state=state.status)
    refuse_if(state.status not in UNDECIDED, not_now)
    return [event]


def _opened(command: OpenAdjudication) -> Opened:
    sealed = OpenedSealed(
        command.application_id,
        command.search_id,
        command.citizen_id,
        tuple(one.fact() for one in command.candidates),
        command.seeded,
        command.truth,
    )
    return Opened(
        command.engine,
        command.engine_version,
        command.threshold_set,
        command.gallery_position,
        len(command.candidates),
        command.priority,
        sealed,
    )
