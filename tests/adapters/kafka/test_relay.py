"""The relay publishes all of history, in its order, to a genuine broker.

Long because each thing that stops it is a test.
"""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from kafka.admin import ConfigResource, ConfigResourceType
from psycopg.conninfo import make_conninfo
from tests.adapters.kafka.pinned import STREAM, state_of
from tests.relaying import (
    History,
    events_kept,
    is_ascending,
    make_topics,
    published,
    reading,
    repeated,
)

from adapters.kafka.clients import KafkaPlace, KafkaTrouble, admin, consumer
from adapters.kafka.relay import Relay
from adapters.kafka.relay_work import BATCH
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import Topic, TopicNames
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.relay_position import Share, rewind
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.stored_state import clear_part
from adapters.postgres.trouble import PostgresTrouble
from database import Store, datastore_of

LONGEST_WAIT_S = 60.0


@pytest.fixture
def dsn(store: Store) -> str:
    return make_conninfo(store.dsn, user="cancuoc_app")


@pytest.fixture
def history(store: Store) -> History:
    made = History(store)
    made.grow(500)
    return made


def test_all_of_history_is_published_in_order_and_once(
    dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    relay = Relay(dsn, place, topic_names)

    assert relay.catch_up() == 500
    history.grow(300)
    assert Relay(dsn, place, topic_names).catch_up() == 300

    with reading(place, topic_names) as reader:
        seen = reader.to_the_end()
    assert is_ascending(seen)
    assert events_kept(seen) == published(history.all())
    assert {one.source for records in seen.values() for one in records} == {"//ledger.test"}


def test_a_relay_at_work_follows_history_until_it_is_stopped_and_leaves_its_lease(
    store: Store, dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    relay, stop = Relay(dsn, place, topic_names, lease_s=60.0), threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    history.grow(100)
    until = time.monotonic() + LONGEST_WAIT_S
    while relay.counters.position < 599 and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join(LONGEST_WAIT_S)

    assert (relay.counters.position, relay.counters.sessions) == (599, 1)
    assert Relay(dsn, place, topic_names).catch_up() == 0, "the lease would last a minute"


def test_two_shares_together_are_one(
    dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    relays = [Relay(dsn, place, topic_names, Share(shard, 2)) for shard in (0, 1)]

    for relay in relays:
        relay.catch_up()

    with reading(place, topic_names) as reader:
        seen = reader.to_the_end()
    assert is_ascending(seen)
    assert events_kept(seen) == published(history.all())
    assert sum(relay.counters.records for relay in relays) == 500
    assert all(0 < relay.counters.records < 500 for relay in relays)


def test_another_number_of_shares_skips_nothing(
    dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    Relay(dsn, place, topic_names).catch_up()
    history.grow(200)
    Relay(dsn, place, topic_names, Share(0, 2)).catch_up()
    history.grow(200)
    for shard in (0, 1, 2):
        Relay(dsn, place, topic_names, Share(shard, 3)).catch_up()

    with reading(place, topic_names) as reader:
        seen = reader.to_the_end()
    assert events_kept(seen) == published(history.all())
    assert repeated(seen) > 0, "what share 0 of 2 had published, since share 1 had not"


def test_after_a_rewind_everything_comes_again_and_consumers_drop_it(
    store: Store, dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    Relay(dsn, place, topic_names).catch_up()
    with psycopg.connect(dsn, autocommit=True) as connection:
        rewind(connection)

    assert Relay(dsn, place, topic_names).catch_up() == 500

    with reading(place, topic_names) as reader:
        seen = reader.to_the_end()
    assert repeated(seen) == 500
    assert events_kept(seen) == published(history.all())


def test_a_topic_that_is_missing_stops_the_relay_with_its_name(
    dsn: str, history: History, place: KafkaPlace, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}cancuoc.adjudication.events.v1"
    with pytest.raises(KafkaTrouble) as caught:
        Relay(dsn, place, TopicNames(topic_prefix)).run(threading.Event())
    assert str(caught.value) == f"the topic {topic} is not there: run `cancuoc topics apply`"


def test_a_topic_with_another_number_of_partitions_stops_the_relay(
    dsn: str, history: History, place: KafkaPlace, topic_prefix: str
) -> None:
    topic_names = TopicNames(topic_prefix)
    with topic_desk(place) as desk:
        desk.create([Topic(topic_names.events("card"), 13, {})], 1)
    make_topics(place, topic_names)
    with pytest.raises(KafkaTrouble, match=r"card\.events\.v1 has 13 partitions and must have 12"):
        Relay(dsn, place, topic_names).run(threading.Event())


def test_a_record_that_its_topic_does_not_take_stops_the_relay(
    store: Store, dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    shrink(place, topic_names.events("citizen"))
    with pytest.raises(KafkaTrouble, match=r"refuses a record as too large .*topics apply"):
        Relay(dsn, place, topic_names).run(threading.Event())
    with psycopg.connect(store.dsn) as connection:
        assert connection.execute("SELECT position FROM relays").fetchone() == (-1,)


def test_an_event_that_is_not_stored_as_one_stops_the_relay_and_is_named(
    store: Store, dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    append(store, b"\x01\x00\x00\x00\x02{}Nguyen")
    with pytest.raises(KafkaTrouble, match=rf"position 500: stream {STREAM} version 1 topic c"):
        Relay(dsn, place, topic_names).run(threading.Event())


def test_an_event_of_a_newer_program_stops_the_relay(
    store: Store, dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    append(store, state_of("citizen.captured.v1"), "horse.shod.v1")
    with pytest.raises(KafkaTrouble, match=r"an event horse\.shod\.v1.*start the newer program"):
        Relay(dsn, place, topic_names).run(threading.Event())


def test_positions_of_other_topics_are_never_gone_on_with(
    dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames, topic_prefix: str
) -> None:
    Relay(dsn, place, topic_names).catch_up()
    other = TopicNames(f"{topic_prefix}b.")
    make_topics(place, other)
    with pytest.raises(PostgresTrouble, match="cancuoc relay --rewind"):
        Relay(dsn, place, other).run(threading.Event())


def test_what_is_sealed_is_in_no_record(
    store: Store, dsn: str, history: History, place: KafkaPlace, topic_names: TopicNames
) -> None:
    """As if the seal were broken: even in clear it would not leave the store."""
    canary = b"Nguyen Thi Canary"
    append(store, clear_part(state_of("citizen.captured.v1")) + canary)
    Relay(dsn, place, topic_names).catch_up()

    raw = list(raw_records(place, topic_names, "citizen"))
    assert any(str(STREAM).encode() in one for one in raw), "its record is there"
    assert not any(canary in one for one in raw)


def test_memory_is_bounded_by_bytes_where_events_are_large(
    store: Store,
    dsn: str,
    place: KafkaPlace,
    topic_names: TopicNames,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.kafka.relay_work.BATCH", 100)
    monkeypatch.setattr("adapters.kafka.relay_work.BATCH_BYTES", 20_000)
    history = History(store)
    history.grow(500)
    relay = Relay(dsn, place, topic_names)

    relay.catch_up()

    assert relay.counters.batches > 500 / BATCH + 5
    with reading(place, topic_names) as reader:
        assert events_kept(reader.to_the_end()) == published(history.all())


def shrink(place: KafkaPlace, topic: str) -> None:
    """Let the topic take no record of more than 100 bytes; brokers obey after a moment."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic, {"max.message.bytes": "100"})]
    client, until = admin(place), time.monotonic() + LONGEST_WAIT_S
    client.alter_configs(asked)
    while time.monotonic() < until:
        found = client.describe_configs(asked, config_filter="all")["topic"][topic]
        if found["max.message.bytes"]["value"] == "100":
            break
    client.close()


def append(store: Store, state: bytes, topic: str = "citizen.captured.v1") -> None:
    with datastore_of(store.dsn) as datastore:
        TransactionOrderRecorder(datastore).insert_events([StoredEvent(STREAM, 1, topic, state)])
    Sequencer(make_conninfo(store.dsn, user="cancuoc_app")).catch_up()


def raw_records(place: KafkaPlace, topic_names: TopicNames, kind: str) -> Iterator[bytes]:
    """Everything of each record of a topic, as one text."""
    client = consumer(place, consumer_timeout_ms=3_000)
    client.subscribe([topic_names.events(kind)])
    for one in client:
        yield b" ".join([one.key, one.value, *(value for _, value in one.headers)])
    client.close()
