"""The relay beside the raw producer on the same broker, and how old an event is at a consumer."""

import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from adapters.kafka.clients import KafkaPlace, admin, producer
from adapters.kafka.records import Record, record_of
from adapters.kafka.relay import Relay
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topic_plan import COPIES
from adapters.kafka.topics import TopicNames, manifest
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.relay_position import rewind
from adapters.postgres.sequencer import Sequencer
from cancuoc.bench import big_store
from cancuoc.bench.annex import Annex
from cancuoc.bench.event_ages import RATE, ages_of
from cancuoc.bench.load_loops import percentile
from cancuoc.bench.models import STREAM_EVENTS
from cancuoc.bench.tables import Table, at_least, at_most
from cancuoc.bench.workbench import HOT, Workbench
from cancuoc.kafka_place import kafka_place
from cancuoc.ledger_keys import EMBEDDED_ORIGIN
from cancuoc.settings import read_settings
from domain.stream_kinds import STREAM_KINDS

STEPS = 3
DATABASE = "cancuoc_relay"
ROUNDS = 3
RAW_LINGER_MS = 20
ABSENT = (
    "Not measured: CANCUOC_KAFKA is not set; `make kafka` starts a broker and prints its address."
)


def measure(bench: Workbench) -> Annex:
    settings = read_settings()
    if not settings.kafka:
        for _ in range(STEPS):
            bench.say("relay: no Kafka")
        return Annex((Table("Relay to Kafka", (), (), ABSENT),))
    place = kafka_place(settings)
    bench.say("events for the relay")
    records = _filled(bench)
    with topics_of_a_run(place) as raw, topics_of_a_run(place) as ours:
        bench.say("relay beside the raw producer")
        pairs = [(_raw(place, raw, records), _relayed(bench, place, ours)) for _ in range(ROUNDS)]
    with topics_of_a_run(place) as names:
        bench.say(f"age of events at {RATE}/s")
        ages = sorted(ages_of(bench, DATABASE, place, names))
    return _annex(len(records), pairs, ages)


def _annex(count: int, pairs: list[tuple[float, float]], ages: list[float]) -> Annex:
    raw, ours = (statistics.median(one[n] for one in pairs) for n in (0, 1))
    share = statistics.median(relayed / floor for floor, relayed in pairs)
    p50, p99 = percentile(ages, 0.50), percentile(ages, 0.99)
    rows = (
        ("raw producer, all records in memory", f"{raw:,.0f}", ""),
        ("relay, from the ledger, in transactions", f"{ours:,.0f}", f"{share:.0%}"),
    )
    note = (
        f"{count:,} records, {ROUNDS} rounds in turn. At {RATE} events a second a consumer has half"
        f" of them within {p50:.3f} s of their commit, and 99 of 100 within {p99:.3f} s."
    )
    table = Table("Relay to Kafka", ("", "events/s", "of the raw producer"), rows, note)
    aims = (
        at_least("relay, of the raw producer", 0.6, share),
        at_most(f"age of an event at a consumer at {RATE}/s, p99 in s", 2.0, p99),
    )
    figures = {"raw": raw, "relay": ours, "share": share, "age_p50_s": p50, "age_p99_s": p99}
    return Annex((table,), aims, figures)


def _filled(bench: Workbench) -> list[Record]:
    """A store of citizens with positions; its events as records, for the raw producer."""
    bench.register.make_store(DATABASE)
    with bench.copier(DATABASE) as copier:
        copier.ready_for(HOT, bench.people, bench.plan.feed_events // STREAM_EVENTS)
        big_store.settle(copier.store)
        copier.store.execute("INSERT INTO ledger (origin) VALUES (%s)", (EMBEDDED_ORIGIN,))
        Sequencer(bench.register.dsn(DATABASE)).catch_up()
        feed, names, source = LedgerFeed(copier.store), TopicNames(), f"//{EMBEDDED_ORIGIN}"
        return [record_of(one, names, source) for one in feed.read(-1, bench.plan.feed_events)]


def _raw(place: KafkaPlace, names: TopicNames, records: list[Record]) -> float:
    """Records a second of the client alone, with the same safety and packing."""
    client = producer(place, linger_ms=RAW_LINGER_MS)
    for kind in STREAM_KINDS:
        client.partitions_for(names.events(kind))
    began, prefix = time.perf_counter(), names.prefix
    for one in records:
        client.send(prefix + one.topic, one.value, one.key, one.headers, one.partition)
    client.flush()
    took = time.perf_counter() - began
    client.close()
    return len(records) / took


def _relayed(bench: Workbench, place: KafkaPlace, names: TopicNames) -> float:
    """Events a second from the first to the last, read from the database and saved in it."""
    dsn = bench.register.dsn(DATABASE)
    with psycopg.connect(dsn, autocommit=True) as connection:
        rewind(connection)
    relay = Relay(dsn, place, names)
    relay.catch_up()
    return relay.counters.events / relay.counters.busy_s


@contextmanager
def topics_of_a_run(place: KafkaPlace, views: Iterable[str] = ()) -> Iterator[TopicNames]:
    """Topics of their own, with those of dead letters of `views`, gone at the end."""
    names = TopicNames(f"bench-{uuid4().hex[:8]}.")
    topics = manifest(names, views)
    with topic_desk(place) as desk:
        desk.create(topics, min(COPIES, desk.brokers()))
    try:
        yield names
    finally:
        client = admin(place)
        client.delete_topics([topic.name for topic in topics])
        client.close()
