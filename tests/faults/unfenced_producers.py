"""Producers with a protection taken away, so that tests can see what that protection is for."""

from typing import Any

from adapters.kafka.clients import KafkaPlace, producer
from adapters.kafka.fenced_producer import FencedProducer


class UnfencedProducer(FencedProducer):
    """Without a transactional id, and so without anything that brokers could refuse it by."""

    ACKS: Any = "all"

    def __init__(self, place: KafkaPlace, _transactional_id: str, **settings: Any) -> None:
        acknowledged = {"acks": self.ACKS, "enable_idempotence": self.ACKS == "all"}
        self._client = producer(place, **acknowledged, **settings)
        for nothing in ("begin_transaction", "commit_transaction"):
            setattr(self._client, nothing, lambda: None)


class OneAcknowledgement(UnfencedProducer):
    """Content with the leader's word."""

    ACKS = 1
