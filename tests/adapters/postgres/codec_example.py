"""A small catalogue with every kind of event the codec meets, and one recorded example."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from adapters.keys.data_key import DataKey
from adapters.postgres.sealing_mapper import Keys, SealingMapper
from domain.envelope import Actor, Envelope
from domain.recorded import Recorded


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


class Recaptured(Captured, frozen=True):
    TOPIC: ClassVar[str] = "example.recaptured.v1"


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

MAPPER = SealingMapper(CATALOGUE)
TOPIC, STATE = MAPPER.encode(CAPTURED, KEYS, KEY_ID)
_, PLAIN_STATE = MAPPER.encode(VERIFIED, {}, None)
PINNED_ENVELOPE = (
    '"envelope":{"recorded_at":"2021-03-01T02:03:04.500000Z",'
    '"occurred_at":"2021-03-01T02:03:04.000000Z",'
    '"actor":{"officer":"00000000-0000-0000-0000-000000000007","unit":"01","roles":["registrar"]},'
    '"station_id":null,"command_id":"00000000-0000-0000-0000-000000000008",'
    '"correlation_id":"00000000-0000-0000-0000-000000000009","policy_version":3,'
    '"countersigned_by":null,"traceparent":null,"clock_offset_s":0}'
)


def read(state: bytes, keys: Keys = KEYS, **other: Any) -> Recorded:
    where = {"stream": STREAM, "version": 1, "topic": TOPIC, **other}
    return MAPPER.decode(state=state, keys=keys, **where)
