"""No command lets in a text, a list or a field without a bound, whoever gives it."""

from typing import Any

import msgspec
import pytest

from application.kinds import CAPABILITIES
from domain.mandates import COMMANDS

BODIES = [one.command for one in CAPABILITIES]


def unbounded(schema: Any, path: str) -> list[str]:
    """Where a schema lets in a text or a list of any length."""
    if isinstance(schema, list):
        return [found for one in schema for found in unbounded(one, path)]
    if not isinstance(schema, dict):
        return []
    found = [
        place
        for key, one in schema.items()
        if key not in ("examples", "default")
        for place in unbounded(one, f"{path}/{key}")
    ]
    bounds = {"string": {"maxLength", "format", "enum"}, "array": {"maxItems"}}
    wanted = bounds.get(str(schema.get("type")), set())
    return [*found, path] if wanted and not wanted & schema.keys() else found


@pytest.mark.parametrize("body", BODIES, ids=lambda one: one.__name__)
def test_a_body_is_bounded_described_and_admits_no_unknown_field(body: Any) -> None:
    schemas = msgspec.json.schema_components([body])[1]

    assert [place for name, one in schemas.items() for place in unbounded(one, name)] == []
    assert schemas[body.__name__]["additionalProperties"] is False
    assert schemas[body.__name__]["description"]


@pytest.mark.parametrize("body", BODIES, ids=lambda one: one.__name__)
def test_a_command_has_its_mandate(body: Any) -> None:
    assert body.__name__ in COMMANDS


def test_a_text_without_a_bound_is_found() -> None:
    schema = {"properties": {"x": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    assert unbounded(schema, "Body") == ["Body/properties/x/anyOf"]
