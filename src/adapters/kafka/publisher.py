"""Publishes batches of events for one share of the relay."""

from collections.abc import Callable, Sequence
from typing import Any

from kafka.errors import (
    AuthorizationError,
    BrokerResponseError,
    InvalidProducerEpochError,
    InvalidTxnStateError,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumberError,
    ProducerFencedError,
    RecordListTooLargeError,
    UnknownProducerIdError,
)

from adapters.kafka.clients import KafkaAway, KafkaPlace, KafkaTrouble, translated
from adapters.kafka.fenced_producer import FencedProducer, cause_of
from adapters.kafka.records import Record
from adapters.kafka.topics import RECORD_BYTES, TopicNames
from adapters.postgres.relay_position import Share

REQUEST_BYTES = 8 * RECORD_BYTES
"""Brokers measure a record packed and we unpacked: they judge whether it is too large."""
LINGER_MS = 1_000
"""Batches are sent when they are full or the transaction is flushed, whichever is sooner."""

# The transaction is lost, and nothing else: the same records are sent again in another.
_BEGIN_AGAIN = (
    InvalidProducerEpochError,
    InvalidTxnStateError,
    OutOfOrderSequenceNumberError,
    ProducerFencedError,
    UnknownProducerIdError,
)
_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)


def waiting(place: KafkaPlace) -> dict[str, Any]:
    """How long the producer waits for what. A batch that is given up is sent again, in order.

    After the loss of a leader the client asks for the new one only when its metadata is old.
    """
    request_ms = place.options.get("request_timeout_ms", 10_000)
    return {
        "linger_ms": LINGER_MS,
        "request_timeout_ms": request_ms,
        "delivery_timeout_ms": 3 * request_ms + LINGER_MS,
        "metadata_max_age_ms": place.options.get("metadata_max_age_ms", 5_000),
        "max_request_size": REQUEST_BYTES,
    }


class Interrupted(Exception):
    """Told to stop while a broker kept it waiting; the transaction is not committed."""


def transactional_id(names: TopicNames, share: Share) -> str:
    """The same for every relay of a share, so that the newest one fences all before it."""
    return f"{names.prefix}cancuoc.relay.{share.shard}-of-{share.shards}"


def fence(place: KafkaPlace, names: TopicNames, share: Share) -> None:
    """Let the brokers refuse what a former relay of this share may still send."""
    Publisher(place, names, share).close()


class Publisher:
    """Errors of every method: KafkaAway, KafkaTrouble.

    After an error it is of no more use: `discard` it, and begin again with another.
    """

    def __init__(self, place: KafkaPlace, names: TopicNames, share: Share) -> None:
        try:
            self._producer = FencedProducer(place, transactional_id(names, share), **waiting(place))
        except KafkaError as error:
            raise _judged(error) from error

    def publish(self, records: Sequence[Record], is_over: Callable[[], bool]) -> None:
        """All of them, acknowledged and visible, when it returns; in this order in each partition.

        Interrupted where `is_over` says so while a broker is waited for.
        """

        def look() -> None:
            if is_over():
                raise Interrupted

        try:
            self._producer.send(records, look)
        except KafkaError as error:
            raise _judged(error) from error

    def close(self) -> None:
        """Leave in order; nothing is under way."""
        self._producer.close()

    def discard(self) -> None:
        """Leave at once; what was not committed is aborted by whoever begins next."""
        self._producer.discard()


def _judged(error: KafkaError) -> KafkaAway | KafkaTrouble:
    """What passes and what does not."""
    cause = cause_of(error)
    if isinstance(cause, _TOO_LARGE):
        return KafkaTrouble(
            f"Kafka refuses a record as too large ({cause}): run `cancuoc topics apply`, which sets"
            " max.message.bytes of every topic, or let the brokers take larger requests"
        )
    if isinstance(cause, _BEGIN_AGAIN):
        return KafkaAway(f"the transaction was lost ({cause})")
    if isinstance(cause, AuthorizationError | BrokerResponseError):
        return translated(cause)
    return KafkaAway(f"Kafka did not take the records ({cause})")
