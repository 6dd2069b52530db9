"""A device enters the register, goes to a unit, and leaves the register for ever."""

from domain.context import Context
from domain.device.commands import AssignDevice, RegisterDevice, RetireDevice
from domain.device.events import Assigned, Event, Registered, Retired
from domain.device.guards import PRESENT, require
from domain.device.state import Device
from domain.effects import repeats
from domain.guards import unit_on
from domain.refusals import AlreadyTaken, Faults


def register(state: Device | None, command: RegisterDevice, _context: Context) -> list[Event]:
    event = Registered(
        command.kind,
        command.make,
        command.model,
        command.serial,
        command.key_fingerprint,
        command.certificate_sha256,
    )
    if state is None:
        return [event]
    if repeats(state, event):
        return []
    raise AlreadyTaken("device-exists")


def assign(state: Device, command: AssignDevice, context: Context) -> list[Event]:
    event = Assigned(command.unit, command.to_station)
    if repeats(state, event):
        return []
    require(state, "registered", "trusted")
    faults = Faults()
    faults.check("/unit", unit_on, command.unit, context.happened_on, context.units)
    faults.refuse_if_any()
    return [event]


def retire(state: Device, command: RetireDevice, _context: Context) -> list[Event]:
    event = Retired(command.reason, None)
    if repeats(state, event):
        return []
    require(state, *PRESENT)
    return [event]
