"""JSON Schema 2020-12 of what stands on the topics, made from the structs of the domain.

Schemas are open: a consumer that checks values against one goes on when a field is added. They
use only what draft-07 knows too, except for `$schema`, so that AsyncAPI 3.0 can carry them.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import structs

from adapters.kafka.withheld import WITHHELD
from domain.envelope import Actor

DIALECT = "https://json-schema.org/draft/2020-12/schema"
GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"

Schema = dict[str, Any]

INSTANT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$",
}
_DAY: Schema = {
    "type": "string",
    "format": "date",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: INSTANT,
    date: _DAY,
    Any: {},
}
_ENTRY = re.compile(r"^- `(?P<event>[a-z.-]+)` — (?P<meaning>\S.*)$", re.MULTILINE)


class SchemaUnknown(TypeError):
    """A type of the domain for which this page has no JSON Schema; say how it is written."""


def schema_of(hint: Any) -> Schema:
    """How a value of this type is written (see `adapters.postgres.event_shape`)."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _object(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return schema_of(arguments[0])
    if origin in (Union, UnionType):
        return _nullable(hint, arguments)
    return _container(hint, origin, arguments)


def _container(hint: Any, origin: Any, arguments: tuple[Any, ...]) -> Schema:
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is dict and arguments[0] is str:
        values = schema_of(arguments[1])
        return {"type": "object", **({"additionalProperties": values} if values else {})}
    raise SchemaUnknown(f"no JSON Schema for {hint}")


def _nullable(hint: Any, arguments: tuple[Any, ...]) -> Schema:
    others = [one for one in arguments if one is not NoneType]
    if len(others) != 1 or len(arguments) != 2:
        raise SchemaUnknown(f"no JSON Schema for {hint}")
    made = schema_of(others[0])
    return {**made, "type": [made["type"], "null"]}


def _object(kind: type[msgspec.Struct], without: frozenset[str] = frozenset({"sealed"})) -> Schema:
    """Every field is written, an absent optional one as null."""
    hints = get_type_hints(kind, include_extras=True)
    fields = [field for field in structs.fields(kind) if field.name not in without]
    made: Schema = {"type": "object"}
    if told := told_of(kind):
        made["description"] = told
    made["properties"] = {field.encode_name: schema_of(hints[field.name]) for field in fields}
    made["required"] = [field.encode_name for field in fields]
    return made


def told_of(kind: type) -> str:
    """The docstring in one line; what a class inherits is not its own."""
    return " ".join((kind.__dict__.get("__doc__") or "").split())


@cache
def meanings() -> Mapping[str, str]:
    """By the topic without its version: what the glossary says of an event."""
    found = _ENTRY.finditer(GLOSSARY.read_text(encoding="utf-8"))
    return {one["event"]: one["meaning"] for one in found}


ENVELOPE: Schema = {
    "recorded_at": {**INSTANT, "description": "When the register stored the event"},
    "occurred_at": {
        **INSTANT,
        "description": "When it happened; a station may have sent it late",
    },
    "actor": schema_of(Actor),
    "command_id": {
        **_PLAIN[UUID],
        "description": "All events of one command bear the same id",
    },
    "correlation_id": {
        **_PLAIN[UUID],
        "description": "Joins everything done for one request of one person",
    },
    "policy_version": {
        "type": "integer",
        "description": "How many rules of law were confirmed when it was decided",
    },
}
"""What stands beside `data` in every value (formats §6)."""


def event_schema(topic: str, kind: type[msgspec.Struct]) -> Schema:
    """Of the value of one event; `data` is its public part, but for what is withheld."""
    without = WITHHELD.get(topic, frozenset()) | {"sealed"}
    stem = topic.rsplit(".", 1)[0]
    meaning = meanings().get(stem, "")
    return {
        "$schema": DIALECT,
        "$id": f"urn:cancuoc:{topic}",
        "title": topic,
        "description": meaning[:1].upper() + meaning[1:],
        "type": "object",
        "properties": {**ENVELOPE, "data": _object(kind, without)},
        "required": [*ENVELOPE, "data"],
    }


def state_schema(name: str, kind: type[msgspec.Struct]) -> Schema:
    """Of the value of a topic that keeps the last value of each key."""
    return {"$schema": DIALECT, "$id": f"urn:cancuoc:{name}", "title": name, **_object(kind)}
