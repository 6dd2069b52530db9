"""Within v1 a schema only grows: new readers read old data, and old readers read new data."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tools.schema_changes import BECAUSE, Refusal, refusals, transitive_refusals

Schema = dict[str, Any]
OLD: Schema = {
    "type": "object",
    "properties": {
        "kind": {"type": "string"},
        "count": {"type": ["integer", "null"]},
        "basis": {"type": "string", "enum": ["occurred", "recorded"]},
        "note": {"type": "string"},
        "serials": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"first": {"type": "string"}},
                "required": ["first"],
            },
        },
        "balance": {"type": "object", "additionalProperties": {"type": "integer"}},
        "at": {"type": "string", "format": "date-time", "pattern": "Z$"},
    },
    "required": ["kind", "count", "basis", "serials"],
}
NEWS: Schema = {"type": "string"}


def changed(path: str, **words: Any) -> Schema:
    """OLD with other words at a place; a word of None goes."""
    made: Schema = _copied(OLD)
    at = made
    for step in filter(None, path.split("/")):
        at = at[step]
    at.update(words)
    for word in [word for word, value in words.items() if value is None]:
        del at[word]
    return made


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {word: _copied(part) for word, part in value.items()}
    return list(value) if isinstance(value, list) else value


ALLOWED: dict[str, Schema] = {
    "nothing at all": OLD,
    "a new optional field": changed("properties", news=NEWS),
    "a new optional field deep inside": changed("properties/serials/items/properties", news=NEWS),
    "a new optional field of any type": changed("properties", news={}),
    "another description": changed("properties/kind", description="What it is"),
    "another title": changed("", title="x"),
    "other examples": changed("properties/kind", examples=["a"]),
    "said to go one day": changed("properties/note", deprecated=True),
    "said that more fields may come": changed("", additionalProperties=True),
    "required in another order": changed("", required=["serials", "basis", "count", "kind"]),
}
REFUSED: dict[str, tuple[Schema, str, str]] = {
    "a field is gone": (changed("properties", note=None), "/properties/note", "field-removed"),
    "a required field is gone": (
        changed("properties", kind=None), "/properties/kind", "field-removed"
    ),
    "a field is gone deep inside": (
        changed("properties/serials/items/properties", first=None),
        "/properties/serials/items/properties/first",
        "field-removed",
    ),
    "a field has another name": (
        changed("properties", note=None, remark=NEWS), "/properties/note", "field-removed"
    ),
    "a new field is required": (
        changed("", properties={**OLD["properties"], "news": NEWS},
                required=[*OLD["required"], "news"]),
        "/required/news",
        "field-required",
    ),
    "a field becomes required": (
        changed("", required=[*OLD["required"], "note"]), "/required/note", "field-required"
    ),
    "a field becomes optional": (
        changed("", required=["kind", "basis", "serials"]), "/required/count", "field-optional"
    ),
    "a field may be null": (
        changed("properties/kind", type=["string", "null"]), "/properties/kind/type", "type-widened"
    ),
    "an integer becomes a number": (
        changed("properties/count", type=["number", "null"]),
        "/properties/count/type",
        "type-widened",
    ),
    "a type is said no more": (
        changed("properties/kind", type=None), "/properties/kind/type", "type-widened"
    ),
    "a field may be null no more": (
        changed("properties/count", type="integer"), "/properties/count/type", "type-narrowed"
    ),
    "a code is gone": (
        changed("properties/basis", enum=["occurred"]), "/properties/basis/enum", "enum-narrowed"
    ),
    "a code comes to a closed list": (
        changed("properties/basis", enum=["occurred", "recorded", "sent"]),
        "/properties/basis/enum",
        "enum-widened",
    ),
    "a list of codes is opened": (
        changed("properties/basis", enum=None), "/properties/basis/enum", "enum-widened"
    ),
    "a text becomes a list of codes": (
        changed("properties/kind", enum=["a"]), "/properties/kind/enum", "enum-narrowed"
    ),
    "a text becomes one code": (
        changed("properties/kind", const="a"), "/properties/kind/enum", "enum-narrowed"
    ),
    "no more fields may come": (
        changed("", additionalProperties=False), "/additionalProperties", "closed"
    ),
    "no more fields may come deep inside": (
        changed("properties/serials/items", additionalProperties=False),
        "/properties/serials/items/additionalProperties",
        "closed",
    ),
    "values of a map are of another type": (
        changed("properties/balance", additionalProperties={"type": "string"}),
        "/properties/balance/additionalProperties/type",
        "type-narrowed",
    ),
    "a map takes anything": (
        changed("properties/balance", additionalProperties=None),
        "/properties/balance/additionalProperties/type",
        "type-widened",
    ),
    "items are said no more": (
        changed("properties/serials", items=None),
        "/properties/serials/items/properties/first",
        "field-removed",
    ),
    "a pattern is stricter": (
        changed("properties/at", pattern="^2.*Z$"), "/properties/at/pattern", "constraint-changed"
    ),
    "a pattern is gone": (
        changed("properties/at", pattern=None), "/properties/at/pattern", "constraint-changed"
    ),
    "a format is another": (
        changed("properties/at", format="date"), "/properties/at/format", "constraint-changed"
    ),
    "a text is bounded": (
        changed("properties/kind", maxLength=3), "/properties/kind/maxLength", "constraint-changed"
    ),
    "a rule that this page does not know": (
        changed("", dependentRequired={"note": ["at"]}), "/dependentRequired", "constraint-changed"
    ),
}  # fmt: skip


@pytest.mark.parametrize("new", ALLOWED.values(), ids=ALLOWED)
def test_an_addition_is_allowed(new: Schema) -> None:
    Draft202012Validator.check_schema(new)
    assert list(refusals(OLD, new)) == []


@pytest.mark.parametrize(("new", "at", "kind"), REFUSED.values(), ids=REFUSED)
def test_every_other_change_is_refused(new: Schema, at: str, kind: str) -> None:
    Draft202012Validator.check_schema(new)
    assert Refusal(at, kind) in list(refusals(OLD, new))


def test_every_kind_of_refusal_has_its_reason_and_its_case() -> None:
    assert {kind for _, _, kind in REFUSED.values()} == BECAUSE.keys()


def test_two_changes_that_undo_each_other_are_refused_all_the_same() -> None:
    """Transitive: against all that was published, not only the last."""
    first = changed("properties", news={"type": "string"})
    last = changed("properties", news={"type": "integer"})

    assert transitive_refusals([OLD], last) == []
    assert transitive_refusals([first, OLD], last) == [
        Refusal("/properties/news/type", "type-narrowed"),
        Refusal("/properties/news/type", "type-widened"),
    ]
