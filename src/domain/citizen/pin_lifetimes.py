"""How numbers begin, end and resume in a citizen's state; an ended one still resolves."""

from datetime import date

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.person import Citizen, PinLifetime, Settled
from domain.citizen.settled import settle


def numbered(state: Citizen, event: e.PinEstablished, on: date) -> Citizen:
    number = event.sealed.pin if event.sealed else None
    return replace(
        state,
        status=state.former_status or state.status,
        former_status=None,
        settled=_reestablished(state),
        pins=(*state.pins, PinLifetime(number, event.origin, on)),
        pin_notified=None,
        field_versions={**state.field_versions, "pin": state.version},
    )


def _reestablished(state: Citizen) -> tuple[Settled, ...]:
    """A number given in the same act as the cancellation settles the request in another way."""
    if state.former_status is None or not state.settled:
        return state.settled
    *earlier, last = state.settled
    return (*earlier, Settled(last.id, "re-established"))


def cancelled(state: Citizen, event: e.PinCancelled) -> Citizen:
    return replace(
        settle(state, event.request_id, "cancelled"),
        status="verified",
        former_status=state.status,
        pins=ended(state.pins, event.from_, event.ground),
        cancellation=None,
    )


def ended(pins: tuple[PinLifetime, ...], on: date, reason: str) -> tuple[PinLifetime, ...]:
    return tuple(pin if pin.to else replace(pin, to=on, end_reason=reason) for pin in pins)


def resumed(pins: tuple[PinLifetime, ...], reason: str) -> tuple[PinLifetime, ...]:
    return tuple(
        replace(pin, to=None, end_reason=None) if pin.end_reason == reason else pin for pin in pins
    )
