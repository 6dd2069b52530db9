"""What stands on the topics is what was published as a schema, to this day and for ever."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator, ValidationError
from tools.pin_contracts import FOLDER, history, meaning, pin, text_of
from tools.published_contracts import contracts
from tools.schema_changes import transitive_refusals

from adapters.kafka.records import record_of
from adapters.kafka.topics import TopicNames
from application.feed import Positioned
from architecture.tree import ROOT
from domain.catalogue import CATALOGUE

STORED = ROOT / "tests" / "architecture" / "stored"
STREAM = UUID("01780a5c-8e00-7000-8000-000000000001")
RUN = "run: python -m tools.pin_contracts"
PUBLISHED = contracts()


def committed(path: str) -> Any:
    return json.loads((FOLDER / f"{path}.json").read_text(encoding="utf-8"))


def closed(schema: Any) -> Any:
    """The same schema for what we write ourselves: no field that it does not list."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {word: closed(part) for word, part in schema.items()}
    return {**made, "additionalProperties": False} if "properties" in schema else made


def complaints(schema: Any, value: Any) -> list[str]:
    checker = Draft202012Validator.FORMAT_CHECKER
    found: Iterator[ValidationError] = Draft202012Validator(
        schema, format_checker=checker
    ).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def record_of_stored(topic: str) -> Any:
    state = bytes.fromhex((STORED / f"{topic}.hex").read_text())
    return record_of(Positioned(7, STREAM, 1, topic, state), TopicNames(), "//a")


def test_every_event_every_state_and_all_headers_have_a_schema() -> None:
    assert {f"events/{topic}" for topic in CATALOGUE} < PUBLISHED.keys()
    assert {path.split("/")[0] for path in PUBLISHED} == {"events", "headers", "states"}


def test_no_schema_stands_there_that_nothing_makes() -> None:
    found = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.json")}
    kept = {str(path.parent.relative_to(FOLDER / "history"))
            for path in FOLDER.glob("history/*/*/*.json")}  # fmt: skip

    assert found == kept == PUBLISHED.keys()


@pytest.mark.parametrize("path", PUBLISHED)
def test_the_committed_schema_is_the_one_the_domain_makes(path: str) -> None:
    Draft202012Validator.check_schema(PUBLISHED[path])
    assert committed(path) == PUBLISHED[path], RUN


@pytest.mark.parametrize("path", PUBLISHED)
def test_it_takes_nothing_from_any_schema_that_was_ever_published(path: str) -> None:
    published = history(FOLDER, path)

    assert meaning(published[-1]) == meaning(PUBLISHED[path]), RUN
    for number, schema in enumerate(published):
        assert transitive_refusals(published[:number], schema) == []
    assert transitive_refusals(published, PUBLISHED[path]) == []


@pytest.mark.parametrize("topic", CATALOGUE)
def test_what_was_stored_is_on_the_topic_as_every_schema_of_it_says(topic: str) -> None:
    value = json.loads(record_of_stored(topic).value)

    assert complaints(closed(committed(f"events/{topic}")), value) == []
    for schema in history(FOLDER, f"events/{topic}"):
        assert complaints(schema, value) == []


@pytest.mark.parametrize("topic", CATALOGUE)
def test_the_headers_of_what_was_stored_are_those_of_the_schema(topic: str) -> None:
    headers = {name: value.decode() for name, value in record_of_stored(topic).headers}

    assert complaints(closed(committed("headers/events.v1")), headers) == []


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"data": {}}, "$.data"),
        ({"recorded_at": "2021-03-01T01:02:03Z"}, "$.recorded_at"),
        ({"command_id": "7"}, "$.command_id"),
        ({"policy_version": "82"}, "$.policy_version"),
        ({"name": "Nguyễn"}, "$"),
    ],
)
def test_another_value_is_refused(change: dict[str, Any], at: str) -> None:
    value = json.loads(record_of_stored("citizen.captured.v1").value) | change
    found = complaints(closed(committed("events/citizen.captured.v1")), value)

    assert found
    assert all(one.startswith(f"{at}:") for one in found)


def test_a_consumer_with_the_published_schema_passes_over_a_new_field() -> None:
    value = json.loads(record_of_stored("citizen.captured.v1").value) | {"more": 1}

    assert complaints(committed("events/citizen.captured.v1"), value) == []


def test_a_pinned_schema_is_kept_beside_the_next_one(tmp_path: Path) -> None:
    first = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    second = {**first, "properties": {**first["properties"], "b": {"type": "string"}}}  # type: ignore[dict-item]

    lines = [list(pin(tmp_path, "events/x.v1", one)) for one in (first, first, second)]

    assert [len(one) for one in lines] == [1, 0, 1]
    assert history(tmp_path, "events/x.v1") == [first, second]
    assert (tmp_path / "events" / "x.v1.json").read_text() == text_of(second)


def test_other_words_are_no_other_schema(tmp_path: Path) -> None:
    first = {"type": "object", "properties": {"title": {"type": "string"}}}
    list(pin(tmp_path, "events/x.v1", first))

    assert list(pin(tmp_path, "events/x.v1", {**first, "description": "Said"})) == []
    assert history(tmp_path, "events/x.v1") == [first]
    assert meaning({"properties": {"title": {"title": "x"}}}) == {"properties": {"title": {}}}


def test_a_schema_that_breaks_a_consumer_is_not_pinned(tmp_path: Path) -> None:
    first = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    list(pin(tmp_path, "events/x.v1", first))

    with pytest.raises(ValueError, match=r"field-removed.*add a new version"):
        list(pin(tmp_path, "events/x.v1", {"type": "object", "properties": {}}))

    assert history(tmp_path, "events/x.v1") == [first]
