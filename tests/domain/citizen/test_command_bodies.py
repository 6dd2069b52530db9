"""Command bodies as they arrive: bounded, without unknown fields, closed lists closed."""

from typing import Any

import msgspec
import pytest

from domain.citizen import commands as c
from domain.citizen.decisions import DECIDERS
from domain.citizen.forms import ChangeGiven, ObjectGiven, PlaceGiven, RelationGiven
from domain.legal_instrument.decisions import DECIDERS as INSTRUMENTS

BODIES = [*DECIDERS, *INSTRUMENTS]
PARTS = [ChangeGiven, ObjectGiven, PlaceGiven, RelationGiven]


def schemas() -> dict[str, Any]:
    return msgspec.json.schema_components([*BODIES, *PARTS])[1]


def unbounded(schema: Any, path: str) -> list[str]:
    """Where a schema lets in a text or a list of any length."""
    if isinstance(schema, list):
        return [found for one in schema for found in unbounded(one, path)]
    if not isinstance(schema, dict):
        return []
    found = [p for key, one in schema.items() if key not in ("examples", "default")
             for p in unbounded(one, f"{path}/{key}")]  # fmt: skip
    if schema.get("type") == "string" and not schema.keys() & {"maxLength", "format", "enum"}:
        found.append(path)
    if schema.get("type") == "array" and "maxItems" not in schema:
        found.append(path)
    return found


@pytest.mark.parametrize("body", BODIES, ids=lambda one: one.__name__)
def test_every_text_and_every_list_has_a_bound(body: type) -> None:
    components = schemas()

    assert unbounded(components[body.__name__], body.__name__) == []


def test_every_part_of_a_body_has_bounds_too_and_admits_no_unknown_field() -> None:
    for name, schema in schemas().items():
        assert unbounded(schema, name) == []
        assert schema.get("additionalProperties") is False


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (c.VerifyCitizen, '{"against":["x"],"unknown":1}'),
        (c.VerifyCitizen, '{"against":[]}'),
        (c.VerifyCitizen, '{"against":["X Y"]}'),
        (c.VerifyCitizen, '{"against":["x\\n"]}'),
        (c.ReturnCitizen, '{"reasons":["x"],"remark":"\\u0000"}'),
        (c.ReturnCitizen, '{"reasons":["x"],"to_unit":"1"}'),
        (c.RecordDeath, '{"died":"1990-01-01-01"}'),
        (c.RecordDeath, '{"died":1990}'),
        (c.NotifyPin, '{"channel":"fax","notified_on":"2021-06-01","notice":null}'),
        (PlaceGiven, '{"as_of":"2021-03-01","unit":"centre"}'),
        (PlaceGiven, '{"as_of":"2021-02-29"}'),
        (PlaceGiven, '{"as_of":"2021-03-01","unit":"٠١"}'),
        (ObjectGiven, '{"id":"x","sha256":"","media_type":"a/b"}'),
        (ChangeGiven, '{"field":"birth","after":1,"source":"x","before":2}'),
        (RelationGiven, '{"nationality":"VIETNAM00"}'),
    ],
)
def test_a_body_of_another_form_is_not_read(body: Any, text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=body)


def test_days_are_named_from_and_to() -> None:
    text = '{"kind":"current","from":"2021-06-01","place":{"as_of":"2021-06-01","unit":"00001"}}'

    command = msgspec.json.decode(text, type=c.RecordResidence)

    assert command.from_.isoformat() == "2021-06-01"
    assert command.to is None
