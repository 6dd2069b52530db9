"""What a device claims for the whole register, for ever: its make and serial, and each key."""

from collections.abc import Iterable

from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.device.events import Event, KeyRotated, Registered
from domain.device.state import Device


def claims(
    events: Iterable[Event],
    _state: Device | None,
    _command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    return tuple(claim for event in events for claim in _of(event))


def _of(event: Event) -> tuple[Claim, ...]:
    match event:
        case Registered(make=make, serial=serial, key_fingerprint=key):
            return (Claim("device-serial", f"{make}/{serial}", sealed=False), _key(key))
        case KeyRotated(key_fingerprint=key):
            return (_key(key),)
        case _:
            return ()


def _key(fingerprint: str) -> Claim:
    return Claim("device-key", fingerprint, sealed=False)
