"""Writes down the fields of each event topic and one payload of it, once, for ever.

What is pinned is never rewritten here: a topic whose fields differ needs a new version and an
upcaster (formats page), not a new pin. Run `python tools/pin_event_catalogue.py` after adding one.
"""

import json
import sys
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "tests" / "domain" / "catalogue"
_PLAIN: dict[Any, Any] = {
    str: "văn bản",
    int: 7,
    bool: True,
    UUID: UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
    date: date(2021, 6, 15),
    datetime: datetime(2021, 6, 15, 3, 0, 0, 123456, tzinfo=UTC),
    Any: "1990-01-02",
}


def described(event: Any) -> dict[str, Any]:
    """Stored name and type of each field, those of its parts within."""
    hints = typing.get_type_hints(event)
    names = zip(event.__struct_encode_fields__, event.__struct_fields__, strict=True)
    return {stored: _named(hints[field]) for stored, field in names}


def sample(kind: Any) -> Any:
    """A value of the type with every optional part present."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind)
        return kind(**{field: sample(hints[field]) for field in kind.__struct_fields__})
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return (sample(arguments[0]),)
    if typing.get_origin(kind) is dict:
        return {"factor": "0.5"}
    return sample(arguments[0]) if arguments else _PLAIN[kind]


def _named(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return described(kind)
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return [_named(arguments[0])]
    if type(None) in arguments:
        return {"optional": _named(arguments[0])}
    return getattr(kind, "__name__", str(kind))


def main() -> None:
    sys.path.insert(0, str(ROOT / "src"))
    from domain.catalogue import CATALOGUE  # noqa: PLC0415 (the path is set above)

    for topic, event in CATALOGUE.items():
        pin = PINS / f"{topic}.json"
        if not pin.exists():
            payload = json.loads(msgspec.json.encode(sample(event)))
            text = json.dumps(
                {"fields": described(event), "payload": payload}, indent=1, ensure_ascii=False
            )
            pin.write_text(text + "\n", encoding="utf-8")
            print(f"pinned {topic}")


if __name__ == "__main__":
    main()
