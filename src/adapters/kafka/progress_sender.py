"""Values of progress on their compacted topic: all of a batch or none, by one sender at a time."""

from collections.abc import Callable

from kafka.errors import (
    BrokerResponseError,
    InvalidProducerEpochError,
    KafkaError,
    ProducerFencedError,
)

from adapters.kafka.clients import KafkaPlace, admin, in_our_words, translated
from adapters.kafka.fenced_producer import FencedProducer, cause_of
from adapters.kafka.partitions import partition_of
from adapters.kafka.records import JSON, SPECVERSION, Record
from adapters.kafka.topics import PROGRESS_PARTITIONS, TopicNames
from adapters.kafka.trouble import KafkaAway, KafkaTrouble
from adapters.postgres.progress_states import Value
from adapters.postgres.progress_turns import TurnLost

TYPE = "progress.state.v1"
PATIENCE_MS = 60_000


class ProgressSender:
    """Whoever starts one puts those before him out of work.

    Otherwise a publisher that slept through the end of its turn could put an old value behind a
    newer one, and a compacted topic would keep the old one for ever. Consumers read committed.
    """

    def __init__(self, place: KafkaPlace, names: TopicNames, source: str) -> None:
        """Raises KafkaAway and KafkaTrouble."""
        self._topic = names.progress_state
        self._source = source
        self.place = _look(place, self._topic)
        """Which topic of which cluster this is: another one has none of the values."""
        patience = {"max_block_ms": PATIENCE_MS, "delivery_timeout_ms": PATIENCE_MS}
        try:
            self._producer = FencedProducer(place, self._topic, **patience)
        except KafkaError as error:
            raise _judged(error) from error

    def send(self, values: list[Value], waiting: Callable[[], None]) -> None:
        """When this returns, every one of them is on the topic. Raises TurnLost, KafkaAway.

        `waiting` is called again and again while a broker is waited for; what it raises ends that.
        After any error the sender is of no more use: close it.
        """
        records = [state_record(value, self._topic, self._source) for value in values]
        try:
            self._producer.send(records, waiting)
        except KafkaError as error:
            raise _judged(error) from error

    def close(self) -> None:
        """Leave at once; what was not committed is aborted by whoever begins next."""
        self._producer.discard()


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
    """What passes and what does not."""
    cause = cause_of(error)
    if isinstance(cause, ProducerFencedError | InvalidProducerEpochError):
        return TurnLost("another publisher of progress has begun")
    if isinstance(cause, BrokerResponseError):
        return translated(cause)
    return KafkaAway(f"Kafka did not take the values of progress ({cause})")
