"""Brokers that die, halt or go away for a while cost the relay time, and consumers nothing.

Three genuine brokers, three copies of each record, acks=all with two in sync. Killing a process
(kill -9) proves that its loss is survived and not that of its power: what a broker acknowledged may
still be in the page cache of its machine, which lives on here.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from psycopg.conninfo import make_conninfo
from tests.faults.relay_process import PATIENCE_S, saved_position
from tests.faults.unfenced_producers import OneAcknowledgement
from tests.relaying import History, events_kept, make_topics, published, reading, repeated
from tools.kafka_brokers import Brokers

from adapters.kafka import publisher
from adapters.kafka.clients import KafkaPlace
from adapters.kafka.relay import Relay
from adapters.kafka.relay_work import BATCH
from adapters.kafka.topics import TopicNames
from database import Store

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(400)]

PORTION = 400
HALTED_S = 3.0
FETCH_WAIT_S = 0.5
"""How long a leader lets a follower wait for records (replica.fetch.wait.max.ms)."""


@pytest.fixture
def place(three_brokers: Brokers) -> KafkaPlace:
    return KafkaPlace(three_brokers.bootstrap)


@pytest.fixture
def names(place: KafkaPlace, topic_prefix: str) -> TopicNames:
    made = TopicNames(topic_prefix)
    make_topics(place, made, copies=3)
    return made


@contextmanager
def relaying(store: Store, place: KafkaPlace, names: TopicNames) -> Iterator[Relay]:
    """A relay at work in a thread of its own, until the block ends."""
    relay = Relay(make_conninfo(store.dsn, user="cancuoc_app"), place, names, lease_s=5.0)
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        stop.set()
        thread.join(PATIENCE_S)


def await_position(store: Store, at_least: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while saved_position(store.dsn) < at_least:
        assert time.monotonic() < until, f"{saved_position(store.dsn)} of {at_least}"
        time.sleep(0.1)


def assert_nothing_is_lost(history: History, place: KafkaPlace, names: TopicNames) -> None:
    with reading(place, names) as reader:
        seen = reader.to_the_end()
    assert events_kept(seen) == published(history.all())
    assert repeated(seen) <= 4 * BATCH


def test_brokers_killed_one_after_the_other_lose_nothing_that_was_acknowledged(
    store: Store, three_brokers: Brokers, place: KafkaPlace, names: TopicNames
) -> None:
    """Each leads a third of the partitions, so that leaders change while the relay works."""
    history = History(store)
    with relaying(store, place, names) as relay:
        for node in (1, 2, 3):
            history.grow(PORTION)
            await_position(store, (node - 1) * PORTION)
            three_brokers.kill(node)
            history.grow(PORTION // 4)
            three_brokers.start(node)
        head = history.all()[-1].position
        await_position(store, head)

    assert relay.counters.records >= head + 1
    assert_nothing_is_lost(history, place, names)


def test_brokers_that_are_all_away_are_waited_for_and_nothing_is_lost_or_reordered(
    store: Store, three_brokers: Brokers, place: KafkaPlace, names: TopicNames
) -> None:
    history = History(store)
    history.grow(PORTION)
    with relaying(store, place, names) as relay:
        await_position(store, PORTION - 1)
        for node in (1, 2, 3):
            three_brokers.kill(node)
        history.grow(PORTION)
        used = time.process_time()
        time.sleep(5)
        used = time.process_time() - used
        three_brokers.mend()
        await_position(store, 2 * PORTION - 1)

    assert used < 4, "it waits, and does not spin"
    assert relay.counters.position == 2 * PORTION - 1
    assert_nothing_is_lost(history, place, names)


def leader_lost_with_what_it_alone_had(
    store: Store, brokers: Brokers, place: KafkaPlace, names: TopicNames, *, takes: bool
) -> History:
    """While two brokers are halted the third is sent records, and killed before they wake up.

    It `takes` them unless it needs another to begin a transaction.
    """
    history = History(store)
    history.grow(PORTION)
    with relaying(store, place, names):
        await_position(store, PORTION - 1)
        for node in (2, 3):
            brokers.pause(node)
        # What they had asked the leader for is answered with nothing before it has any more.
        time.sleep(2 * FETCH_WAIT_S)
        taken = bytes_taken(brokers, 1, names)
        history.grow(PORTION)
        patience_s = PATIENCE_S if takes else HALTED_S
        assert wait_for(lambda: bytes_taken(brokers, 1, names) > taken, patience_s) is takes
        wait_for(lambda: saved_position(store.dsn) > PORTION - 1, HALTED_S)
        brokers.kill(1)
        for node in (2, 3):
            brokers.resume(node)
        await_position(store, 2 * PORTION - 1)
    brokers.mend()
    return history


def bytes_taken(brokers: Brokers, node: int, names: TopicNames) -> int:
    """Of the topics of this test, as they lie in the segments of one broker."""
    segments = brokers.data(node).glob(f"{names.prefix}*/*.log")
    return sum(one.stat().st_size for one in segments)


def wait_for(event: Callable[[], bool], patience_s: float) -> bool:
    """Whether it became so before patience ended."""
    until = time.monotonic() + patience_s
    while not (happened := event()) and time.monotonic() < until:
        time.sleep(0.05)
    return happened


def test_what_only_a_dead_leader_had_was_never_called_published(
    store: Store, three_brokers: Brokers, place: KafkaPlace, names: TopicNames
) -> None:
    history = leader_lost_with_what_it_alone_had(store, three_brokers, place, names, takes=False)

    assert_nothing_is_lost(history, place, names)


def test_with_one_acknowledgement_what_only_a_dead_leader_had_is_lost(
    store: Store,
    three_brokers: Brokers,
    place: KafkaPlace,
    names: TopicNames,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Teeth: the same death and the same check, with a relay that is content with acks=1."""
    monkeypatch.setattr(publisher, "FencedProducer", OneAcknowledgement)
    history = leader_lost_with_what_it_alone_had(store, three_brokers, place, names, takes=True)

    with reading(place, names) as reader:
        seen = reader.to_the_end()
    assert len(events_kept(seen)) < len(history.all())
