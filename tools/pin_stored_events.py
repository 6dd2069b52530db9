"""Writes, for each event topic that has none yet, a stored example that must load for ever.

usage: pin_stored_events.py      (never touches an example that exists)

An example is the state bytes of formats §2 in hexadecimal, sealed under a data key of 32 zero
bytes, with the JSON that they must decode to. The key protects nobody: the person is invented.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from adapters.keys.data_key import DataKey
from adapters.postgres.sealing_mapper import SealingMapper
from domain.catalogue import CATALOGUE
from domain.envelope import Actor, Envelope
from domain.recorded import Recorded

FOLDER = Path(__file__).parents[1] / "tests" / "architecture" / "stored"
STREAM = UUID("01780a5c-8e00-7000-8000-000000000001")
KEY_ID = UUID("01780a5c-8e00-7000-8000-0000000000ff")
KEYS = {KEY_ID: DataKey(bytes(32))}
MOMENT = datetime(2021, 3, 1, 1, 2, 3, 456789, tzinfo=UTC)
ENVELOPE = Envelope(
    recorded_at=MOMENT,
    occurred_at=MOMENT,
    actor=Actor(UUID("00000000-0000-7000-8000-0101fff00001"), "00001", ("area-officer",)),
    station_id=None,
    command_id=UUID("01780a5c-8e00-7000-8000-000000000002"),
    correlation_id=UUID("01780a5c-8e00-7000-8000-000000000003"),
    policy_version=82,
    countersigned_by=None,
    traceparent=None,
    clock_offset_s=0,
)
_PLAIN: dict[Any, Any] = {
    str: "mẫu",
    int: 7,
    bool: True,
    UUID: UUID("01780a5c-8e00-7000-8000-0000000000aa"),
    datetime: MOMENT,
    date: date(2021, 3, 1),
    Any: "mẫu",
}


def example(hint: Any) -> Any:
    """A value of a type of the catalogue; optional fields are filled, so that they are pinned."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin is Annotated:
        return example(arguments[0])
    if origin in (Union, UnionType):
        return example(next(one for one in arguments if one is not NoneType))
    if origin is tuple:
        return (example(arguments[0]),)
    if origin is dict:
        return {"mẫu": example(arguments[1])}
    return made(hint)


def made(kind: type[Any]) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{name: example(hints[name]) for name in kind.__struct_fields__})


def write(topic: str, event_class: type[msgspec.Struct]) -> bool:
    """False when the example exists already."""
    stored, shown = FOLDER / f"{topic}.hex", FOLDER / f"{topic}.json"
    if stored.exists():
        return False
    recorded = Recorded(STREAM, 1, ENVELOPE, made(event_class))
    _, state = SealingMapper(CATALOGUE).encode(recorded, KEYS, KEY_ID)
    stored.write_text(state.hex() + "\n")
    text = json.dumps(msgspec.to_builtins(recorded), ensure_ascii=False, indent=1)
    shown.write_text(text + "\n")
    return True


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    written = [topic for topic, event_class in CATALOGUE.items() if write(topic, event_class)]
    sys.stdout.write("\n".join(f"pinned {topic}" for topic in written) + "\n")
