"""Sends batches of records as transactions of one `transactional.id`: whole and in order, or not.

Kafka fences by that id (KIP-98, KIP-360): once a second producer has begun with it, the brokers
refuse everything that the first still sends, as from a process that was halted and wakes up.
Without transactions a batch that fails could be overtaken in its partition by one that does not,
and consumers, who drop positions that they are past, would never see its records.

Of kafka-python 3.0: a commit with records under way leaves the producer sending each record by
itself from then on, and a batch that expires fails only its futures, so that a commit after it
would succeed. Therefore a transaction is flushed, every future looked at, and only then committed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    BrokerResponseError,
    InvalidProducerEpochError,
    InvalidTxnStateError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumberError,
    ProducerFencedError,
    RecordListTooLargeError,
    UnknownError,
    UnknownProducerIdError,
)

from adapters.kafka.clients import KafkaAway, KafkaPlace, KafkaTrouble, producer, translated
from adapters.kafka.records import Record
from adapters.kafka.topics import RECORD_BYTES, TopicNames
from adapters.postgres.relay_position import Share

SLICE_S = 0.5
"""Longest time without a look at whether to stop."""
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
    """One producer, fenced in. Errors of every method: KafkaAway, KafkaTrouble.

    After an error it is of no more use: `discard` it, and begin again with another.
    """

    def __init__(self, place: KafkaPlace, names: TopicNames, share: Share) -> None:
        self._client: KafkaProducer = producer(
            place, transactional_id=transactional_id(names, share), **waiting(place)
        )
        try:
            self._client.init_transactions()
        except KafkaError as error:
            self.discard()
            raise _judged(error) from error

    def publish(self, records: Sequence[Record], is_over: Callable[[], bool]) -> None:
        """All of them, acknowledged and visible, when it returns; in this order in each partition.

        Interrupted where `is_over` says so while a broker is waited for.
        """
        try:
            self._client.begin_transaction()
            send = self._client.send
            sent = [
                send(one.topic, one.value, one.key, one.headers, one.partition) for one in records
            ]
            self._flush(is_over)
            for future in sent:
                if not future.succeeded():
                    raise future.exception
            self._client.commit_transaction()
        except KafkaError as error:
            raise _judged(error) from error

    def close(self) -> None:
        """Leave in order; nothing is under way."""
        self._client.close(timeout=5)

    def discard(self) -> None:
        """Leave at once; what was not committed is aborted by whoever begins next."""
        # `close` alone would wait for what a dead broker was sent, give up, and leave its thread.
        self._client._sender.force_close()
        self._client.close(timeout=5)

    def _flush(self, is_over: Callable[[], bool]) -> None:
        while True:
            try:
                self._client.flush(timeout=SLICE_S)
            except (KafkaTimeoutError, UnknownError) as unfinished:
                # Of a batch that is too large and was divided it says that its future is unknown.
                if is_over():
                    raise Interrupted from unfinished
            else:
                return


def _judged(error: KafkaError) -> KafkaAway | KafkaTrouble:
    """What passes and what does not; the client wraps the cause into an error that says less."""
    cause = next((one for one in error.args if isinstance(one, KafkaError)), error)
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
