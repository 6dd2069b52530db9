"""A publisher of progress that kills or halts itself at a step: `dying_publisher ORDERS`, as JSON.

It may also work with a protection taken away, so that tests can see what that protection is for.
"""

import os
import sys
from collections.abc import Iterable
from typing import Any

import msgspec
from tests.faults.ending_at import Steps, end_at
from tests.faults.unfenced_producers import UnfencedProducer

from adapters.kafka import progress_publisher, progress_sender
from adapters.kafka.clients import KafkaPlace
from adapters.kafka.fenced_producer import FencedProducer
from adapters.kafka.progress_publisher import ProgressPublisher
from adapters.kafka.progress_sender import ProgressSender
from adapters.kafka.topics import TopicNames
from adapters.postgres.progress_states import ProgressStates, Standing, Value
from cancuoc.background import stop_signal
from projections.progress_state import StateKey, Told

BATCH = 20
STEPS: Steps = {
    "before storing": (ProgressStates, "write", False),
    "after storing": (ProgressStates, "write", True),
    "before sending": (ProgressSender, "send", False),
    "after flushing, before committing": (FencedProducer, "_flushed", True),
    "after committing, before marking": (ProgressStates, "acknowledged", False),
    "after marking": (ProgressStates, "acknowledged", True),
}


class Orders(msgspec.Struct, frozen=True):
    """`number` is the signal that it sends itself when it comes to the step for the first time."""

    dsn: str
    bootstrap: str
    prefix: str
    step: str = ""
    number: int = 9
    protection_off: str = ""


class SendsFirst(ProgressStates):
    """Sends a value before it is stored."""

    sender: Any = None

    def write(self, epoch: int, after: Standing, told: Iterable[tuple[StateKey, Told]]) -> None:
        told = list(told)
        values = [
            Value(key, one.state.version, msgspec.json.encode(one.state).decode())
            for key, one in told
        ]
        if values:
            SendsFirst.sender.send(values, lambda: None)
            end_now()
        super().write(epoch, after, told)


class Known(ProgressSender):
    """Tells who sends."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        SendsFirst.sender = self


def end_now() -> None:
    os.kill(os.getpid(), 9)


def take_away(protection: str) -> None:
    if protection == "fencing":
        progress_sender.FencedProducer = UnfencedProducer  # type: ignore[misc]
    if protection == "storing first":
        progress_publisher.ProgressSender = Known  # type: ignore[misc]
        progress_publisher.ProgressStates = SendsFirst  # type: ignore[misc]


def main(orders: Orders) -> None:
    progress_publisher.BATCH = BATCH
    take_away(orders.protection_off)
    if orders.step:
        end_at(STEPS, orders.step, 1, orders.number)
    place, names = KafkaPlace(orders.bootstrap), TopicNames(orders.prefix)
    ProgressPublisher(orders.dsn, place, names, "//a", lambda: 1).run(stop_signal())


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Orders))
