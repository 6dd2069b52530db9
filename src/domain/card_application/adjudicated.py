"""What the examiners decided on a suspected duplicate, taken over into the application."""

from uuid import UUID

from msgspec.structs import replace

from domain.card_application.application import CardApplication
from domain.card_application.checks import third_passed
from domain.card_application.commands import RecordAdjudication
from domain.card_application.events import (
    AdjudicatedSealed,
    DuplicateCleared,
    DuplicateConfirmed,
    Event,
    Returned,
)
from domain.card_application.guards import certain, require, require_current
from domain.card_application.intake import returned
from domain.context import Context
from domain.derived_ids import adjudication_id
from domain.effects import repeats
from domain.guards import refuse_field
from domain.refusals import refuse_if

REASON = ("recapture",)


def record_adjudication(
    state: CardApplication, command: RecordAdjudication, context: Context
) -> list[Event]:
    # The examiners name the search, and the search is of one capture.
    attempt = command.capture_attempt or state.capture_attempt
    command = replace(command, capture_attempt=attempt)
    event = _decided(state, command, attempt, context)
    if _in_place(state, command, event):
        return []
    require(state, "duplicate-suspected")
    require_current(state, attempt)
    _refuse_foreign(state, command, context)
    return [event, *third_passed(state, event)]


def _decided(
    state: CardApplication, command: RecordAdjudication, attempt: int, context: Context
) -> Event:
    if command.outcome == "recapture":
        return returned(REASON, state.intake_unit, None, context)
    decided = DuplicateCleared if command.outcome == "cleared" else DuplicateConfirmed
    sealed = AdjudicatedSealed(command.matched_citizen_id)
    return decided(attempt, command.adjudication_id, sealed)


def _in_place(state: CardApplication, command: RecordAdjudication, event: Event) -> bool:
    """A return is in place until the next capture, a finding as long as it is that of the state."""
    if isinstance(event, Returned):
        due = state.returned_due or event.due
        again = Returned(event.reasons, event.to_unit, due, event.sealed)
        current = command.capture_attempt == state.capture_attempt
        return current and repeats(state, again, "returned")
    return state.adjudication_id == command.adjudication_id and repeats(state, event)


def _refuse_foreign(state: CardApplication, command: RecordAdjudication, context: Context) -> None:
    """Guard 19: the adjudication's id follows from this application and its search."""
    search_id = certain(state.search_id, state)
    stream = certain(context.stream, state)
    own = _names(command, adjudication_id(stream, search_id), search_id)
    id_ = command.adjudication_id
    refuse_if(
        not own, refuse_field("/adjudication_id", "adjudication-of-other-application", id=id_)
    )


def _names(command: RecordAdjudication, adjudication: UUID, search: UUID) -> bool:
    return command.adjudication_id == adjudication and command.search_id in (None, search)
