"""Which changes of a published schema are allowed within v1: additions, and nothing else.

Two promises are kept at once, to every schema ever published (BACKWARD_TRANSITIVE, and its mirror):
whoever reads by the new schema can read all old data, and whoever reads by an old one can read all
new data, for schemas are open and consumers pass over fields that they do not know.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Schema = Mapping[str, Any]

SAID_ONLY = frozenset(
    {"$comment", "$id", "$schema", "default", "deprecated", "description", "examples", "title"}
)
"""Keywords that tell people something and no validator: they may change."""

_STRUCTURE = frozenset({"properties", "required", "items", "additionalProperties", "type"})

BECAUSE = {
    "field-removed": "consumers of the old schema read it",
    "field-required": "old data lacks it: a new field is optional",
    "field-optional": "consumers of the old schema rely on it",
    "type-widened": "consumers of the old schema cannot read the new type",
    "type-narrowed": "old data may hold the type that is gone",
    "enum-widened": "consumers of the old schema refuse the new value: publish codes as plain text",
    "enum-narrowed": "old data may hold the value that is gone",
    "closed": "consumers must go on when a field is added",
    "constraint-changed": "it would refuse old data, or let new data in that old consumers refuse",
}
"""Every kind of refusal, and why."""


class Refusal(NamedTuple):
    """A JSON pointer into the schema, and a key of BECAUSE."""

    at: str
    kind: str


def refusals(old: Schema, new: Schema, at: str = "") -> Iterator[Refusal]:
    """What the new schema may not do to data or consumers of the old one; nothing when it may."""
    yield from _types(old, new, at)
    yield from _enums(old, new, at)
    yield from _fields(old, new, at)
    yield from _parts(old, new, at)
    meant = (old.keys() | new.keys()) - SAID_ONLY - _STRUCTURE - {"enum", "const"}
    for keyword in sorted(meant):
        if old.get(keyword) != new.get(keyword):
            yield Refusal(f"{at}/{keyword}", "constraint-changed")


def transitive_refusals(published: Sequence[Schema], new: Schema) -> list[Refusal]:
    """Against every schema that was ever published, not only the last."""
    return sorted({refusal for old in published for refusal in refusals(old, new)})


def _types(old: Schema, new: Schema, at: str) -> Iterator[Refusal]:
    before, now = _listed(old.get("type")), _listed(new.get("type"))
    if not now < before and now != before:
        yield Refusal(f"{at}/type", "type-widened")
    if not before < now and now != before:
        yield Refusal(f"{at}/type", "type-narrowed")


def _listed(types: Any) -> frozenset[str]:
    """No `type` at all allows each of them."""
    every = ("array", "boolean", "integer", "null", "number", "object", "string")
    if types is None:
        return frozenset(every)
    listed = {types} if isinstance(types, str) else set(types)
    return frozenset(listed | ({"integer"} if "number" in listed else set()))


def _enums(old: Schema, new: Schema, at: str) -> Iterator[Refusal]:
    before, now = _values(old), _values(new)
    if before == now:
        return
    if now is None or (before is not None and now - before):
        yield Refusal(f"{at}/enum", "enum-widened")
    if before is None or (now is not None and before - now):
        yield Refusal(f"{at}/enum", "enum-narrowed")


def _values(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {repr(schema["const"])}
    return {repr(one) for one in schema["enum"]} if "enum" in schema else None


def _fields(old: Schema, new: Schema, at: str) -> Iterator[Refusal]:
    before: Schema = old.get("properties", {})
    now: Schema = new.get("properties", {})
    was_required, is_required = set(old.get("required", ())), set(new.get("required", ()))
    for name in before.keys() - now.keys():
        yield Refusal(f"{at}/properties/{name}", "field-removed")
    for name in sorted(is_required - was_required):
        yield Refusal(f"{at}/required/{name}", "field-required")
    for name in sorted((was_required - is_required) & now.keys()):
        yield Refusal(f"{at}/required/{name}", "field-optional")
    for name in before.keys() & now.keys():
        yield from refusals(before[name], now[name], f"{at}/properties/{name}")


def _parts(old: Schema, new: Schema, at: str) -> Iterator[Refusal]:
    """Items of an array, and values under names that the schema does not list."""
    yield from (
        refusals(old.get("items", {}), new.get("items", {}), f"{at}/items")
        if ("items" in old or "items" in new)
        else ()
    )
    before, now = old.get("additionalProperties", True), new.get("additionalProperties", True)
    if now is False:
        yield Refusal(f"{at}/additionalProperties", "closed")
    elif before is not False and (before, now) != (True, True):
        was, is_now = ({} if one is True else one for one in (before, now))
        yield from refusals(was, is_now, f"{at}/additionalProperties")
