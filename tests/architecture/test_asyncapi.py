"""The description of the topics is whole, and it is a promise."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from tools.asyncapi_document import DOCUMENT, asyncapi
from tools.pin_contracts import text_of

from adapters.kafka.topics import TopicNames
from architecture.tree import ROOT
from cancuoc.topic_commands import topics_of
from domain.catalogue import CATALOGUE

ACCEPTING = "ACCEPT_ASYNCAPI"
SPECIFICATION = ROOT / "tests" / "fixtures" / "asyncapi" / "3.0.0.json"
MADE: dict[str, Any] = asyncapi()
CHANNELS: dict[str, Any] = MADE["channels"]
MESSAGES: dict[str, Any] = MADE["components"]["messages"]


def at(reference: str) -> Any:
    """What a local reference leads to."""
    found: Any = MADE
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def resolved(part: Any) -> Any:
    if isinstance(part, list):
        return [resolved(one) for one in part]
    if not isinstance(part, dict):
        return part
    return resolved(at(part["$ref"])) if "$ref" in part else {
        word: resolved(one) for word, one in part.items()
    }  # fmt: skip


def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SPECIFICATION.read_text(encoding="utf-8")))


def deepest(document: Any) -> Iterator[str]:
    for error in validator().iter_errors(document):
        yield f"{error.json_path}: {error.message[:200]}"


def test_the_description_is_the_one_that_was_promised() -> None:
    if os.environ.get(ACCEPTING) == "1":
        DOCUMENT.write_text(text_of(MADE), encoding="utf-8")

    accept = f"see what changed and accept it: {ACCEPTING}=1 pytest {Path(__file__).name}"
    assert DOCUMENT.read_text(encoding="utf-8") == text_of(MADE), accept


def test_it_is_asyncapi_3_0_by_the_schema_of_the_specification() -> None:
    assert MADE["asyncapi"] == "3.0.0"
    assert list(deepest(MADE)) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("asyncapi",), "2.6.0"),
        (("channels", "citizen", "bindings", "kafka", "partitions"), "twelve"),
        (("operations", "publish-citizen", "action"), "shout"),
        (("components", "messages", "citizen.captured.v1", "bindings", "kafka", "keys"), {}),
        (("channels", "citizen", "topic"), "x"),
    ],
)
def test_the_schema_of_the_specification_refuses_what_is_wrong(
    place: tuple[str, ...], value: Any
) -> None:
    wrong = json.loads(json.dumps(MADE))
    part = wrong
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value

    assert list(deepest(wrong)) != []


def test_every_topic_of_the_manifest_is_a_channel_with_its_settings() -> None:
    shown = {channel["address"]: channel["bindings"]["kafka"] for channel in CHANNELS.values()}
    topics = {topic.name: topic for topic in topics_of(TopicNames())}

    assert shown.keys() == topics.keys()
    for name, topic in topics.items():
        configs = shown[name]["topicConfiguration"]
        assert shown[name]["partitions"] == topic.partitions
        assert configs["cleanup.policy"] == [topic.configs["cleanup.policy"]]
        for word in ("retention.ms", "delete.retention.ms", "max.message.bytes"):
            assert str(configs.get(word)) == topic.configs.get(word, "None")


def test_every_event_is_a_message_of_the_channel_of_its_stream() -> None:
    found = {
        message: channel["address"]
        for channel in CHANNELS.values()
        for message in channel["messages"]
        if message in CATALOGUE
    }

    assert found == {topic: f"cancuoc.{topic.split('.')[0]}.events.v1" for topic in CATALOGUE}


def test_every_channel_is_published_with_all_its_messages() -> None:
    for name, channel in CHANNELS.items():
        operation = MADE["operations"][f"publish-{name}"]
        assert operation["action"] == "send"
        assert at(operation["channel"]["$ref"]) == channel
        assert {one["$ref"].rsplit("/", 1)[1] for one in operation["messages"]} == set(
            channel["messages"]
        )


@pytest.mark.parametrize("name", [one for one in MESSAGES if one != "dead-letter"])
def test_every_message_has_headers_a_key_and_an_example_that_fits(name: str) -> None:
    message = resolved(MESSAGES[name])
    key = message["bindings"]["kafka"]["key"]
    (example,) = message["examples"]
    checks = ((message["headers"], example["headers"]), (message["payload"], example["payload"]),
              (key, example["headers"]["ce_subject"]))  # fmt: skip

    assert message["summary"]
    assert message["contentType"] == "application/json"
    assert example["headers"]["ce_type"] == name
    for schema, value in checks:
        checker = Draft202012Validator.FORMAT_CHECKER
        Draft7Validator(schema, format_checker=checker).validate(value)
        Draft202012Validator(schema, format_checker=checker).validate(value)


@pytest.mark.parametrize("topic", CATALOGUE)
def test_the_payload_of_an_event_asks_for_no_less_than_its_committed_schema(topic: str) -> None:
    committed = json.loads((ROOT / "contracts" / "events" / f"{topic}.json").read_text("utf-8"))
    envelope, data = resolved(MESSAGES[topic])["payload"]["allOf"]

    assert {**envelope["properties"], **data["properties"]} == committed["properties"]
    assert [*envelope["required"], *data["required"]] == committed["required"]
