"""Random history, topics of a test's own, and what a consumer that keeps the rules has seen."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from kafka import TopicPartition
from psycopg.conninfo import make_conninfo

from adapters.kafka.clients import KafkaPlace, consumer
from adapters.kafka.records import Arrived, read_record
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import PARTITIONS, TopicNames, manifest
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer
from application.feed import Positioned
from database import Store, datastore_of
from domain.stream_kinds import STREAM_KINDS

ORIGIN = "ledger.test"
STORED = Path(__file__).parent / "architecture" / "stored"
PATIENCE_S = 60.0

Seen = dict[TopicPartition, list[Arrived]]
"""All records of each partition, in their order."""


@cache
def examples() -> dict[str, list[tuple[str, bytes]]]:
    """By kind: topic and state bytes of a stored example of each event."""
    found: dict[str, list[tuple[str, bytes]]] = {kind: [] for kind in STREAM_KINDS}
    for path in sorted(STORED.glob("*.hex")):
        found[path.stem.split(".")[0]].append((path.stem, bytes.fromhex(path.read_text())))
    return found


class History:
    """Appends events of any kind to streams new and old, and gives them positions."""

    def __init__(self, store: Store, seed: int = 2021) -> None:
        self._dsn = store.dsn
        self._chance = random.Random(seed)
        self._streams: list[tuple[UUID, str, int]] = []
        with psycopg.connect(store.dsn, autocommit=True) as connection:
            connection.execute("INSERT INTO ledger (origin) VALUES (%s)", (ORIGIN,))

    def grow(self, events: int) -> None:
        """So many more, in transactions of up to 100."""
        with datastore_of(self._dsn) as datastore:
            recorder = TransactionOrderRecorder(datastore)
            while events:
                some = min(events, self._chance.choice((1, 3, 100)))
                recorder.insert_events([self._next() for _ in range(some)])
                events -= some
        Sequencer(make_conninfo(self._dsn, user="cancuoc_app")).catch_up()

    def all(self) -> list[Positioned]:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            return LedgerFeed(connection).read(-1, 1_000_000)

    def _next(self) -> StoredEvent:
        chance, streams = self._chance, self._streams
        if streams and chance.random() < 0.7:
            at = chance.randrange(len(streams))
            stream, kind, version = streams[at]
            streams[at] = (stream, kind, version + 1)
        else:
            kind = chance.choice(list(STREAM_KINDS))
            stream, version = UUID(int=chance.getrandbits(128), version=4), 0
            streams.append((stream, kind, 1))
        topic, state = chance.choice(examples()[kind])
        return StoredEvent(stream, version + 1, topic, state)


def make_topics(place: KafkaPlace, names: TopicNames, copies: int = 1) -> None:
    with topic_desk(place) as desk:
        desk.create(manifest(names, ()), copies)


@contextmanager
def reading(place: KafkaPlace, names: TopicNames, **more: object) -> Iterator["Reader"]:
    reader = Reader(place, names, **more)
    try:
        yield reader
    finally:
        reader.close()


class Reader:
    """Reads every partition of every topic of events, from the beginning."""

    def __init__(self, place: KafkaPlace, names: TopicNames, **more: object) -> None:
        self._consumer = consumer(place, **more)
        self.partitions = [
            TopicPartition(names.events(kind), number)
            for kind in STREAM_KINDS
            for number in range(PARTITIONS)
        ]
        self._consumer.assign(self.partitions)
        self._consumer.seek_to_beginning()
        self.seen: Seen = {one: [] for one in self.partitions}

    def to_the_end(self) -> Seen:
        """All that is there now, of every partition."""
        ends = self._consumer.end_offsets(self.partitions)
        until = time.monotonic() + PATIENCE_S
        while any(self._consumer.position(one) < end for one, end in ends.items()):
            assert time.monotonic() < until, "the end of the topics was not reached"
            self.poll(200)
        return self.seen

    def poll(self, timeout_ms: int) -> int:
        found = self._consumer.poll(timeout_ms=timeout_ms, max_records=50_000)
        for partition, records in found.items():
            self.seen[partition] += [
                read_record(one.key, one.value, one.headers) for one in records
            ]
        return sum(map(len, found.values()))

    def close(self) -> None:
        self._consumer.close()


def kept(records: Sequence[Arrived]) -> list[Arrived]:
    """What is left when positions that a consumer is past are dropped, as the rules say."""
    seen, left = -1, []
    for one in records:
        if one.position > seen:
            seen = one.position
            left.append(one)
    return left


def events_kept(seen: Seen) -> list[tuple[int, UUID, int, str]]:
    """What consumers that keep the rules have of all partitions, by position."""
    return sorted(
        (one.position, one.stream, one.version, one.type)
        for records in seen.values()
        for one in kept(records)
    )


def published(events: Sequence[Positioned]) -> list[tuple[int, UUID, int, str]]:
    """The same of history itself."""
    return [(one.position, one.stream, one.version, one.topic) for one in events]


def repeated(seen: Seen) -> int:
    """How many records consumers drop."""
    return sum(len(records) - len(kept(records)) for records in seen.values())


def is_ascending(seen: Seen) -> bool:
    """Whether each partition has its positions in order and once."""
    return all(len(kept(records)) == len(records) for records in seen.values())
