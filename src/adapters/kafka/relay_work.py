"""The thread of a relay that reads, publishes and saves; whoever started it keeps the lease."""

import threading
import time
from threading import Event

import msgspec
import psycopg

from adapters.kafka.clients import KafkaPlace, KafkaTrouble
from adapters.kafka.publisher import Interrupted, Publisher
from adapters.kafka.records import Record, place_of, record_of
from adapters.kafka.topics import TopicNames
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.relay_position import Lease, RelayLeases
from adapters.postgres.stored_state import FrameBroken
from application.feed import Positioned
from domain.catalogue import stream_of
from domain.stream_kinds import STREAM_KINDS

BATCH = 5_000
"""Events in one transaction at most."""
BATCH_BYTES = 16 * 2**20
"""Of stored states in memory, roughly: large events come in smaller batches."""
SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 0.25
"""Each transaction costs a marker in every partition it touched, so the few are gathered."""


class Published(msgspec.Struct, frozen=True):
    """Where everything goes: brokers, names, and `source` (`//` and the ledger's origin)."""

    place: KafkaPlace
    names: TopicNames
    source: str


class Counters(msgspec.Struct):
    """What one relay has done; `position` is that of its last save.

    `busy_s` is the time for reading, publishing and saving, without the pauses between.
    """

    events: int = 0
    records: int = 0
    batches: int = 0
    sessions: int = 0
    position: int = -1
    busy_s: float = 0.0


class RelayWork(threading.Thread):
    """One session of publishing: from the lease's position on, until told to stop or it fails.

    `failure` is what ended it, None where it was told to. `busy_since` is when the batch in hand
    was begun, by time.monotonic(), or None.
    """

    def __init__(
        self, dsn: str, to: Published, leases: RelayLeases, lease: Lease, counters: Counters
    ) -> None:
        super().__init__(name=f"relay-{leases.share}", daemon=True)
        self._dsn = dsn
        self._to = to
        self._leases = leases
        self._lease = lease
        self._counters = counters
        self._over = Event()
        self._limit = BATCH
        self._publisher: Publisher | None = None
        self.until_head = False
        self.failure: BaseException | None = None
        self.busy_since: float | None = None

    def end(self) -> None:
        self._over.set()

    def abandon(self) -> None:
        """Take its producer away from a thread that waits for what never comes."""
        if self._publisher is not None:
            self._publisher.discard()

    def run(self) -> None:
        try:
            self._work()
        except Exception as failed:  # noqa: BLE001 - the outermost loop; its owner raises it again
            self.failure = failed

    def _work(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
            to = self._to
            publisher = self._publisher = Publisher(to.place, to.names, self._leases.share)
            try:
                # Only who still has the lease after fencing all others may publish.
                self._leases.extend(connection, self._lease)
                self._follow(connection, publisher)
            except Interrupted:
                publisher.discard()
            except BaseException:
                publisher.discard()
                raise
            else:
                publisher.close()

    def _follow(self, connection: psycopg.Connection, publisher: Publisher) -> None:
        feed, position, pause = LedgerFeed(connection), self._lease.position, SHORTEST_PAUSE
        while not self._over.is_set():
            began, limit = time.monotonic(), self._limit
            events = feed.read(position, limit)
            if events:
                self._publish(connection, publisher, events)
                position, pause = events[-1].position, SHORTEST_PAUSE
                self._counters.busy_s += time.monotonic() - began
            if len(events) == limit:
                continue
            if self.until_head:
                return
            self._over.wait(pause)
            pause = pause if events else LONGEST_PAUSE

    def _publish(
        self, connection: psycopg.Connection, publisher: Publisher, events: list[Positioned]
    ) -> None:
        self.busy_since = time.monotonic()
        records = self._records(events)
        if records:
            publisher.publish(records, self._over.is_set)
        self._save(connection, events[-1].position)
        self._count(events, records)
        self.busy_since = None

    def _records(self, events: list[Positioned]) -> list[Record]:
        has, names, source = self._leases.share.has, self._to.names, self._to.source
        records, at = [], events[0]
        try:
            for at in events:
                if has(place_of(at.stream)[1]):
                    records.append(record_of(at, names, source))
        except (FrameBroken, msgspec.DecodeError, UnicodeError) as broken:
            raise KafkaTrouble(
                f"the relay stops at position {at.position}: {_named(at)} is not stored as an event"
                " is; `cancuoc audit verify` of an export tells whether history was altered"
            ) from broken
        _refuse_strangers(events)
        return records

    def _save(self, connection: psycopg.Connection, position: int) -> None:
        self._leases.save(connection, self._lease, position)

    def _count(self, events: list[Positioned], records: list[Record]) -> None:
        counters = self._counters
        counters.events += len(events)
        counters.records += len(records)
        counters.batches += 1
        counters.position = events[-1].position
        mean = sum(len(one.state) for one in events) // len(events) + 1
        self._limit = max(1, min(BATCH, BATCH_BYTES // mean))


def _named(event: Positioned) -> str:
    return f"stream {event.stream} version {event.version} topic {event.topic}"


def _refuse_strangers(events: list[Positioned]) -> None:
    for topic in {one.topic for one in events}:
        if stream_of(topic) not in STREAM_KINDS:
            raise KafkaTrouble(
                f"the relay stops at an event {topic}, for which this program has no topic:"
                " start the newer program, and `cancuoc topics apply` of it"
            )
