"""Projection of a light view from either feed, beside what the client of Kafka costs alone."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg
from kafka import TopicPartition

from adapters.kafka.clients import KafkaPlace, consumer
from adapters.kafka.from_kafka import BATCH, FromKafka
from adapters.kafka.relay import Relay
from adapters.kafka.topics import PARTITIONS, TopicNames
from adapters.postgres.ledger_lane import FromLedger
from adapters.postgres.projector import Projector
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.view_registration import Source
from cancuoc.background import spare_the_collector
from cancuoc.bench import big_store
from cancuoc.bench.annex import Annex
from cancuoc.bench.models import STREAM_EVENTS
from cancuoc.bench.relay_times import topics_of_a_run
from cancuoc.bench.tables import Aim, Table, at_least
from cancuoc.bench.workbench import HOT, Workbench
from cancuoc.kafka_place import kafka_place
from cancuoc.ledger_keys import EMBEDDED_ORIGIN
from cancuoc.settings import read_settings
from domain.catalogue import CATALOGUE, stream_of
from domain.recorded import Recorded
from projections.projection import Change, Open, Projection, TableName

STEPS = 2
ROUNDS = 3
DATABASE = "cancuoc_feeds"
ABSENT = "From Kafka not measured: CANCUOC_KAFKA is not set; `make kafka` starts a broker."
_LINKS = TableName("case_links")


class LightView:
    """Every event of a citizen is decoded, and writes one row of two columns."""

    name = "case_links"
    version = 1
    tables = (_LINKS,)
    topics = frozenset(topic for topic in CATALOGUE if stream_of(topic) == "citizen")
    needs_sealed = False

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        key = (recorded.stream, recorded.stream)
        return [Open(_LINKS, key, {"kind": "citizen", "position": position})]


class Rate(NamedTuple):
    """Events a second by the clock, and microseconds of this process an event."""

    wall: float
    cpu_us: float


def measure(bench: Workbench) -> Annex:
    settings = read_settings()
    dsn, count = _filled(bench)
    bench.say("a light view from the ledger")
    found = {"ledger": _best(lambda: _projected(dsn, FromLedger()))}
    bench.say("a light view from Kafka" if settings.kafka else "feeds: no Kafka")
    if settings.kafka:
        with topics_of_a_run(kafka_place(settings), (LightView.name,)) as names:
            found |= _from_kafka(dsn, kafka_place(settings), names, count)
    return _annex(found, count)


def _from_kafka(dsn: str, place: KafkaPlace, names: TopicNames, count: int) -> dict[str, Rate]:
    Relay(dsn, place, names).catch_up()
    view: Projection = LightView()
    return {
        "client": _best(lambda: _timed(lambda: _read(place, names, count))),
        "kafka": _best(lambda: _projected(dsn, FromKafka(place, names, view))),
    }


def _filled(bench: Workbench) -> tuple[str, int]:
    """A store of citizens with positions, and how many events it has."""
    bench.register.make_store(DATABASE)
    dsn = bench.register.dsn(DATABASE)
    with bench.copier(DATABASE) as copier:
        copier.ready_for(HOT, bench.people, bench.plan.feed_events // STREAM_EVENTS)
        big_store.settle(copier.store)
        copier.store.execute("INSERT INTO ledger (origin) VALUES (%s)", (EMBEDDED_ORIGIN,))
    return dsn, Sequencer(dsn).catch_up()


def _projected(dsn: str, source: Source) -> Rate:
    """Into empty tables; a member that joins a group waits for it, which is not counted."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in (
            "TRUNCATE view_a.case_links",
            "DELETE FROM projections",
            "DELETE FROM projection_offsets",
        ):
            connection.execute(statement)
    projector = Projector(dsn, LightView(), SealingMapper(CATALOGUE), source=source)
    with _as_the_role():
        return _timed(projector.catch_up)


@contextmanager
def _as_the_role() -> Iterator[None]:
    """With the collector as `cancuoc project` sets it."""
    former = gc.get_threshold()
    spare_the_collector()
    try:
        yield
    finally:
        gc.set_threshold(*former)
        gc.unfreeze()


def _read(place: KafkaPlace, names: TopicNames, count: int) -> int:
    """What every consumer does first."""
    client = consumer(place)
    client.assign([TopicPartition(names.events("citizen"), n) for n in range(PARTITIONS)])
    client.seek_to_beginning()
    read = 0
    while read < count:
        read += sum(map(len, client.poll(timeout_ms=1_000, max_records=BATCH).values()))
    client.close()
    return read


def _timed(work: Callable[[], int]) -> Rate:
    wall, cpu = time.perf_counter(), time.process_time()
    count = max(1, work())
    cpu = time.process_time() - cpu
    return Rate(count / (time.perf_counter() - wall), cpu / count * 1e6)


def _best(work: Callable[[], Rate]) -> Rate:
    """The median of some rounds, by processor time."""
    return statistics.median_low(sorted((work() for _ in range(ROUNDS)), key=lambda one: one[1]))


def _annex(found: dict[str, Rate], count: int) -> Annex:
    names = {
        "ledger": "from the ledger",
        "client": "the client of Kafka alone",
        "kafka": "from Kafka",
    }
    rows = tuple(
        (names[one], f"{rate.wall:,.0f}", f"{rate.cpu_us:.1f}", f"{1e6 / rate.cpu_us:,.0f}")
        for one, rate in found.items()
    )
    note = f"{count:,} events, all decoded, one row a stream; a group is joined in the time."
    note += "" if "kafka" in found else f" {ABSENT}"
    columns = ("", "events/s", "Python µs", "events/s of a core")
    figures = {one: rate._asdict() for one, rate in found.items()}
    return Annex((Table("Feeds of a light view", columns, rows, note),), _aims(found), figures)


def _aims(found: dict[str, Rate]) -> tuple[Aim, ...]:
    aims = [at_least("projection from the ledger, events/s of a core", 60_000,
                     1e6 / found["ledger"].cpu_us)]  # fmt: skip
    if "kafka" in found:
        rate = 1e6 / found["kafka"].cpu_us
        aims.append(at_least("projection from Kafka, events/s of a core", 20_000, rate))
    return tuple(aims)
