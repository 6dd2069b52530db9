"""Events of one registered device (domain §1.11); nothing in them is sealed."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec


class Registered(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "device.registered.v1"
    kind: str
    make: str
    model: str
    serial: str
    key_fingerprint: str
    certificate_sha256: str


class Calibrated(msgspec.Struct, frozen=True):
    """`resolution` in pixels per inch, of devices that have one."""

    TOPIC: ClassVar[str] = "device.calibrated.v1"
    certificate_number: str
    valid_to: date
    resolution: int | None


class TrustGranted(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "device.trust-granted.v1"
    reason: str | None
    since: datetime | None


class TrustSuspended(msgspec.Struct, frozen=True):
    """Trust ended at `since`, or else when the suspension happened."""

    TOPIC: ClassVar[str] = "device.trust-suspended.v1"
    reason: str | None
    since: datetime | None


class LostReported(msgspec.Struct, frozen=True):
    """Trust ended at `since`, or else when the loss was reported."""

    TOPIC: ClassVar[str] = "device.lost-reported.v1"
    reason: str | None
    since: datetime | None


class Retired(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "device.retired.v1"
    reason: str | None
    since: datetime | None


class KeyRotated(msgspec.Struct, frozen=True):
    """`former` is the fingerprint of the key that signed for the new one."""

    TOPIC: ClassVar[str] = "device.key-rotated.v1"
    former: str
    key_fingerprint: str
    certificate_sha256: str


class Assigned(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "device.assigned.v1"
    unit: str
    station_id: UUID | None


class DeadlineMissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "device.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Registered
    | Calibrated
    | TrustGranted
    | TrustSuspended
    | LostReported
    | Retired
    | KeyRotated
    | Assigned
    | DeadlineMissed
)
