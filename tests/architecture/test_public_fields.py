"""No field on a topic tells of a person: each is classified by hand, and some words are refused.

Whoever adds a public field adds it to contracts/public_fields.json, with the class it belongs to
and the events it is of, or keeps it in the sealed part.

Long because the words and the classes stand beside what they are for.
"""

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest
from tools.published_contracts import contracts
from tools.schema_fields import Field, fields

from architecture.tree import ROOT
from domain.catalogue import CATALOGUE, stream_of
from domain.commands import Command

LIST = json.loads((ROOT / "contracts" / "public_fields.json").read_text(encoding="utf-8"))
EVERY = "every event"

TYPES = {
    "code": r"string(\|null)?",
    "day": r"string:date(\|null)?",
    "envelope": r"string(:date-time|:uuid|:uri-reference)?",
    "flag": r"boolean",
    "group": r"string",
    "hash": r"string(\|null)?",
    "holder": r"object|array",
    "identifier": r"string:uuid(\|null)?",
    "law": r"string(\|null)?|object:anything",
    "number": r"integer(\|null)?",
    "officer": r"string:uuid(\|null)?",
    "product": r"string",
    "serial": r"string",
    "time": r"string:date-time(\|null)?",
    "unit": r"string",
}
"""What a field of each class may be; `object:anything` hides fields from this page."""

PERSONAL = frozenset(
    "address age alias biometric birth birthday blood born cccd cmnd comment commune custom"
    " deceased description detail disability district dob email ethnic ethnicity eye face"
    " family father finger fingerprint fingers gender given hamlet head health house household"
    " image images iris job language latitude longitude mail marital marriage middle mother"
    " name names nationality native nickname note parent passport person phone photo picture"
    " pin portrait postcode race relation relations religion remark residence salary scan sex"
    " signature spouse street surname telephone template text ward workplace".split()
)

# A name is read word by word; `dc01_packet` and `chip_read` hold none of these.
NOT_PERSONAL: Mapping[str, str] = {
    "data.portrait_quality": "a number from 0 to 100, not the portrait",
    "data.fingers": "holds the four fields below",
    "data.fingers[]": "holds the four fields below",
    "data.fingers[].position": "which of ten fingers, as every application has them",
    "data.fingers[].quality": "NFIQ 2, a number from 0 to 100",
    "data.fingers[].missing": "a code; watched, since it may tell of a wound",
    "data.fingers[].tries": "how often the finger was placed",
    "data.job_id": "a job of a machine",
    "data.key_fingerprint": "of a device's key, not of a finger",
    "by_sex": "counters of groups, suppressed where they are small",
    "by_sex[]": "counters of groups, suppressed where they are small",
    "by_sex[].sex": "the group that a counter is of",
    "by_sex[].count": "a counter",
    "by_age_band": "counters of groups, suppressed where they are small",
    "by_age_band[]": "counters of groups, suppressed where they are small",
    "by_age_band[].age_band": "the group that a counter is of",
    "by_age_band[].count": "a counter",
}
GROUPS = "states/progress.state.v1"


def words(path: str) -> set[str]:
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", path)
    return set(re.split(r"[^a-z]+", spaced.lower()))


def personal(path: str) -> set[str]:
    return set() if path in NOT_PERSONAL else words(path) & PERSONAL


def short(path: str) -> str:
    """How the list calls a contract."""
    return path.removeprefix("events/")


def listed() -> dict[tuple[str, str, str], str]:
    """(contract, field, type) -> class."""
    events = [short(path) for path in contracts() if path.startswith("events/")]
    found: dict[tuple[str, str, str], str] = {}
    for entry in LIST["fields"]:
        for of in events if entry["of"] == EVERY else entry["of"]:
            found[of, entry["field"], entry["type"]] = entry["class"]
    return found


def refused(path: str, schema: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the fields of one schema; nothing where all is well."""
    known = listed()
    for field in fields(schema):
        if bad := personal(field.path):
            yield f"{field.path} is personal ({', '.join(sorted(bad))})"
        elif (short(path), *field) not in known:
            yield f"{field.path} ({field.type}) is not classified"


@pytest.mark.parametrize("path", contracts())
def test_every_field_is_classified_and_none_is_personal(path: str) -> None:
    assert list(refused(path, contracts()[path])) == []


def test_nothing_is_classified_that_is_not_there() -> None:
    there = {
        (short(path), *field) for path, schema in contracts().items() for field in fields(schema)
    }

    assert listed().keys() - there == set()


def test_every_class_is_explained_and_has_its_types() -> None:
    assert LIST["classes"].keys() == TYPES.keys() == {one["class"] for one in LIST["fields"]}
    for entry in LIST["fields"]:
        assert re.fullmatch(TYPES[entry["class"]], entry["type"]), entry


def test_groups_of_persons_are_counted_in_progress_alone() -> None:
    assert {
        one for entry in LIST["fields"] if entry["class"] == "group" for one in entry["of"]
    } == {GROUPS}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("full_name", {"type": "string"}),
        ("birth_year", {"type": "integer"}),
        ("birthYear", {"type": "integer"}),
        ("sex", {"type": "string"}),
        ("pin", {"type": "string"}),
        ("home-address", {"type": "string"}),
        ("portrait", {"type": "string"}),
        ("remark", {"type": ["string", "null"]}),
        ("holder", {"type": "object", "properties": {"name": {"type": "string"}}}),
        ("relatives", {"type": "array", "items": {"properties": {"phone": {"type": "string"}}}}),
    ],
)
def test_a_personal_field_is_refused_whatever_its_class(
    name: str, schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "events/citizen.captured.v1"
    made = json.loads(json.dumps(contracts()[path]))
    made["properties"]["data"]["properties"][name] = schema
    added = [Field(one.path, one.type) for one in fields(made) if f"data.{name}" in one.path]
    entries = [{"field": one.path, "type": one.type, "class": "code", "of": [short(path)]}
               for one in added]  # fmt: skip
    monkeypatch.setitem(LIST, "fields", [*LIST["fields"], *entries])

    assert [one for one in refused(path, made) if "is personal" in one] != []


def test_a_new_public_field_is_refused_until_somebody_classifies_it() -> None:
    path = "events/citizen.captured.v1"
    made = json.loads(json.dumps(contracts()[path]))
    made["properties"]["data"]["properties"]["shift"] = {"type": "string"}

    assert list(refused(path, made)) == ["data.shift (string) is not classified"]


def test_a_field_of_another_type_or_of_another_event_is_another_field() -> None:
    known = listed()

    assert known["citizen.captured.v1", "data.offline", "boolean"] == "flag"
    assert ("citizen.captured.v1", "data.offline", "string") not in known
    assert ("citizen.verified.v1", "data.offline", "boolean") not in known


def typed_freely() -> dict[str, set[str]]:
    """By stream: the names of command fields that take any text."""
    found: dict[str, set[str]] = {}
    for stream in sorted({stream_of(topic) for topic in CATALOGUE}):
        module = importlib.import_module(f"domain.{stream.replace('-', '_')}.commands")
        kinds = [one for one in vars(module).values() if isinstance(one, type)]
        commands = [one for one in kinds if issubclass(one, Command) and one is not Command]
        _, components = msgspec.json.schema_components(commands)
        found[stream] = {
            name
            for schema in components.values()
            for name, part in schema.get("properties", {}).items()
            if r"[^\\x00" in json.dumps(part)
        }
    return found


def test_no_text_that_an_officer_types_freely_is_public_but_numbers_of_things_and_laws() -> None:
    free = typed_freely()
    public = {
        (of, entry["field"].removeprefix("data."), entry["class"])
        for entry in LIST["fields"]
        for of in ([] if entry["of"] == EVERY else entry["of"])
        if of in CATALOGUE and entry["type"].startswith("string")
    }
    typed = {(name, kind) for of, name, kind in public if name in free[stream_of(of)]}

    assert "remark" in free["citizen"]
    assert {kind for _, kind in typed} <= {"serial", "product", "law"}
    assert len(typed) > 8


def test_every_field_that_hints_at_a_person_is_named_in_the_decision() -> None:
    watched = {entry["field"].removeprefix("data.") for entry in LIST["fields"] if "watch" in entry}
    decision = (ROOT / "docs" / "decisions" / "0034-contracts-of-topics.md").read_text()

    assert "sha256" in watched
    assert {name for name in watched if f"`{name}`" not in decision} == set()
