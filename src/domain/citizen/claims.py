"""What a citizen's events claim for the whole register (domain §1.1, claims)."""

from collections.abc import Iterable

from domain.citizen.commands import CaptureCitizen
from domain.citizen.events import Captured, Event, PinEstablished, Recaptured
from domain.citizen.forms import BirthCertificate
from domain.citizen.person import Citizen
from domain.claims import Claim
from domain.commands import Command


def claims(
    events: Iterable[Event], state: Citizen | None, command: Command | None = None
) -> tuple[Claim, ...]:
    """The claims of events about to be appended to a stream in `state`.

    A birth certificate is in the command only, since no event repeats it.
    """
    taken = [claim for event in events for claim in _of(event, state)]
    certificate = command.birth_certificate if isinstance(command, CaptureCitizen) else None
    if certificate and taken:
        taken.append(_birth_certificate(certificate))
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
    own = state.capture.packet_id if state and state.capture else None
    if event.packet_id == own:
        return ()
    return (Claim("citizen-packet", str(event.packet_id), sealed=False),)


def _birth_certificate(given: BirthCertificate) -> Claim:
    value = f"{given.registry}/{given.year}/{given.number}"
    return Claim("birth-certificate", value, sealed=True)
