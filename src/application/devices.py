"""Scanners, cameras, printers and encoders as a kind of stream."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.device import commands as c
from domain.device.claims import claims
from domain.device.decisions import decide
from domain.device.state import Device, evolve


def _scope(device: Device, _on: date) -> tuple[str, ...]:
    """The unit that the device is assigned to, if any."""
    return (device.unit,) if device.unit else ()


DEVICES = StreamKind(
    name="device",
    path="devices",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=DEVICES, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.RegisterDevice, opens=True),
    _can(c.GrantTrust),
    _can(c.RecordCalibration),
    _can(c.RotateKey, draws="former-key"),
    _can(c.AssignDevice),
    _can(c.SuspendTrust),
    _can(c.ReportDeviceLost),
    _can(c.RetireDevice),
)
