"""Clients are made one way, leave nothing behind, and speak our words."""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from kafka.errors import (
    KafkaConfigurationError,
    KafkaError,
    NotEnoughReplicasError,
    NotLeaderForPartitionError,
    SaslAuthenticationFailedError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from kafka.record import util as record_checksums

from adapters.kafka.clients import (
    KafkaAway,
    KafkaPlace,
    KafkaTrouble,
    admin,
    consumer,
    in_our_words,
    producer,
)

Make = Callable[..., Any]


@pytest.mark.parametrize(
    "address",
    ["localhost:9092", "10.0.0.1:1", "a.b-c_d:65535", "[::1]:9092", "one:9092,two:9092,three:9093"],
)
def test_addresses_are_host_and_port(address: str) -> None:
    assert KafkaPlace(address).bootstrap == address


@pytest.mark.parametrize(
    "address",
    ["", "localhost", "localhost:", ":9092", "kafka://a:9092", "a:9092,", "a:9092, b:9092",
     "a:0", "a:65536", "a:port", "::1:9092", "a:9092\n", "a b:9092"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(KafkaTrouble, match="host:port"):
        KafkaPlace(address)


def test_a_place_does_not_show_its_password() -> None:
    place = KafkaPlace("a:1", {"sasl_plain_password": "tra-da-vo-he"})
    assert "tra-da" not in f"{place} {place!r}"


@pytest.mark.parametrize(
    ("error", "ours", "said"),
    [
        (SaslAuthenticationFailedError("no"), KafkaTrouble, "CANCUOC_KAFKA_OPTIONS"),
        (TopicAuthorizationFailedError("t"), KafkaTrouble, "rights"),
        (KafkaConfigurationError("x"), KafkaTrouble, "cannot work like this"),
        (NotLeaderForPartitionError(), KafkaAway, "at the moment"),
        (NotEnoughReplicasError(), KafkaAway, "at the moment"),
        (UnknownTopicOrPartitionError(), KafkaAway, "at the moment"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, KafkaError) else "",
)
def test_what_passes_is_told_apart_from_what_a_person_must_mend(
    error: KafkaError, ours: type[Exception], said: str
) -> None:
    with pytest.raises(ours, match=said) as raised, in_our_words():
        raise error
    assert raised.value.__cause__ is error


@pytest.mark.parametrize("make", [producer, consumer])
def test_slow_checksums_are_refused(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    monkeypatch.setattr(record_checksums, "crc32c_c", None)
    with pytest.raises(KafkaTrouble, match="crc32c"):
        make(KafkaPlace("localhost:9092"))


def test_wrong_checksums_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_checksums, "crc32c_c", lambda _: 0)
    with pytest.raises(KafkaTrouble, match="crc32c"):
        producer(KafkaPlace("localhost:9092"))


def test_debugging_never_writes_the_configuration() -> None:
    logging.getLogger().setLevel(logging.WARNING)
    assert not logging.getLogger("kafka.admin.client").isEnabledFor(logging.DEBUG)


def _left() -> tuple[int, int]:
    gc.collect()  # a refused socket is closed by nobody else
    names = [thread.name for thread in threading.enumerate() if "kafka" in thread.name]
    return len(names), len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("make", [producer, consumer, admin])
def test_a_client_that_reaches_nobody_leaves_nothing_behind(refusing: str, make: Make) -> None:
    before = _left()
    for _ in range(3):
        with pytest.raises(KafkaAway, match="ECONNREFUSED"):
            make(KafkaPlace(refusing), bootstrap_timeout_ms=200)
    patience = time.monotonic() + 10
    while _left() > before and time.monotonic() < patience:
        time.sleep(0.02)
    assert _left() <= before


def test_a_record_goes_through_as_it_was(broker: str, topic_names: Any) -> None:
    place, topic = KafkaPlace(broker), topic_names.events("citizen")
    with producer(place) as sending:
        sent = sending.send(topic, b"value", b"key", [("ce_id", b"1")], partition=7)
        assert sent.get(timeout=30).offset == 0
    reading = consumer(place, group_id=None)
    try:
        reading.subscribe([topic])
        found: list[Any] = []
        while not found:
            found = [one for some in reading.poll(1000).values() for one in some]
        (record,) = found
    finally:
        reading.close()
    assert (record.key, record.value, record.headers) == (b"key", b"value", [("ce_id", b"1")])
    assert record.partition == 7
