"""What a citizen's events claim for the whole register (domain §1.1, claims)."""

from collections.abc import Iterable

from domain.citizen.commands import CaptureCitizen, UndoMerge
from domain.citizen.events import Captured, Erased, Event, Merged, PinEstablished, Recaptured
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
    claims one. For the same reason a merge that is undone claims it again from the command.
    """
    taken = [claim for event in events for claim in _of(event, state)]
    if taken and isinstance(command, CaptureCitizen) and command.form == "birth-notice":
        taken.extend(_birth_certificate(command.birth_certificate))
    if isinstance(command, UndoMerge) and state and _undoes(state):
        taken.extend(_birth_certificate(command.birth_certificate))
    return tuple(taken)


def _undoes(state: Citizen) -> bool:
    """A repeat undoes nothing, and only an entry made from a birth notice has a certificate."""
    return state.status == "merged" and state.form == "birth-notice"


def _of(event: Event, state: Citizen | None) -> tuple[Claim, ...]:
    match event:
        case Captured() | Recaptured():
            return _packet(event, state)
        case Merged() | Erased():
            return (Claim("birth-certificate", "", sealed=True, action="release"),)
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
