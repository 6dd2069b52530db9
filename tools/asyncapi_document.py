"""The AsyncAPI 3.0 document of the topics: what is published where, under which key, for how long.

It is written from the register's side: every operation sends. Names of topics stand without the
prefix of a rehearsal (CANCUOC_KAFKA_PREFIX).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.example_records import event_example, state_example
from tools.published_contracts import (
    EVENT_HEADERS,
    ID,
    LETTER_HEADERS,
    STATE_HEADERS,
    contracts,
    headers,
)
from tools.topic_schemas import ENVELOPE, meanings

from adapters.kafka.progress_sender import TYPE as PROGRESS_STATE
from adapters.kafka.topics import Topic, TopicNames
from cancuoc.topic_commands import VIEWS, topics_of
from domain.catalogue import CATALOGUE, QUIET, stream_of
from domain.stream_kinds import STREAM_KINDS

Part = dict[str, Any]

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "src" / "adapters" / "http" / "asyncapi.json"
"""The committed snapshot, which every server serves at /asyncapi.json."""
BINDING = "0.5.0"
NAMES = TopicNames()
STATE_KEY: Part = {
    "type": "string",
    "pattern": "^[^/]+/[a-z.-]+/[0-9]{4}-[0-9]{2}-[0-9]{2}/(occurred|recorded)$",
    "description": "Unit, counter, day and basis, with slashes between",
}
DESCRIPTION = """Events of the register of persons and identity cards, as public facts.

Records are CloudEvents 1.0 in binary mode: attributes in headers `ce_…`, data in the value. Each
event is delivered at least once; events of one stream come in the order of `ce_sequence`. Values
identify nobody: names, numbers, dates of birth, sex, addresses and images are never on a topic.
Within v1 only fields and events are added. docs/reporting.md explains it with an example consumer.
"""


def asyncapi() -> Part:
    """The whole document; a test compares it with the snapshot."""
    topics = {topic.name: topic for topic in topics_of(NAMES)}
    channels = {
        **{kind: _events_channel(kind, topics[NAMES.events(kind)]) for kind in STREAM_KINDS},
        "progress-state": _state_channel(topics[NAMES.progress_state]),
        **{name: _letters_channel(topic) for name, topic in _letters(topics)},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "cancuoc: topics",
            "version": "1",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "Brokers of the installation",
                "variables": {"bootstrap": {"default": "localhost:9092"}},
            }
        },
        "channels": channels,
        "operations": {f"publish-{name}": _operation(name, channels[name]) for name in channels},
        "components": {"schemas": dict(_schemas()), "messages": dict(_messages())},
    }


def _events_channel(kind: str, topic: Topic) -> Part:
    messages = [one for one in CATALOGUE if stream_of(one) == kind]
    return {
        **_channel(topic, messages),
        "title": f"Events of {kind} streams",
        "description": "The key is the stream, so that events of a stream keep their order.",
    }


def _state_channel(topic: Topic) -> Part:
    return {
        **_channel(topic, [PROGRESS_STATE]),
        "title": "Counters of progress",
        "description": "The last value of a key holds; keep the greatest `version` of each.",
    }


def _letters(topics: Mapping[str, Topic]) -> Iterator[tuple[str, Topic]]:
    for view in VIEWS:
        yield f"dead-letters-{view.replace('_', '-')}", topics[NAMES.dead_letters(view)]


def _letters_channel(topic: Topic) -> Part:
    return {
        **_channel(topic, ["dead-letter"]),
        "title": "Dead letters of a view",
        "description": "For those who run the register: records that a view did not understand.",
    }


def _channel(topic: Topic, messages: list[str]) -> Part:
    configs: Part = dict(topic.configs)
    configs["cleanup.policy"] = [configs["cleanup.policy"]]
    numbers = ("retention.ms", "delete.retention.ms", "max.message.bytes")
    shown = {
        name: value if isinstance(value, list) else int(value)
        for name, value in configs.items()
        if name in (*numbers, "cleanup.policy")
    }
    return {
        "address": topic.name,
        "messages": {one: {"$ref": f"#/components/messages/{one}"} for one in messages},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": shown,
                "bindingVersion": BINDING,
            }
        },
    }


def _operation(name: str, channel: Part) -> Part:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "summary": channel["title"],
        "messages": [{"$ref": f"#/channels/{name}/messages/{one}"} for one in channel["messages"]],
    }


def _schemas() -> Iterator[tuple[str, Part]]:
    """The envelope once, and of each event its data; the committed schemas have both together."""
    yield "envelope", {"type": "object", "properties": ENVELOPE, "required": list(ENVELOPE)}
    required = [name for name in EVENT_HEADERS if name != "traceparent"]
    yield "headers-of-events", _carried(headers("events", EVENT_HEADERS, tuple(required)))
    letters = headers("dead letters", LETTER_HEADERS, tuple(LETTER_HEADERS))
    yield "headers-of-dead-letters", _carried(letters)
    yield "headers-of-states", _carried(headers("states", STATE_HEADERS, tuple(STATE_HEADERS)))
    published = contracts()
    for topic in CATALOGUE:
        yield topic, published[f"events/{topic}"]["properties"]["data"]
    yield PROGRESS_STATE, _carried(published[f"states/{PROGRESS_STATE}"])


def _carried(schema: Mapping[str, Any]) -> Part:
    return {word: part for word, part in schema.items() if word not in ("$schema", "$id")}


def _messages() -> Iterator[tuple[str, Part]]:
    for topic in CATALOGUE:
        yield topic, _event_message(topic)
    yield PROGRESS_STATE, _state_message()
    letter = _message("The record as it came", "headers-of-dead-letters", {})
    yield "dead-letter", {**letter, "contentType": "application/octet-stream"}


def _state_message() -> Part:
    return {
        **_message("A counter of progress", "headers-of-states", STATE_KEY),
        "payload": {"$ref": f"#/components/schemas/{PROGRESS_STATE}"},
        "examples": [state_example()],
    }


def _event_message(topic: str) -> Part:
    meaning = meanings().get(topic.rsplit(".", 1)[0], topic)
    data = {"properties": {"data": {"$ref": f"#/components/schemas/{topic}"}}, "required": ["data"]}
    made = _message(meaning[:1].upper() + meaning[1:], "headers-of-events", ID)
    if topic in QUIET:
        made["description"] = "Quiet: it changes nothing that a decision of the register reads."
    return {
        **made,
        "payload": {
            "allOf": [{"$ref": "#/components/schemas/envelope"}, {"type": "object", **data}]
        },
        "correlationId": {"location": "$message.payload#/correlation_id"},
        "examples": [event_example(topic)],
    }


def _message(summary: str, header: str, key: Part) -> Part:
    return {
        "summary": summary,
        "contentType": "application/json",
        "headers": {"$ref": f"#/components/schemas/{header}"},
        "bindings": {"kafka": {"key": key, "bindingVersion": BINDING}},
    }
