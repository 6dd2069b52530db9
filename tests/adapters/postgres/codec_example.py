"""A small catalogue with every kind of event the codec meets, and one recorded example."""

from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from adapters.keys.data_key import DataKey
from application.recorded import Recorded
from domain.envelope import Actor, Envelope


class Declared(msgspec.Struct, frozen=True):
    surname: str
    note: str | None
    seen_at: datetime | None


class Captured(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    TOPIC: ClassVar[str] = "example.captured.v1"
    unit: str
    from_: date | None
    captured_at: datetime
    sealed: Declared | None


class Verified(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "example.verified.v1"
    checks: tuple[str, ...]


CATALOGUE: dict[str, type[msgspec.Struct]] = {each.TOPIC: each for each in (Captured, Verified)}

STREAM = UUID("01900000-0000-7000-8000-000000000001")
KEY_ID = UUID("01900000-0000-7000-8000-00000000000a")
KEY = DataKey(bytes(range(32)))
KEYS = {KEY_ID: KEY}

ENVELOPE = Envelope(
    recorded_at=datetime(2021, 3, 1, 2, 3, 4, 500000, UTC),
    occurred_at=datetime(2021, 3, 1, 2, 3, 4, tzinfo=UTC),
    actor=Actor(UUID(int=7), "01", ("registrar",)),
    station_id=None,
    command_id=UUID(int=8),
    correlation_id=UUID(int=9),
    policy_version=3,
    countersigned_by=None,
    traceparent=None,
    clock_offset_s=0,
)
CAPTURED = Recorded(
    STREAM,
    1,
    ENVELOPE,
    Captured("01", date(2021, 3, 1), ENVELOPE.occurred_at, Declared("Nguyễn", None, None)),
)
VERIFIED = Recorded(STREAM, 2, ENVELOPE, Verified(("DQ-01", "DQ-02")))
