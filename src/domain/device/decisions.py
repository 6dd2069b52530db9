"""Which function decides which command on a device."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.device import commands as c
from domain.device import granting, registration, upkeep, waits
from domain.device.events import Event
from domain.device.state import Device
from domain.guards import refuse_future

DECIDERS: dict[type[Command], Callable[[Any, Any, Context], list[Event]]] = {
    c.RegisterDevice: registration.register,
    c.AssignDevice: registration.assign,
    c.RetireDevice: registration.retire,
    c.GrantTrust: granting.grant,
    c.SuspendTrust: granting.suspend,
    c.ReportDeviceLost: granting.report_lost,
    c.RecordCalibration: upkeep.record_calibration,
    c.RotateKey: upkeep.rotate_key,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: Device | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise."""
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
