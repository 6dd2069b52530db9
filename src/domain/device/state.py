"""A device from its registration to its retirement, with every period in which it was trusted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.deadlines import Missed
from domain.device import events as e
from domain.effects import noted
from domain.envelope import Envelope


class TrustPeriod(msgspec.Struct, frozen=True):
    """`until` is the first moment without trust; None while the trust lasts."""

    since: datetime
    until: datetime | None = None


class Calibration(msgspec.Struct, frozen=True):
    """`valid_to` is its last day."""

    since: datetime
    valid_to: date


class Device(msgspec.Struct, frozen=True):
    """`unit` is that of the registering officer until the device is assigned to another.

    `trust` and `calibrations` run from the oldest to the newest; `calibrated_to` is the last day
    of the newest. `trust_ended_at` is the last moment at which a loss or suspension ended it,
    since it was last granted.
    """

    version: int
    status: str
    unit: str
    kind: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    key_fingerprint: str = ""
    certificate_sha256: str = ""
    registered_by: UUID | None = None
    station_id: UUID | None = None
    calibrated_to: date | None = None
    calibrations: tuple[Calibration, ...] = ()
    trust: tuple[TrustPeriod, ...] = ()
    trust_ended_at: datetime | None = None
    missed: tuple[Missed, ...] = ()
    done: dict[str, str] = {}


def evolve(state: Device | None, event: e.Event, by: Envelope) -> Device:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or Device(0, "registered", by.actor.unit)
    after = _after(replace(former, version=former.version + 1), event, by)
    return replace(after, done=noted(after.done, event))


def _after(state: Device, event: e.Event, by: Envelope) -> Device:
    match event:
        case e.Registered():
            return _registered(state, event, by.actor.officer)
        case e.Calibrated(valid_to=valid_to):
            return _calibrated(state, Calibration(by.occurred_at, valid_to))
        case e.TrustGranted(since=since):
            return _granted(state, since or by.occurred_at)
        case e.TrustSuspended(since=since) | e.LostReported(since=since):
            return _ended(state, "suspended", since or by.occurred_at)
        case e.Retired(since=since):
            return _ended(state, "retired", since or by.occurred_at)
        case e.KeyRotated(_, key_fingerprint, certificate):
            return replace(state, key_fingerprint=key_fingerprint, certificate_sha256=certificate)
        case e.Assigned(unit, station_id):
            return replace(state, unit=unit, station_id=station_id)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _registered(state: Device, event: e.Registered, officer: UUID) -> Device:
    return replace(
        state,
        status="registered",
        kind=event.kind,
        make=event.make,
        model=event.model,
        serial=event.serial,
        key_fingerprint=event.key_fingerprint,
        certificate_sha256=event.certificate_sha256,
        registered_by=officer,
    )


def _calibrated(state: Device, calibration: Calibration) -> Device:
    both = (*state.calibrations, calibration)
    in_order = tuple(sorted(both, key=lambda one: one.since))
    return replace(state, calibrations=in_order, calibrated_to=in_order[-1].valid_to)


def _granted(state: Device, since: datetime) -> Device:
    """With new trust, an earlier loss or suspension no longer stands, and may come again."""
    return replace(
        state,
        status="trusted",
        trust=(*state.trust, TrustPeriod(since)),
        trust_ended_at=None,
        done=_without_ends(state.done),
    )


def _ended(state: Device, status: str, until: datetime) -> Device:
    """A back-dated end also takes what was trusted after it in good faith."""
    trust: Any = (_cut(period, until) for period in state.trust if period.since < until)
    last = max(until, state.trust_ended_at or until)
    return replace(state, status=status, trust=tuple(trust), trust_ended_at=last)


def _cut(period: TrustPeriod, until: datetime) -> TrustPeriod:
    ends_before = period.until is not None and period.until <= until
    return period if ends_before else replace(period, until=until)


def _without_ends(done: dict[str, str]) -> dict[str, str]:
    ends = (e.TrustSuspended.TOPIC, e.LostReported.TOPIC)
    return {topic: digest for topic, digest in done.items() if topic not in ends}
