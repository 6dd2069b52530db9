"""The topic of a view's dead letters: records as they came, with headers that tell why."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from kafka import KafkaProducer, TopicPartition

from adapters.kafka.clients import KafkaPlace, KafkaTrouble, consumer, in_our_words
from adapters.kafka.clients import producer as made_producer
from adapters.postgres.dead_letter_rows import Letter
from application.feed import DeadLetter

FLUSH_S = 30.0
READ_MS = 10_000
LARGEST = 2**21
"""A record as large as its topic takes, and the headers added to it."""

Header = tuple[str, bytes]


class DeadLetterTopic:
    """Errors of every method: KafkaTrouble, KafkaAway."""

    def __init__(self, place: KafkaPlace, topic: str, group: str) -> None:
        self._place = place
        self._topic = topic
        self._group = group
        self._producer: KafkaProducer | None = None

    def send(self, letters: Sequence[DeadLetter], attempts: int = 1) -> list[Letter]:
        """Where each was acknowledged. A crash before that is saved leaves a copy, and no harm."""
        if not letters:
            return []
        with in_our_words():
            if self._producer is None:
                self._producer = made_producer(self._place, max_request_size=LARGEST)
            sent = [
                self._producer.send(
                    self._topic, one.value, one.key, headers=self._headers(one, attempts)
                )
                for one in letters
            ]
            self._producer.flush(timeout=FLUSH_S)
            acknowledged = [future.get(timeout=FLUSH_S) for future in sent]
        return [
            Letter(one, at.partition, at.offset)
            for one, at in zip(letters, acknowledged, strict=True)
        ]

    def read(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Any]:
        """The records at these partitions and offsets; KafkaTrouble where one is not there."""
        found: dict[tuple[int, int], Any] = {}
        with in_our_words():
            reader = consumer(self._place, max_partition_fetch_bytes=2 * LARGEST)
            try:
                for partition, offset in places:
                    one = TopicPartition(self._topic, partition)
                    reader.assign([one])
                    reader.seek(one, offset)
                    records = reader.poll(timeout_ms=READ_MS, max_records=1).get(one, [])
                    if not records or records[0].offset != offset:
                        raise KafkaTrouble(
                            f"the dead letter at offset {offset} of {self._topic} is not there any"
                            " more: discard it, or rebuild the view"
                        )
                    found[partition, offset] = records[0]
            finally:
                reader.close(autocommit=False)
        return found

    def close(self) -> None:
        if self._producer is None:
            return
        with in_our_words():
            self._producer.close(timeout=5)

    def _headers(self, letter: DeadLetter, attempts: int) -> list[Header]:
        failed_at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        ours = {
            "dlq.topic": letter.lane.topic,
            "dlq.partition": str(letter.lane.partition),
            "dlq.offset": str(letter.offset),
            "dlq.error": letter.reason,
            "dlq.attempts": str(attempts),
            "dlq.group": self._group,
            "dlq.failed_at": failed_at,
        }
        return [*letter.headers, *((name, text.encode()) for name, text in ours.items())]


def original_headers(headers: Iterable[Header]) -> tuple[Header, ...]:
    """Without those that were added when the record was set aside."""
    return tuple(one for one in headers if not one[0].startswith("dlq."))
