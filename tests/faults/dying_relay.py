"""A relay that kills or halts itself at a step of its work: `dying_relay ORDERS`, as JSON.

It may also work with a protection taken away, so that tests can see what that protection is for.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from adapters.kafka import relay_work
from adapters.kafka.clients import KafkaPlace, producer
from adapters.kafka.publisher import Publisher, waiting
from adapters.kafka.records import Record
from adapters.kafka.relay import Relay
from adapters.kafka.relay_work import RelayWork
from adapters.kafka.topics import TopicNames
from adapters.postgres.relay_position import RelayLeases, Share
from cancuoc.background import stop_signal

BATCH = 100
STEPS: dict[str, tuple[type, str, bool]] = {
    "before producing": (Publisher, "publish", False),
    "after producing, before flushing": (Publisher, "_flush", False),
    "after flushing, before committing": (Publisher, "_flush", True),
    "after committing, before saving": (RelayLeases, "save", False),
    "after saving": (RelayLeases, "save", True),
}
"""By name: class, method, and whether it is done before the end comes."""


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


class Unfenced(Publisher):
    """Without a transactional id, and so without anything that brokers could refuse it by."""

    ACKS: Any = "all"

    def __init__(self, place: KafkaPlace, _names: TopicNames, _share: Share) -> None:
        self._client = producer(
            place, acks=self.ACKS, enable_idempotence=self.ACKS == "all", **waiting(place)
        )

    def publish(self, records: Sequence[Record], is_over: Callable[[], bool]) -> None:
        for one in records:
            self._client.send(one.topic, one.value, one.key, one.headers, one.partition)
        self._flush(is_over)


class OneAcknowledgement(Unfenced):
    """Content with the leader's word."""

    ACKS = 1


def _save_first(work: Any, connection: Any, publisher: Publisher, events: Any) -> None:
    work._save(connection, events[-1].position)
    publisher.publish(work._records(events), work._over.is_set)


def take_away(protections: Sequence[str]) -> None:
    if "fencing" in protections:
        relay_work.Publisher = Unfenced  # type: ignore[misc]
    if "all acknowledgements" in protections:
        relay_work.Publisher = OneAcknowledgement  # type: ignore[misc]
    if "saving afterwards" in protections:
        RelayWork._publish = _save_first  # type: ignore[method-assign]


def end_at(step: str, times: int, number: int) -> None:
    holder, name, is_after = STEPS[step]
    holders = [holder, *holder.__subclasses__()]
    left = [times]

    def ending(done: Callable[..., Any]) -> Callable[..., Any]:
        def does(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            found = done(*arguments, **named) if is_after else None
            if not left[0]:
                os.kill(os.getpid(), number)
            return found if is_after else done(*arguments, **named)

        return does

    for one in holders:
        if name in vars(one):
            setattr(one, name, ending(vars(one)[name]))


def main(orders: Orders) -> None:
    relay_work.BATCH = BATCH
    take_away(orders.protections_off)
    if orders.step:
        end_at(orders.step, orders.times, orders.number)
    place, names = KafkaPlace(orders.bootstrap), TopicNames(orders.prefix)
    Relay(orders.dsn, place, names, lease_s=orders.lease_s).run(stop_signal())


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Orders))
