"""A consumer of the partitions of a view, which begins each of them where PostgreSQL says.

kafka-python calls the listener on its own thread and waits for it, so nothing is done there that
waits for a broker or a database: a lane that is assigned is paused at once and claimed by whoever
polls next.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError

from adapters.kafka.clients import KafkaPlace, KafkaTrouble, consumer, in_our_words
from adapters.kafka.lost_ground import out_of_range, require_inside
from application.feed import Lane

Records = dict[Lane, list[Any]]

READING: dict[str, Any] = {
    # Beyond its end a partition holds nothing of ours: that is for a person, and never reset.
    "auto_offset_reset": "none",
    "partition_assignment_strategy": (RangePartitionAssignor,),
    # The worst batch is one that waits for a database that is away; see docs/operations.md.
    "max_poll_interval_ms": 600_000,
    # A consumer that was killed gives its partitions up after so long.
    "session_timeout_ms": 10_000,
    "heartbeat_interval_ms": 2_000,
    "fetch_max_wait_ms": 100,
    "metrics_enabled": False,
}

ASKING_MS = 5_000
"""Longest wait for an answer about offsets: a stop signal is seen while brokers are away."""

_log = logging.getLogger(__name__)


class LaneReader:
    """Reads lanes either as a member of a group (`join`) or all by itself (`take_all`).

    Errors of every method: KafkaTrouble, KafkaAway. Not safe for several threads.
    """

    def __init__(self, place: KafkaPlace, group: str) -> None:
        self._consumer: KafkaConsumer = consumer(place, group_id=group, **READING)
        self._assigned: set[TopicPartition] = set()
        self._topics: list[str] = []
        self._joined = False

    def join(self, topics: Iterable[str]) -> None:
        """Share the partitions with the other members; lanes come with `assigned`."""
        self._topics = sorted(topics)
        with in_our_words():
            if self._joined:
                # What is ours already has to be claimed again, from another slot perhaps.
                self._hold_back(self._consumer.assignment())
                return
            self._leave()
            self._consumer.subscribe(self._topics, listener=_Listener(self))
            # A leader that knows no partitions would give out none, and let the group join again.
            self._consumer.topics()
        self._joined = True

    def doubt(self) -> None:
        """Let the next `join` give up all lanes first, and so get what is really ours.

        Nothing is said to the broker here: whoever leaves a group may have to wait for its other
        members, and they for a row that the transaction which is open has locked.
        """
        self._joined = False

    def _leave(self) -> None:
        self._consumer.unsubscribe()
        self._assigned = set()
        self._joined = False

    def take_all(self, lanes: Iterable[Lane]) -> None:
        """Read these lanes beside any group."""
        partitions = [TopicPartition(*lane) for lane in lanes]
        with in_our_words():
            self._leave()
            self._consumer.assign(partitions)
            self._hold_back(partitions)

    def assigned(self) -> set[Lane]:
        """Lanes that were assigned since this was asked last; each has to `begin`."""
        new, self._assigned = self._assigned, set()
        return {Lane(one.topic, one.partition) for one in new} & self.lanes()

    def lanes(self) -> set[Lane]:
        """All that is ours at the moment."""
        return {Lane(one.topic, one.partition) for one in self._consumer.assignment()}

    def begin(self, offsets: Mapping[Lane, int]) -> None:
        """Read each lane from this offset on. KafkaTrouble where it lies outside the partition."""
        partitions = {TopicPartition(*lane): at for lane, at in offsets.items()}
        with in_our_words():
            first = self._consumer.beginning_offsets(list(partitions), timeout_ms=ASKING_MS)
            last = self._consumer.end_offsets(list(partitions), timeout_ms=ASKING_MS)
            for one, at in partitions.items():
                require_inside(one, at, first[one], last[one])
                self._consumer.seek(one, at)
                self._consumer.resume(one)

    def poll(self, limit: int, wait_ms: int) -> Records:
        """At most `limit` records, by lane; what came of lanes that are not begun is left out."""
        try:
            with in_our_words():
                found = self._consumer.poll(timeout_ms=wait_ms, max_records=limit)
        except KafkaTrouble as trouble:
            raise out_of_range(trouble) or trouble from trouble.__cause__
        return {
            Lane(one.topic, one.partition): records
            for one, records in found.items()
            if one not in self._assigned
        }

    def ends(self) -> dict[Lane, int]:
        """The offset behind the last committed record of each lane of ours."""
        with in_our_words():
            lanes = list(self._consumer.assignment())
            found = self._consumer.end_offsets(lanes, timeout_ms=ASKING_MS)
        return {Lane(one.topic, one.partition): end for one, end in found.items()}

    def offset(self, lane: Lane) -> int:
        """Of the next record that `poll` will give, behind all that are no records (markers)."""
        with in_our_words():
            return int(self._consumer.position(TopicPartition(*lane), timeout_ms=ASKING_MS) or 0)

    def pause(self, lanes: Iterable[Lane]) -> None:
        self._consumer.pause(*(TopicPartition(*lane) for lane in lanes))

    def resume(self, lanes: Iterable[Lane]) -> None:
        self._consumer.resume(*(TopicPartition(*lane) for lane in lanes))

    def signal(self, offsets: Mapping[Lane, int]) -> None:
        """Tell Kafka how far we are, for tools that show the lag; nothing depends on it."""
        given = {
            TopicPartition(*lane): OffsetAndMetadata(at, "", -1) for lane, at in offsets.items()
        }
        try:
            self._consumer.commit_async(given)
        except KafkaError as failed:
            _log.info("the lag is not shown in Kafka at the moment: %s", failed)

    def close(self) -> None:
        with in_our_words():
            self._consumer.close(autocommit=False, timeout_ms=5_000)

    def _hold_back(self, partitions: Iterable[TopicPartition]) -> None:
        """Nothing is fetched of these until they begin; without an offset the client would ask."""
        for one in partitions:
            self._consumer.seek(one, 0)
            self._consumer.pause(one)
            self._assigned.add(one)

    def _gone(self, partitions: Iterable[TopicPartition]) -> None:
        self._assigned -= set(partitions)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, reader: LaneReader) -> None:
        self._reader = reader

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._reader._gone(revoked)

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._reader._hold_back(assigned)
