"""Taking the form and the biometrics, and taking them again after a return."""

from datetime import UTC
from typing import Any

from msgspec.structs import replace

from domain.card_application.application import CardApplication
from domain.card_application.cc02 import Form, taken
from domain.card_application.commands import CompleteCapture, Recapture
from domain.card_application.events import Captured, Event, Recaptured
from domain.card_application.guards import entry_of_citizen, require
from domain.context import Context
from domain.effects import repeats
from domain.policy.fee import fee

FIRST = 1


def complete_capture(
    state: CardApplication, command: CompleteCapture, context: Context
) -> list[Event]:
    require(state, "opened", "captured")
    event = Captured(capture_attempt=FIRST, **_values(state, command, context))
    if repeats(state, replace(event, fee_due=state.fee_due), "captured"):
        return []
    require(state, "opened")
    return [event]


def recapture(state: CardApplication, command: Recapture, context: Context) -> list[Event]:
    require(state, "returned", "captured")
    values = {**_values(state, command, context), "because": command.because}
    last = state.capture_attempt
    same = Recaptured(capture_attempt=last, **{**values, "fee_due": state.fee_due})
    if repeats(state, same, "captured"):
        return []
    require(state, "returned")
    return [Recaptured(capture_attempt=last + 1, **values)]


def _values(state: CardApplication, command: Form, context: Context) -> dict[str, Any]:
    return {
        "enrolment_id": command.enrolment_id,
        "packet_id": command.packet_id,
        "captured_at": command.captured_at.astimezone(UTC),
        "offline": command.offline,
        "fingers": tuple(one.fact() for one in command.fingers),
        "portrait_quality": command.portrait_quality,
        "devices": command.devices,
        "appointment_on": command.appointment_on,
        "fee_due": _fee_due(state, context),
        "dc01_packet": command.dc01_packet,
        "amendment_id": command.amendment_id,
        "representative": command.representative,
        "sealed": taken(command, entry_of_citizen(context), context),
    }


def _fee_due(state: CardApplication, context: Context) -> int:
    fault = "authority" if state.reason == "authority-fault" else None
    kind: Any = state.kind
    return fee(context.policy, kind, context.happened_on, fault, known=context.now)
