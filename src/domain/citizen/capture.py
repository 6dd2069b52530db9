"""Taking a declaration, correcting it, and taking it again after a return."""

from datetime import UTC

from domain.authority import require_role_for
from domain.citizen.changes import changes_of
from domain.citizen.commands import CaptureCitizen, CorrectCapture, RecaptureCitizen
from domain.citizen.declaration import declared
from domain.citizen.entry import CORRECTABLE, entered
from domain.citizen.events import (
    CaptureCorrected,
    Captured,
    DiffSealed,
    Event,
    Recaptured,
)
from domain.citizen.guards import require
from domain.citizen.person import Citizen
from domain.context import Context
from domain.refusals import OutsideAuthority, refuse_if

CAPTURE_ROLES = {
    "DC01": ("area-officer", "capture-officer"),
    "birth-notice": ("civil-registrar",),
}
"""Who may take which form (domain §1.1): births come from the civil registry only."""


def capture(state: Citizen | None, command: CaptureCitizen, context: Context) -> list[Event]:
    require_role_for("CaptureCitizen", CAPTURE_ROLES[command.form], context.actor)
    event = Captured(
        command.form,
        command.packet_id,
        command.source,
        command.captured_at.astimezone(UTC),
        command.offline,
        declared(command, context),
    )
    if state is None:
        return [event]
    return [] if _in_place(state, event) else _refused(state)


def recapture(state: Citizen, command: RecaptureCitizen, context: Context) -> list[Event]:
    require_role_for("RecaptureCitizen", CAPTURE_ROLES[command.form], context.actor)
    attempt = 1 + (state.capture.attempt if state.capture else 0)
    event = Recaptured(
        command.form,
        command.packet_id,
        command.source,
        command.captured_at.astimezone(UTC),
        command.offline,
        attempt,
        declared(command, context),
    )
    if _in_place(state, event):
        return []
    require(state, "returned")
    return [event]


def correct_capture(state: Citizen, command: CorrectCapture, context: Context) -> list[Event]:
    entry = require(state, "captured")
    outside = OutsideAuthority("unit-outside-authority", code=state.collecting_unit)
    collecting = {state.collecting_unit, *context.units.heirs(state.collecting_unit, context.today)}
    refuse_if(context.actor.unit not in collecting, outside)
    changes = changes_of(entry, command.changes, frozenset(CORRECTABLE), state.form, context)
    if not changes:
        return []
    return [CaptureCorrected(tuple(change.field for change in changes), DiffSealed(changes))]


def _in_place(state: Citizen, event: Captured | Recaptured) -> bool:
    """Whether the same packet with the same content has been taken already."""
    return (
        state.status == "captured"
        and state.capture is not None
        and (state.capture.form, state.capture.packet_id, state.capture.captured_at)
        == (event.form, event.packet_id, event.captured_at)
        and state.entry == entered(event.sealed)
    )


def _refused(state: Citizen) -> list[Event]:
    require(state)
    return []
