"""What a citizen's events claim for the whole register (domain §1.1, claims)."""

from collections.abc import Iterable

from domain.citizen.commands import CaptureCitizen
from domain.citizen.events import Captured, Event, PinEstablished, Recaptured
from domain.citizen.forms import BirthCertificate
from domain.citizen.person import Citizen
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context


def claims(
    events: Iterable[Event],
    state: Citizen | None,
    command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    """The claims of events about to be appended to a stream in `state`.

    A birth certificate is in the command only, since no event repeats it; only a birth notice
    claims one.
    """
    taken = [claim for event in events for claim in _of(event, state)]
    if taken and isinstance(command, CaptureCitizen) and command.form == "birth-notice":
        taken.extend(_birth_certificate(command.birth_certificate))
    return tuple(taken)


def _of(event: Event, state: Citizen | None) -> tuple[Claim, ...]:
    match event:
        case Captured() | Recaptured():
            return _packet(event, state)
        case PinEstablished(sealed=sealed) if sealed:
            return (Claim("pin", sealed.pin, sealed=True),)
        case _:
            return ()


def _packet(event: Captured | Recaptured, state: Citizen | None) -> tuple[Claim, ...]:
    if state and event.packet_id in state.packets:
        return ()
    return (Claim("citizen-packet", str(event.packet_id), sealed=False),)


def _birth_certificate(given: BirthCertificate | None) -> tuple[Claim, ...]:
    if given is None:
        return ()
    value = f"{given.registry}/{given.year}/{given.number}"
    return (Claim("birth-certificate", value, sealed=True),)
