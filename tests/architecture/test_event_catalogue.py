"""History is for ever: what was stored once loads for ever, and no field changes silently."""

import json
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest

from adapters.keys.data_key import DataKey
from adapters.postgres.sealing_mapper import SealingMapper
from domain.catalogue import CATALOGUE, QUIET

FOLDER = Path(__file__).parent / "stored"
STREAM = UUID("01780a5c-8e00-7000-8000-000000000001")
KEYS = {UUID("01780a5c-8e00-7000-8000-0000000000ff"): DataKey(bytes(32))}
PINNED = sorted(path.stem for path in FOLDER.glob("*.hex"))
SNAPSHOT = Path(__file__).parent / "event_catalogue.json"


def fields_of(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {
        field.encode_name: shape(hints[field.name])
        for field in msgspec.structs.fields(kind)
        if field.name != "sealed"
    }


def shape(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return fields_of(hint)
    arguments = get_args(hint)
    if not arguments:
        return getattr(hint, "__name__", str(hint))
    return [shape(one) for one in arguments if one is not Ellipsis]


def sealed_of(kind: type[Any]) -> Any:
    hint = get_type_hints(kind).get("sealed")
    return None if hint is None else fields_of(next(a for a in get_args(hint) if a is not NoneType))


def catalogue() -> dict[str, Any]:
    return {
        topic: {
            "public": fields_of(kind),
            "sealed": sealed_of(kind),
            "quiet": topic in QUIET,
        }
        for topic, kind in sorted(CATALOGUE.items())
    }


def test_topics_and_fields_are_those_pinned() -> None:
    pinned = json.loads(SNAPSHOT.read_text())
    now = json.loads(json.dumps(catalogue()))
    changed = {topic for topic in pinned if now.get(topic) != pinned[topic]}
    assert not changed, (
        f"{sorted(changed)} are stored and may not change: add a version with an upcaster"
    )
    assert now.keys() == pinned.keys(), "add the new topics to event_catalogue.json"


def test_every_topic_has_a_stored_example() -> None:
    assert sorted(CATALOGUE) == PINNED, "run tools/pin_stored_events.py for new topics"


@pytest.mark.parametrize("topic", PINNED)
def test_what_was_stored_still_loads(topic: str) -> None:
    state = bytes.fromhex((FOLDER / f"{topic}.hex").read_text())
    recorded = SealingMapper(CATALOGUE).decode(STREAM, 1, topic, state, KEYS)
    assert json.loads(msgspec.json.encode(recorded)) == json.loads(
        (FOLDER / f"{topic}.json").read_text()
    )


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_a_topic_is_stream_and_past_participle_and_version(topic: str) -> None:
    stream, verb, version = topic.split(".")
    assert version == "v1"
    assert topic == topic.lower()
    assert "_" not in topic
    assert (stream, verb) != ("", "")
