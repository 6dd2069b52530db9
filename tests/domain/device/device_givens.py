"""Officers, devices and moments from which the tests of devices begin."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.domain.citizen.givens import NOW, officer
from tests.domain.citizen.givens import context as usual
from tests.domain.citizen.givens import envelope as at_now

from domain.context import Context
from domain.device import commands as c
from domain.device import events as e
from domain.device.state import Device, evolve
from domain.envelope import Actor, Envelope

DEVICE = UUID(int=500)
STATION = UUID(int=501)
OLD_KEY, NEW_KEY = "a" * 64, "b" * 64
CERTIFICATE = "c" * 64

TU = officer(30, "centre", "device-officer")
SON = officer(31, "centre", "security-officer")
HEAD = officer(32, "00001", "commune-chief")
ENGINEER = officer(33, "centre", "vendor-engineer")
CLOCK = officer(34, "centre", "timer")

REGISTERED_AT = datetime(2021, 3, 1, 2, 0, tzinfo=UTC)
TRUSTED_AT = datetime(2021, 3, 2, 2, 0, tzinfo=UTC)
LAST_DAY = date(2022, 3, 1)

REGISTER = c.RegisterDevice(
    id=DEVICE,
    kind="finger-scanner",
    make="Mẫu Optics",
    model="FS-10",
    serial="SN-000471",
    key_fingerprint=OLD_KEY,
    certificate_sha256=CERTIFICATE,
)
REGISTERED = e.Registered(
    "finger-scanner", "Mẫu Optics", "FS-10", "SN-000471", OLD_KEY, CERTIFICATE
)
ROTATE = c.RotateKey(
    former=OLD_KEY,
    key_fingerprint=NEW_KEY,
    certificate_sha256=CERTIFICATE,
    former_key="-----BEGIN PUBLIC KEY-----",
    signature="MEUCIQDx",
)
CALIBRATE = c.RecordCalibration(certificate_number="HC-1", valid_to=LAST_DAY, resolution=500)
GRANTED = e.TrustGranted(None, None)


def context(actor: Actor = SON, at: datetime = NOW, **changes: Any) -> Context:
    return replace(usual(actor), now=at, occurred_at=at, stream=DEVICE, facts=None, **changes)


def envelope(actor: Actor, at: datetime) -> Envelope:
    return replace(at_now(actor), recorded_at=at, occurred_at=at)


def given(*steps: tuple[Actor, datetime, e.Event], after: Device | None = None) -> Device:
    """The state that a replay of the events gives, each by its officer and at its moment."""
    state = after
    for actor, at, event in steps:
        state = evolve(state, event, envelope(actor, at))
    assert state is not None
    return state


def registered(**changes: Any) -> Device:
    return given((TU, REGISTERED_AT, replace(REGISTERED, **changes)))


def trusted(**changes: Any) -> Device:
    return given((SON, TRUSTED_AT, GRANTED), after=registered(**changes))


def calibrated(to: date = LAST_DAY, at: datetime = REGISTERED_AT) -> Device:
    return given((TU, at, e.Calibrated("HC-1", to, 500)), after=trusted())


def suspended(at: datetime = NOW, since: datetime | None = None) -> Device:
    return given((SON, at, e.TrustSuspended("doubt", since)), after=trusted())


def retired() -> Device:
    return given((TU, NOW, e.Retired(None, None)), after=trusted())
