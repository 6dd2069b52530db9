"""Calibration of a device, and a new key in the place of its former one."""

from domain.context import Context
from domain.device.commands import RecordCalibration, RotateKey
from domain.device.events import Calibrated, Event, KeyRotated
from domain.device.guards import PRESENT, require
from domain.device.state import Device
from domain.effects import repeats
from domain.guards import refuse_field, second_officer
from domain.refusals import AlreadyTaken, refuse_if


def record_calibration(state: Device, command: RecordCalibration, context: Context) -> list[Event]:
    """Also of a suspended device, which otherwise could never be trusted again (guard 2)."""
    event = Calibrated(command.certificate_number, command.valid_to, command.resolution)
    if repeats(state, event):
        return []
    require(state, *PRESENT)
    second_officer(context)
    ended = refuse_field("/valid_to", "calibration-ended", day=command.valid_to)
    refuse_if(command.valid_to < context.happened_on, ended)
    return [event]


def rotate_key(state: Device, command: RotateKey, context: Context) -> list[Event]:
    """Whether the former key signed is found outside: `context.facts` is True, or it did not."""
    event = KeyRotated(command.former, command.key_fingerprint, command.certificate_sha256)
    if repeats(state, event):
        return []
    require(state, "trusted")
    other = refuse_field("/former", "key-not-in-use")
    refuse_if(command.former != state.key_fingerprint, other)
    refuse_if(context.facts is not True, refuse_field("/signature", "former-key-did-not-sign"))
    taken = AlreadyTaken("device-key-taken", value=command.key_fingerprint)
    refuse_if(command.key_fingerprint == state.key_fingerprint, taken)
    return [event]
