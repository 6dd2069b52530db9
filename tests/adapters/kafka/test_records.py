"""Events as records of their topics: what each header says, and what is no event of ours.

Long because everything that can be wrong with a record is in one table.
"""

import json
from collections.abc import Callable
from typing import get_args, get_type_hints
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner import murmur2 as their_murmur2
from tests.adapters.kafka.pinned import (
    SNAPSHOT,
    SOURCE,
    STREAM,
    records_now,
    state_of,
    stored_example,
)

from adapters.kafka.partitions import murmur2, partition_of
from adapters.kafka.records import (
    NOBODYS_KEY,
    Header,
    RecordPoison,
    clear_state,
    read_record,
    record_of,
)
from adapters.kafka.topics import TopicNames
from adapters.kafka.withheld import WITHHELD
from adapters.keys.data_key import DataKey
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import frame
from application.feed import Positioned
from domain.catalogue import CATALOGUE
from domain.recorded import Recorded

TOPIC = "citizen.captured.v1"
KEYS = {UUID("01780a5c-8e00-7000-8000-0000000000ff"): DataKey(bytes(32)), NOBODYS_KEY: None}
MAPPER = SealingMapper(CATALOGUE)
NAMES = TopicNames()
JAVA_VECTORS = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}
"""Of `UtilsTest.testMurmur2` in Apache Kafka's clients."""


def decoded(state: bytes, topic: str) -> Recorded:
    return MAPPER.decode(STREAM, 1, topic, state, KEYS)


@pytest.mark.parametrize("key", JAVA_VECTORS)
def test_the_hash_of_a_key_is_that_of_the_java_client(key: bytes) -> None:
    assert murmur2(key) == JAVA_VECTORS[key] & 0xFFFFFFFF


@given(st.binary(max_size=80))
def test_the_hash_of_any_key_is_that_of_kafka_python(key: bytes) -> None:
    assert murmur2(key) == their_murmur2(key) & 0xFFFFFFFF
    assert 0 <= partition_of(key) < 12


def test_every_event_has_the_record_that_is_pinned() -> None:
    pinned, now = json.loads(SNAPSHOT.read_text()), json.loads(json.dumps(records_now()))

    assert {topic: now.get(topic) for topic in pinned} == pinned
    assert now.keys() == pinned.keys(), "run `python -m tests.adapters.kafka.pinned`"


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_a_record_reads_back_as_the_public_part_of_its_event(topic: str) -> None:
    event = stored_example(topic)
    record = record_of(event, NAMES, SOURCE)

    arrived = read_record(record.key, record.value, record.headers)

    assert (arrived.position, arrived.stream, arrived.version) == (7, STREAM, 1)
    assert (arrived.type, arrived.source) == (topic, SOURCE)
    stored, read = decoded(event.state, topic), decoded(clear_state(arrived), topic)
    assert read.envelope == stored.envelope
    assert carried(read) == carried(stored)


def carried(recorded: Recorded) -> object:
    """The event without what a topic does not carry of it."""
    absent = [*WITHHELD.get(recorded.topic, ()), "sealed"]
    there = {name: None for name in absent if hasattr(recorded.event, name)}
    return msgspec.structs.replace(recorded.event, **there)


@pytest.mark.parametrize("topic", WITHHELD)
def test_the_last_day_of_a_card_which_is_a_birthday_does_not_leave_by_a_topic(topic: str) -> None:
    """Teeth: the stored event has it."""
    event = stored_example(topic)
    record = record_of(event, NAMES, SOURCE)
    read = decoded(clear_state(read_record(record.key, record.value, record.headers)), topic)

    assert b'"valid_to":"' in event.state
    assert b"valid_to" not in record.value
    assert read.event.valid_to is None


def test_what_is_withheld_is_a_field_of_its_event_and_may_be_null() -> None:
    for topic, fields in WITHHELD.items():
        hints = get_type_hints(CATALOGUE[topic])
        assert all(type(None) in get_args(hints[name]) for name in fields), topic


def test_the_value_has_the_seven_fields_and_the_very_bytes_of_the_public_part() -> None:
    text = (
        b'{"envelope":{"recorded_at":"2021-03-01T01:02:03.000009Z",'
        b'"occurred_at":"2021-03-01T01:02:00.000000Z","actor":{"officer":"o","unit":"u",'
        b'"roles":[]},"station_id":"s","command_id":"c","correlation_id":"r","policy_version":9,'
        b'"countersigned_by":{"officer":"p","unit":"u","roles":[]},"traceparent":"00-ab-cd-01",'
        b'"clock_offset_s":5},"public":{"b":1.50,"a" : "\\u1eabu"}}'
    )
    event = Positioned(2**40, UUID(int=5), 300, "card.activated.v1", frame(text) + b"\x01sealed")

    record = record_of(event, TopicNames("test."), "//o")

    assert record.topic == "test.cancuoc.card.events.v1"
    assert record.value == (
        b'{"recorded_at":"2021-03-01T01:02:03.000009Z","occurred_at":"2021-03-01T01:02:00.000000Z",'
        b'"actor":{"officer":"o","unit":"u","roles":[]},"command_id":"c","correlation_id":"r",'
        b'"policy_version":9,"data":{"b":1.50,"a" : "\\u1eabu"}}'
    )
    stream = b"00000000-0000-0000-0000-000000000005"
    assert record.key == stream
    assert record.headers == [
        ("ce_specversion", b"1.0"),
        ("ce_id", stream + b"/300"),
        ("ce_source", b"//o"),
        ("ce_type", b"card.activated.v1"),
        ("ce_time", b"2021-03-01T01:02:00.000000Z"),
        ("ce_subject", stream),
        ("ce_sequence", b"300"),
        ("ce_position", b"1099511627776"),
        ("content-type", b"application/json"),
        ("traceparent", b"00-ab-cd-01"),
    ]
    assert read_record(record.key, record.value, record.headers).traceparent == "00-ab-cd-01"


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_nothing_of_the_sealed_part_is_in_a_record(topic: str) -> None:
    state = state_of(topic)
    sealed = state[len(MAPPER.clear_part(state)) :]
    record = record_of(stored_example(topic), NAMES, SOURCE)
    other = record_of(Positioned(7, STREAM, 1, topic, state + b"more"), NAMES, SOURCE)

    assert other == record
    text = b"".join([record.key, record.value, *(value for _, value in record.headers)])
    assert not sealed or sealed[1:17] not in text, "the id of the key"
    assert b"0000000000ff" not in text


Wrong = Callable[[dict[str, bytes]], object]


def put(name: str, value: bytes) -> Wrong:
    return lambda headers: headers.update({name: value})


def drop(name: str) -> Wrong:
    return lambda headers: headers.pop(name)


HOSTILE: dict[str, tuple[Wrong, str]] = {
    "no id": (drop("ce_id"), "the header ce_id is missing"),
    "no source": (drop("ce_source"), "the header ce_source is missing"),
    "no type": (drop("ce_type"), "the header ce_type is missing"),
    "no time": (drop("ce_time"), "the header ce_time is missing"),
    "no subject": (drop("ce_subject"), "the header ce_subject is missing"),
    "no sequence": (drop("ce_sequence"), "the header ce_sequence is missing"),
    "no position": (drop("ce_position"), "the header ce_position is missing"),
    "no version of CloudEvents": (
        drop("ce_specversion"), "the header ce_specversion is missing",
    ),
    "no content type": (drop("content-type"), "the header content-type is missing"),
    "another CloudEvents": (put("ce_specversion", b"0.3"), "ce_specversion is not 1.0"),
    "another content": (put("content-type", b"text/json"), "content-type is not application/json"),
    "a type of nobody": (put("ce_type", b"citizen.lost.v1"), "ce_type is not in the catalogue"),
    "a later version": (put("ce_type", b"citizen.captured.v9"), "ce_type is not in the catalogue"),
    "a type that is no text": (put("ce_type", b"\xff"), "the header ce_type is no text"),
    "a source that is no text": (put("ce_source", b"\xff"), "the header ce_source is no text"),
    "a position in words": (put("ce_position", b"seven"), "ce_position is not a position"),
    "no digits": (put("ce_position", b""), "ce_position is not a position"),
    "a negative position": (put("ce_position", b"-1"), "ce_position is not a position"),
    "a position with a sign": (put("ce_position", b"+7"), "ce_position is not a position"),
    "a position with a zero": (put("ce_position", b"07"), "ce_position is not a position"),
    "a position with a bar": (put("ce_position", b"7_0"), "ce_position is not a position"),
    "too large a position": (put("ce_position", b"9223372036854775808"),
                             "ce_position is not a position"),
    "endless digits": (put("ce_position", b"9" * 5000), "ce_position is not a position"),
    "foreign digits": (put("ce_position", "٧".encode()), "ce_position is not a position"),
    "version 0": (put("ce_sequence", b"0"), "ce_sequence is not a version"),
    "a version in words": (put("ce_sequence", b"one"), "ce_sequence is not a version"),
    "an id of another version": (put("ce_id", str(STREAM).encode() + b"/2"),
                                 "ce_id is not ce_subject/ce_sequence"),
    "an id of another stream": (put("ce_id", str(uuid4()).encode() + b"/1"),
                                "ce_id is not ce_subject/ce_sequence"),
    "another subject": (put("ce_subject", str(uuid4()).encode()), "the key is not ce_subject"),
    "another time": (put("ce_time", b"2021-03-01T01:02:03.456788Z"),
                     "ce_time is not the value's occurred_at"),
    "structured mode": (lambda headers: (headers.clear(), headers.update(
        {"content-type": b"application/cloudevents+json; charset=UTF-8"})),
        "structured mode: topics of events are in binary mode"),
    "a trace that is no text": (put("traceparent", b"\xff"), "the header traceparent is no text"),
    "no header at all": (lambda headers: headers.clear(),
                         "the header ce_specversion is missing"),
}  # fmt: skip


def poison(key: bytes | None, value: bytes | None, headers: list[Header]) -> str:
    with pytest.raises(RecordPoison) as caught:
        read_record(key, value, headers)
    assert caught.value.reason == str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize("name", HOSTILE)
def test_a_record_with_wrong_headers_is_poison_and_says_why(name: str) -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)
    wrong, reason = HOSTILE[name]
    headers = dict(record.headers)
    wrong(headers)

    assert poison(record.key, record.value, list(headers.items())) == reason


IN_WORDS = "the value is not the JSON object of formats §6"
VALUES: dict[str, tuple[bytes | None, str]] = {
    "a tombstone": (None, "a tombstone: topics of events have none"),
    "nothing": (b"", IN_WORDS),
    "no JSON": (b"{", IN_WORDS),
    "no object": (b"[]", IN_WORDS),
    "bytes": (b"\xff\xfe", IN_WORDS),
    "another object": (b'{"data":{}}', IN_WORDS),
    "too deep": (b'{"recorded_at":' + b"[" * 100_000, IN_WORDS),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_record_with_a_wrong_value_is_poison_and_says_why(name: str) -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)
    value, reason = VALUES[name]

    assert poison(record.key, value, record.headers) == reason


def test_a_value_with_a_field_too_many_is_poison() -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)

    assert poison(record.key, record.value[:-1] + b',"name":"x"}', record.headers) == IN_WORDS


@pytest.mark.parametrize("key", [None, b"", b"x", str(STREAM).upper().encode()])
def test_a_key_that_is_not_the_subject_is_poison(key: bytes | None) -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)

    assert poison(key, record.value, record.headers) == "the key is not ce_subject"


@pytest.mark.parametrize(
    "subject", [b"x", b"\xff", str(STREAM).upper().encode(), STREAM.hex.encode()]
)
def test_a_subject_that_is_no_stream_id_is_poison(subject: bytes) -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)
    headers = dict(record.headers) | {"ce_subject": subject, "ce_id": subject + b"/1"}

    reason = poison(subject, record.value, list(headers.items()))

    assert reason == "ce_subject is not a stream id in lower case"


@pytest.mark.parametrize("name", ["ce_position", "content-type", "ce_id"])
def test_a_header_of_ours_that_stands_twice_is_poison(name: str) -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)
    again = (name, dict(record.headers)[name])

    reason = poison(record.key, record.value, [*record.headers, again])

    assert reason == f"the header {name} stands twice"


def test_headers_of_others_may_stand_beside_ours_and_twice() -> None:
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)
    others = [("dlq.attempts", b"1"), ("x", b"\xff"), ("x", b"")]

    arrived = read_record(record.key, record.value, [*record.headers, *others])

    assert arrived.version == 1


def test_a_reason_quotes_nothing_of_the_record() -> None:
    canary = b"Nguyen"
    record = record_of(stored_example(TOPIC), NAMES, SOURCE)
    for name in dict(record.headers):
        headers = list((dict(record.headers) | {name: canary}).items())
        if name != "ce_source":
            assert "Nguyen" not in poison(record.key, record.value, headers)
    assert "Nguyen" not in poison(canary, canary, record.headers)
