"""Every field of a schema by its path, with the type that it has there."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]


class Field(NamedTuple):
    """`path` as in `data.fingers[].position`; `type` as in `string:uuid|null`."""

    path: str
    type: str

    @property
    def name(self) -> str:
        return self.path.rsplit(".", 1)[-1].removesuffix("[]").removesuffix("{}")


def fields(schema: Schema, path: str = "") -> Iterator[Field]:
    """All of them, also those that hold others; values of a map are `{}`."""
    for name, part in schema.get("properties", {}).items():
        yield from _field(part, f"{path}.{name}" if path else name)


def _field(part: Schema, path: str) -> Iterator[Field]:
    yield Field(path, _type(part))
    if "items" in part:
        yield from _field(part["items"], f"{path}[]")
    if isinstance(part.get("additionalProperties"), Mapping):
        yield from _field(part["additionalProperties"], f"{path}{{}}")
    yield from fields(part, path)


def _type(part: Schema) -> str:
    kinds = part.get("type", "anything")
    first, *others = [kinds] if isinstance(kinds, str) else kinds
    if first == "object" and "properties" not in part and "additionalProperties" not in part:
        first = "object:anything"
    said = f"{first}:{part['format']}" if "format" in part else first
    return "|".join([said, *others])
