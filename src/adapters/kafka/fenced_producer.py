"""Sends batches of records as transactions of one `transactional.id`: whole and in order, or not.

Kafka fences by that id (KIP-98, KIP-360): once a second producer has begun with it, the brokers
refuse everything that the first still sends, as from a process that was halted and wakes up.
Without transactions a batch that fails could be overtaken in its partition by one that does not,
and consumers, who drop what they are past, would never see its records.

Of kafka-python 3.0: a commit with records under way leaves the producer sending each record by
itself from then on, and a batch that expires fails only its futures, so that a commit after it
would succeed. Therefore a transaction is flushed, every future looked at, and only then committed.
"""

from collections.abc import Callable, Iterable
from typing import Any

from kafka.errors import KafkaError, KafkaTimeoutError, UnknownError

from adapters.kafka.clients import KafkaPlace, producer
from adapters.kafka.records import Record

SLICE_S = 0.5
"""Longest time without asking whether to go on waiting."""
CLOSING_S = 5


class FencedProducer:
    """One producer under a transactional id: whoever starts one puts those before it out of work.

    Errors of every method: KafkaError, and where it is made KafkaAway and KafkaTrouble too. After
    one it is of no more use: `discard` it, and begin again with another.
    """

    def __init__(self, place: KafkaPlace, transactional_id: str, **settings: Any) -> None:
        self._client: Any = producer(place, transactional_id=transactional_id, **settings)
        try:
            self._client.init_transactions()
        except KafkaError:
            self.discard()
            raise

    def send(self, records: Iterable[Record], waiting: Callable[[], None]) -> None:
        """All of them, acknowledged and visible, when it returns; in this order in each partition.

        `waiting` is called again and again while a broker is waited for; what it raises ends that.
        """
        self._client.begin_transaction()
        send = self._client.send
        sent = [send(one.topic, one.value, one.key, one.headers, one.partition) for one in records]
        while not self._flushed():
            waiting()
        for future in sent:
            if not future.succeeded():
                raise future.exception
        self._client.commit_transaction()

    def close(self) -> None:
        """Leave in order; nothing is under way."""
        self._client.close(timeout=CLOSING_S)

    def discard(self) -> None:
        """Leave at once; what was not committed is aborted by whoever begins next."""
        # `close` alone would wait for what a dead broker was sent, give up, and leave its thread.
        self._client._sender.force_close()
        self._client.close(timeout=CLOSING_S)

    def _flushed(self) -> bool:
        try:
            self._client.flush(timeout=SLICE_S)
        except (KafkaTimeoutError, UnknownError):
            # Of a batch that is too large and was divided it says that its future is unknown.
            return False
        return True


def cause_of(error: KafkaError) -> KafkaError:
    """The client wraps it into an error that says less."""
    return next((one for one in error.args if isinstance(one, KafkaError)), error)
