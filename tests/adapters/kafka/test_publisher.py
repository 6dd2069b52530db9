"""A transaction is committed only when every record of it was taken; and which errors pass."""

from typing import Any

import pytest
from kafka.errors import (
    ClusterAuthorizationFailedError,
    IllegalStateError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    OutOfOrderSequenceNumberError,
    ProducerFencedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailedError,
    UnsupportedVersionError,
)
from tests.adapters.kafka.pinned import SOURCE, stored_example

from adapters.kafka.clients import KafkaAway, KafkaTrouble
from adapters.kafka.fenced_producer import FencedProducer
from adapters.kafka.publisher import Interrupted, Publisher, transactional_id
from adapters.kafka.records import record_of
from adapters.kafka.topics import TopicNames
from adapters.postgres.relay_position import Share

RECORDS = [record_of(stored_example("card.activated.v1"), TopicNames(), SOURCE)] * 3


class Sent:
    def __init__(self, error: KafkaError | None) -> None:
        self.exception = error

    def succeeded(self) -> bool:
        return self.exception is None


class Client:
    """Fails the second record with `error`, or lets the flush wait `waits` times."""

    def __init__(self, error: KafkaError | None = None, waits: int = 0) -> None:
        self._error = error
        self._waits = waits
        self.acts: list[str] = []

    def begin_transaction(self) -> None:
        self.acts.append("begin")

    def send(self, *_: Any) -> Sent:
        self.acts.append("send")
        return Sent(self._error if self.acts.count("send") == 2 else None)

    def flush(self, timeout: float) -> None:
        self._waits -= 1
        if self._waits >= 0:
            raise KafkaTimeoutError(f"after {timeout}")
        self.acts.append("flush")

    def commit_transaction(self) -> None:
        self.acts.append("commit")


def publisher(client: Client) -> Publisher:
    made, producer = Publisher.__new__(Publisher), FencedProducer.__new__(FencedProducer)
    made._producer, producer._client = producer, client
    return made


def never() -> bool:
    return False


def test_records_are_flushed_looked_at_and_only_then_committed() -> None:
    client = Client(waits=3)

    publisher(client).publish(RECORDS, never)

    assert client.acts == ["begin", "send", "send", "send", "flush", "commit"]


def test_a_transaction_of_which_a_batch_was_given_up_is_not_committed() -> None:
    client = Client(KafkaTimeoutError("expired"))

    with pytest.raises(KafkaAway):
        publisher(client).publish(RECORDS, never)

    assert "commit" not in client.acts


def test_who_is_told_to_stop_while_a_broker_is_away_commits_nothing() -> None:
    client = Client(waits=1000)

    with pytest.raises(Interrupted):
        publisher(client).publish(RECORDS, lambda: True)

    assert client.acts == ["begin", "send", "send", "send"]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (KafkaTimeoutError("x"), KafkaAway, "Kafka did not take the records"),
        (NotEnoughReplicasError("x"), KafkaAway, "no Kafka broker answers"),
        (ProducerFencedError(), KafkaAway, "the transaction was lost"),
        (OutOfOrderSequenceNumberError(), KafkaAway, "the transaction was lost"),
        (IllegalStateError("closed"), KafkaAway, "Kafka did not take the records"),
        (KafkaError("wrapped", ProducerFencedError()), KafkaAway, "the transaction was lost"),
        (MessageSizeTooLargeError("x"), KafkaTrouble, "too large .* run `cancuoc topics apply`"),
        (TopicAuthorizationFailedError("x"), KafkaTrouble, "does not let this account"),
        (ClusterAuthorizationFailedError("x"), KafkaTrouble, "does not let this account"),
        (TransactionalIdAuthorizationFailedError("x"), KafkaTrouble, "does not let this account"),
        (
            KafkaError("wrapped", TopicAuthorizationFailedError("x")),
            KafkaTrouble,
            "docs/operations",
        ),
        (UnsupportedVersionError("x"), KafkaTrouble, "Kafka refuses"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, KafkaError) else "",
)
def test_each_error_of_the_client_passes_or_stops_the_relay(
    error: KafkaError, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        publisher(Client(error)).publish(RECORDS, never)


def test_each_share_has_a_transactional_id_of_its_own() -> None:
    names = TopicNames("test.")
    ids = {transactional_id(names, Share(*one)) for one in ((0, 1), (0, 2), (1, 2), (1, 12))}

    assert len(ids) == 4
    assert transactional_id(names, Share(1, 12)) == "test.cancuoc.relay.1-of-12"
