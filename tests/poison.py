"""Records that are no events of ours, put by hand among those that are."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from kafka import TopicPartition
from msgspec.structs import replace
from tests.two_feeds import ORIGIN, TwoFeeds

from adapters.kafka.clients import consumer, producer
from adapters.kafka.partitions import partition_of
from adapters.kafka.records import Record, record_of
from application.feed import Positioned
from domain.recorded import Recorded

SOURCE = f"//{ORIGIN}"
FAR = 10**6
"""A position that no test reaches."""


def record(feeds: TwoFeeds, recorded: Recorded, position: int) -> Record:
    """As the relay would publish it at this position."""
    stored = feeds._stored(recorded)
    event = Positioned(position, recorded.stream, recorded.version, stored.topic, stored.state)
    return record_of(event, feeds.names, SOURCE)


def with_header(good: Record, name: str, text: str | None) -> Record:
    """Another value of one header, or none of that name."""
    rest = [one for one in good.headers if one[0] != name]
    return replace(good, headers=rest if text is None else [*rest, (name, text.encode())])


def other_data(good: Record) -> Record:
    """A value of the right form whose `data` is of another topic."""
    value = msgspec.json.decode(good.value)
    return replace(good, value=msgspec.json.encode({**value, "data": {"what": "is this"}}))


def strange_key(good: Record, key: bytes) -> Record:
    return replace(with_header(good, "ce_subject", key.decode(errors="replace")), key=key)


def misplaced(good: Record) -> Record:
    """A poison record of a stream in a partition that is not the stream's."""
    bad = with_header(good, "ce_type", "citizen.vanished.v1")
    return replace(bad, partition=(partition_of(good.key) + 1) % 12)


def put(feeds: TwoFeeds, records: Sequence[Record]) -> list[tuple[str, int, int]]:
    """Produce them; gives topic, partition and offset of each."""
    sender = producer(feeds.place)
    sent = [
        sender.send(one.topic, one.value, one.key, list(one.headers), partition=one.partition)
        for one in records
    ]
    sender.flush(20)
    places = [future.get(20) for future in sent]
    sender.close()
    return [(at.topic, at.partition, at.offset) for at in places]


def dead_records(feeds: TwoFeeds, view: str) -> list[Any]:
    """Everything in the topic of dead letters of a view."""
    topic = feeds.names.dead_letters(view)
    reader = consumer(feeds.place)
    partitions = [TopicPartition(topic, 0)]
    reader.assign(partitions)
    reader.seek_to_beginning()
    end = reader.end_offsets(partitions)[partitions[0]]
    found = list(_until(reader, partitions[0], end))
    reader.close()
    return found


def _until(reader: Any, one: TopicPartition, end: int) -> Iterator[Any]:
    while reader.position(one) < end:
        yield from reader.poll(timeout_ms=500).get(one, [])
