"""Every schema that is promised to those who read the topics, by the file it stands in."""

from collections.abc import Mapping
from typing import Any

from tools.topic_schemas import DIALECT, INSTANT, event_schema, state_schema

from adapters.kafka.progress_sender import TYPE as PROGRESS_STATE
from adapters.kafka.records import ATTRIBUTES
from domain.catalogue import CATALOGUE
from projections.progress_state import ProgressState

Schema = dict[str, Any]

NUMBER: Schema = {"type": "string", "pattern": "^(0|[1-9][0-9]{0,18})$"}
ID: Schema = {"type": "string", "format": "uuid"}
JSON_ONLY: Schema = {"type": "string", "const": "application/json"}
SPECVERSION: Schema = {"type": "string", "const": "1.0"}
SOURCE: Schema = {
    "type": "string",
    "format": "uri-reference",
    "description": "`//` and the origin of the ledger",
}

EVENT_HEADERS: Schema = {
    "ce_specversion": SPECVERSION,
    "ce_id": {"type": "string", "description": "Stream and version, with a slash between"},
    "ce_source": SOURCE,
    "ce_type": {"type": "string", "description": "Which event, with its version"},
    "ce_time": {**INSTANT, "description": "When it happened, as `occurred_at`"},
    "ce_subject": {**ID, "description": "The stream, as the key"},
    "ce_sequence": {**NUMBER, "description": "Version within the stream, from 1 without a gap"},
    "ce_position": {**NUMBER, "description": "Position in the ledger, from 0"},
    "content-type": JSON_ONLY,
    "traceparent": {"type": "string", "description": "W3C Trace Context of the command"},
}
STATE_HEADERS: Schema = {
    "ce_specversion": SPECVERSION,
    "ce_id": {"type": "string", "description": "Key and version, with a slash between"},
    "ce_source": SOURCE,
    "ce_type": {"type": "string", "const": PROGRESS_STATE},
    "ce_subject": {"type": "string", "description": "As the key"},
    "ce_sequence": {**NUMBER, "description": "As `version` in the value"},
    "content-type": JSON_ONLY,
}

LETTER_HEADERS: Schema = {
    "dlq.topic": {"type": "string", "description": "Where the record was read"},
    "dlq.partition": NUMBER,
    "dlq.offset": NUMBER,
    "dlq.error": {"type": "string", "description": "The reason; it quotes nothing of the record"},
    "dlq.attempts": {**NUMBER, "description": "How often it was tried"},
    "dlq.group": {"type": "string", "description": "Consumer group of the view"},
    "dlq.failed_at": {"type": "string", "format": "date-time"},
}
"""Beside whatever headers the record came with."""


def contracts() -> Mapping[str, Schema]:
    """By the path below `contracts/`, without `.json`."""
    events = {f"events/{topic}": event_schema(topic, kind) for topic, kind in CATALOGUE.items()}
    return {
        **events,
        f"states/{PROGRESS_STATE}": state_schema(PROGRESS_STATE, ProgressState),
        "headers/events.v1": headers("events.v1", EVENT_HEADERS, ATTRIBUTES),
        f"headers/{PROGRESS_STATE}": headers(PROGRESS_STATE, STATE_HEADERS, tuple(STATE_HEADERS)),
        "headers/dead-letters.v1": headers(
            "dead-letters.v1", LETTER_HEADERS, tuple(LETTER_HEADERS)
        ),
    }


def headers(name: str, properties: Schema, required: tuple[str, ...]) -> Schema:
    """Headers of a record as one object: each name once, its bytes as UTF-8 text."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:cancuoc:headers:{name}",
        "title": f"headers of {name}",
        "type": "object",
        "properties": properties,
        "required": list(required),
    }
