"""Example values of what stands on the topics, as commands name examples of their fields."""

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from domain.commands import Command

Schema = Mapping[str, Any]
DOMAIN = Path(__file__).parents[1] / "src" / "domain"
ID = "01780a5c-8e00-7000-8000-0000000000aa"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
BY_FORMAT = {
    "date-time": "2021-03-01T01:02:03.456789Z",
    "date": "2021-03-01",
    "uuid": ID,
}
BY_TYPE: Mapping[str, Any] = {"integer": 7, "boolean": True, "object": {}, "string": "mau"}
UNIT = "00001"
NAMED = {
    "basis": "occurred",
    "counter": "population.captured",
    "policy_version": 82,
    "roles": ["area-officer"],
    "refusal": "already-taken",
    "form": "dc01",
    "source": "counter",
    "stage": "verified",
    "owner_role": "register-approver",
    "age_band": "25-29",
    "sex": "female",
}
"""Where no command names an example, or one that would mislead here."""


def example(schema: Schema, name: str = "") -> Any:
    """A value that the schema accepts; the name of its field chooses among them."""
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object" and "properties" in schema:
        return {field: example(part, field) for field, part in schema["properties"].items()}
    if kind == "array":
        return NAMED.get(name) or [example(schema["items"], name)]
    if "format" in schema:
        return BY_FORMAT[schema["format"]]
    return _plain(kind, name)


def _plain(kind: str, name: str) -> Any:
    if name in NAMED:
        return NAMED[name]
    if kind == "string" and (name == "unit" or name.endswith("_unit")):
        return UNIT
    if kind == "string" and "sha256" in name:
        return HASH
    known = examples_of_commands().get(name)
    if known is not None and _kind_of(known) == kind:
        return known
    return BY_TYPE[kind]


def _kind_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", str: "string"}
    return kinds.get(type(value), "")


@cache
def examples_of_commands() -> Mapping[str, Any]:
    """By the name of a field: the first example that any command gives of it."""
    for module in sorted(DOMAIN.rglob("*.py")):
        importlib.import_module(".".join(module.relative_to(DOMAIN.parent).with_suffix("").parts))
    found: dict[str, Any] = {}
    # Of the domain alone: what else is loaded (bodies of requests, tests) must not change examples.
    commands = [one for one in _below(Command) if one.__module__.startswith("domain.")]
    for command in sorted(commands, key=lambda one: f"{one.__module__}.{one.__qualname__}"):
        _, components = msgspec.json.schema_components([command])
        for schema in components.values():
            for field, part in schema.get("properties", {}).items():
                for value in _examples(part):
                    found.setdefault(field, value)
    return found


def _examples(part: Schema) -> Iterator[Any]:
    yield from part.get("examples", ())
    for one in part.get("anyOf", ()):
        yield from one.get("examples", ())


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    child: type[Any]
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
