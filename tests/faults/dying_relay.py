"""A relay that kills or halts itself at a step of its work: `dying_relay ORDERS`, as JSON.

It may also work with a protection taken away, so that tests can see what that protection is for.
"""

import sys
from collections.abc import Sequence
from typing import Any

import msgspec
from tests.faults.ending_at import Steps, end_at
from tests.faults.unfenced_producers import OneAcknowledgement, UnfencedProducer

from adapters.kafka import publisher, relay_work
from adapters.kafka.clients import KafkaPlace
from adapters.kafka.fenced_producer import FencedProducer
from adapters.kafka.publisher import Publisher
from adapters.kafka.relay import Relay
from adapters.kafka.relay_work import RelayWork
from adapters.kafka.topics import TopicNames
from adapters.postgres.relay_position import RelayLeases
from cancuoc.background import stop_signal

BATCH = 100
STEPS: Steps = {
    "before producing": (Publisher, "publish", False),
    "after producing, before flushing": (FencedProducer, "_flushed", False),
    "after flushing, before committing": (FencedProducer, "_flushed", True),
    "after committing, before saving": (RelayLeases, "save", False),
    "after saving": (RelayLeases, "save", True),
}


class Orders(msgspec.Struct, frozen=True):
    """`number` is the signal that it sends itself at the step, the `times`-th time."""

    dsn: str
    bootstrap: str
    prefix: str
    step: str = ""
    times: int = 3
    number: int = 9
    lease_s: float = 1.0
    protections_off: tuple[str, ...] = ()


def _save_first(work: Any, connection: Any, sends: Publisher, events: Any) -> None:
    work._save(connection, events[-1].position)
    sends.publish(work._records(events), work._over.is_set)


def take_away(protections: Sequence[str]) -> None:
    if "fencing" in protections:
        publisher.FencedProducer = UnfencedProducer  # type: ignore[misc]
    if "all acknowledgements" in protections:
        publisher.FencedProducer = OneAcknowledgement  # type: ignore[misc]
    if "saving afterwards" in protections:
        RelayWork._publish = _save_first  # type: ignore[method-assign]


def main(orders: Orders) -> None:
    relay_work.BATCH = BATCH
    take_away(orders.protections_off)
    if orders.step:
        end_at(STEPS, orders.step, orders.times, orders.number)
    place, names = KafkaPlace(orders.bootstrap), TopicNames(orders.prefix)
    Relay(orders.dsn, place, names, lease_s=orders.lease_s).run(stop_signal())


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Orders))
