"""Example records of the topics, made by the code that makes the real ones."""

import json
from typing import Any
from uuid import UUID

import msgspec
from tools.example_values import example
from tools.published_contracts import contracts

from adapters.kafka.progress_sender import TYPE as PROGRESS_STATE
from adapters.kafka.progress_sender import state_record
from adapters.kafka.records import Record, record_of
from adapters.kafka.topics import TopicNames
from adapters.postgres.progress_states import Value
from adapters.postgres.stored_state import frame
from application.feed import Positioned
from projections.progress_state import ProgressState, StateKey, told_next

STREAM = UUID("01780a5c-8e00-7000-8000-000000000001")
SOURCE = "//eid.example/ledger"
NAMES = TopicNames()
GROUPS = {("female", "25-29"): 14, ("male", "25-29"): 12, ("male", "80+"): 3}


def event_example(topic: str) -> dict[str, Any]:
    value = example(contracts()[f"events/{topic}"])
    public = value.pop("data")
    text = msgspec.json.encode({"envelope": {**value, "traceparent": None}, "public": public})
    event = Positioned(4711, STREAM, 1, topic, frame(text))
    return shown(record_of(event, NAMES, SOURCE))


def state_example() -> dict[str, Any]:
    made = example(contracts()[f"states/{PROGRESS_STATE}"])
    key = StateKey(**{name: made[name] for name in StateKey.__struct_fields__})
    key = msgspec.convert(msgspec.structs.asdict(key), StateKey)
    state: ProgressState = told_next(key, None, GROUPS, 10).state
    value = Value(key, state.version, msgspec.json.encode(state).decode())
    return shown(state_record(value, NAMES.progress_state, SOURCE))


def shown(record: Record) -> dict[str, Any]:
    """Headers and payload as AsyncAPI shows them."""
    headers = {name: content.decode() for name, content in record.headers}
    return {"headers": headers, "payload": json.loads(record.value)}
