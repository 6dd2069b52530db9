"""Each topic keeps its fields for ever, and a payload of the first day still loads."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tools.pin_event_catalogue import described, sample

from domain.catalogue import CATALOGUE, QUIET, stream_of
from domain.citizen import events as e

PINS = {path.stem: path for path in (Path(__file__).parent / "catalogue").glob("*.json")}


def pinned(topic: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PINS[topic].read_text(encoding="utf-8"))
    return found


def test_every_topic_is_pinned_and_every_pin_is_a_topic() -> None:
    assert PINS.keys() == CATALOGUE.keys()


@pytest.mark.parametrize("topic", CATALOGUE)
def test_the_fields_of_a_topic_are_those_of_its_first_day(topic: str) -> None:
    assert described(CATALOGUE[topic]) == pinned(topic)["fields"]


@pytest.mark.parametrize("topic", CATALOGUE)
def test_an_old_payload_still_loads_whole(topic: str) -> None:
    payload = pinned(topic)["payload"]

    event = msgspec.convert(payload, CATALOGUE[topic])

    assert json.loads(msgspec.json.encode(event)) == payload
    assert event == sample(CATALOGUE[topic])


@pytest.mark.parametrize("topic", CATALOGUE)
def test_a_sealed_part_comes_last_and_may_be_gone(topic: str) -> None:
    fields = CATALOGUE[topic].__struct_fields__  # type: ignore[attr-defined]

    if "sealed" in fields:
        assert fields[-1] == "sealed"
        msgspec.convert({**pinned(topic)["payload"], "sealed": None}, CATALOGUE[topic])


def test_topics_are_named_by_stream_past_participle_and_version() -> None:
    assert {stream_of(topic) for topic in CATALOGUE} == {"citizen", "legal-instrument"}
    assert all(topic.endswith(".v1") and topic.count(".") == 2 for topic in CATALOGUE)


def test_only_missed_deadlines_are_quiet() -> None:
    assert {e.DeadlineMissed.TOPIC} == QUIET


def test_a_renamed_or_retyped_field_would_be_seen() -> None:
    class Notified(msgspec.Struct):
        channel: str
        notified_on: str
        sealed: e.PinNotifiedSealed | None

    assert described(Notified) != pinned("citizen.pin-notified.v1")["fields"]
