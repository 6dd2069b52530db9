"""Values of progress on their compacted topic: all of a batch or none, by one sender at a time."""

from collections.abc import Callable
from typing import Any

from kafka.errors import (
    BrokerResponseError,
    InvalidProducerEpochError,
    KafkaError,
    KafkaTimeoutError,
    ProducerFencedError,
)

from adapters.kafka.clients import KafkaPlace, admin, in_our_words, producer, translated
from adapters.kafka.partitions import partition_of
from adapters.kafka.records import JSON, SPECVERSION, Record
from adapters.kafka.topics import PROGRESS_PARTITIONS, TopicNames
from adapters.kafka.trouble import KafkaAway, KafkaTrouble
from adapters.postgres.progress_states import Value
from adapters.postgres.progress_turns import TurnLost

TYPE = "progress.state.v1"
PATIENCE_MS = 60_000
SLICE_S = 0.5
"""Longest time without a look at whether to go on waiting."""
CLOSING_S = 1.0


class ProgressSender:
    """A transactional producer of one name: whoever starts one puts those before him out of work.

    Without that a publisher that slept through the end of its turn could put an old value behind a
    newer one, and a compacted topic would keep the old one for ever. Consumers read committed.
    """

    def __init__(self, place: KafkaPlace, names: TopicNames, source: str) -> None:
        """Raises KafkaAway and KafkaTrouble."""
        self._topic = names.progress_state
        self._source = source
        self.place = _look(place, self._topic)
        """Which topic of which cluster this is: another one has none of the values."""
        self._producer: Any = producer(
            place,
            transactional_id=self._topic,
            max_block_ms=PATIENCE_MS,
            delivery_timeout_ms=PATIENCE_MS,
        )
        try:
            self._producer.init_transactions()
        except KafkaError as error:
            self.close()
            raise _judged(error) from error

    def send(self, values: list[Value], waiting: Callable[[], None]) -> None:
        """When this returns, every one of them is on the topic. Raises TurnLost, KafkaAway.

        `waiting` is called again and again while a broker is waited for; what it raises ends that.
        After any error the sender is of no more use: close it.
        """
        try:
            self._send(values, waiting)
        except KafkaError as error:
            raise _judged(error) from error

    def close(self) -> None:
        """Leave at once; what was not committed is aborted by whoever begins next."""
        # `close` alone would wait for what a dead broker was sent, give up, and leave its thread.
        self._producer._sender.force_close()
        self._producer.close(timeout=CLOSING_S)

    def _send(self, values: list[Value], waiting: Callable[[], None]) -> None:
        """Flushed and looked at before the commit: a record that expired would not prevent one."""
        self._producer.begin_transaction()
        records = [state_record(value, self._topic, self._source) for value in values]
        send = self._producer.send
        sent = [send(one.topic, one.value, one.key, one.headers, one.partition) for one in records]
        while not self._flushed():
            waiting()
        for one in sent:
            if not one.succeeded():
                raise one.exception
        self._producer.commit_transaction()

    def _flushed(self) -> bool:
        try:
            self._producer.flush(timeout=SLICE_S)
        except KafkaTimeoutError:
            return False
        return True


def state_record(value: Value, topic: str, source: str) -> Record:
    """A CloudEvent in binary mode, as those of events; the key is the subject."""
    key = value.key.text().encode()
    version = b"%d" % value.version
    headers = [
        ("ce_specversion", SPECVERSION),
        ("ce_id", key + b"/" + version),
        ("ce_source", source.encode()),
        ("ce_type", TYPE.encode()),
        ("ce_subject", key),
        ("ce_sequence", version),
        ("content-type", JSON),
    ]
    partition = partition_of(key, PROGRESS_PARTITIONS)
    return Record(topic, partition, key, value.text.encode(), headers)


def _look(place: KafkaPlace, topic: str) -> str:
    """Raises KafkaTrouble where the topic is not as it must be."""
    client = admin(place)
    try:
        with in_our_words():
            cluster = client.describe_cluster()["cluster_id"]
            found = [one for one in client.describe_topics() if one["name"] == topic]
    finally:
        client.close()
    if not found or len(found[0]["partitions"]) != PROGRESS_PARTITIONS:
        raise KafkaTrouble(
            f"the topic {topic} is not there with {PROGRESS_PARTITIONS} partitions:"
            " run `cancuoc topics apply`"
        )
    return f"cluster {cluster}, topic {found[0]['topic_id']}"


def _judged(error: KafkaError) -> Exception:
    """What passes and what does not; the client wraps the cause into an error that says less."""
    cause = next((one for one in error.args if isinstance(one, KafkaError)), error)
    if isinstance(cause, ProducerFencedError | InvalidProducerEpochError):
        return TurnLost("another publisher of progress has begun")
    if isinstance(cause, BrokerResponseError):
        return translated(cause)
    return KafkaAway(f"Kafka did not take the values of progress ({cause})")
