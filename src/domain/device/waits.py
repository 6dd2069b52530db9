"""Who owns a waiting device and until when, and what the timer records of it (§1.14)."""

from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.device.events import DeadlineMissed, Event
from domain.device.state import Device
from domain.waits import Wait

RESTING = frozenset({"trusted", "retired"})
"""A trusted device rests where no calibration will end."""


def waits(state: Device) -> tuple[Wait, ...]:
    """The stages in which a device waits for somebody, with the rules `house.device.*`."""
    match state.status:
        case "registered" | "suspended":
            rule = f"house.device.{state.status}"
            return (Wait(state.status, "security-officer", "centre", rule),)
        case "trusted" if state.calibrated_to is not None:
            rule, due = "house.device.calibration", state.calibrated_to
            return (Wait("calibration", "device-officer", "centre", rule, due=due),)
        case _:
            return ()


def mark_deadline_missed(
    state: Device, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("device", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
