"""How old an event is when a reporting consumer has it, at an even rate of new events."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from kafka import KafkaConsumer, TopicPartition

from adapters.kafka.clients import KafkaPlace, consumer
from adapters.kafka.topics import PARTITIONS, TopicNames
from adapters.postgres.relay_position import rewind
from cancuoc.bench.copies import Row, copy_events, new_id
from cancuoc.bench.servers import ServerFailed
from cancuoc.bench.workbench import Workbench
from cancuoc.child_processes import ChildProcess
from cancuoc.register_here import role_environment
from domain.stream_kinds import STREAM_KINDS

RATE, TICK_S = 500, 0.02
PATIENCE_S = 60.0
WARM_S = 0.2

Born = dict[tuple[bytes, bytes], float]
"""By stream and version as headers have them: when its append was committed, or it arrived."""


def ages_of(bench: Workbench, database: str, place: KafkaPlace, names: TopicNames) -> list[float]:
    """Seconds from commit to a consumer, of events appended evenly to a register at work."""
    born: Born = {}
    dsn = bench.register.dsn(database)
    with psycopg.connect(dsn, autocommit=True) as store:
        rewind(store)
        states = store.execute("SELECT topic, state FROM events LIMIT 1000").fetchall()
        # What was published before is not waited for again.
        store.execute(
            "UPDATE relays SET position = (SELECT max(position) FROM positions) WHERE shards = 1"
        )
        with _roles(bench, database, place, names), _arrivals(place, names) as arrived:
            # What comes while the roles are still starting is not measured.
            warm: Born = {}
            _append(store, states, warm, WARM_S)
            _await(arrived, warm)
            _append(store, states, born, seconds=max(2.0, 10 * bench.plan.part_s))
            _await(arrived, born)
    return [arrived[identity] - at for identity, at in born.items()]


def _await(arrived: Born, born: Born) -> None:
    until = time.monotonic() + PATIENCE_S
    while not born.keys() <= arrived.keys():
        if time.monotonic() > until:
            raise ServerFailed(f"{len(arrived)} events came to a consumer of Kafka, and no more")
        time.sleep(0.05)


def _append(
    store: psycopg.Connection, states: list[tuple[str, bytes]], born: Born, seconds: float
) -> None:
    began, portion, count = time.monotonic(), int(RATE * TICK_S), 0
    while (due := began + count / RATE) < began + seconds:
        time.sleep(max(0.0, due - time.monotonic()))
        rows: list[Row] = [
            (new_id(), 1, *states[(count + n) % len(states)]) for n in range(portion)
        ]
        copy_events(store, rows)
        now = time.monotonic()
        born.update({(str(row[0]).encode(), b"1"): now for row in rows})
        count += portion


@contextmanager
def _arrivals(place: KafkaPlace, names: TopicNames) -> Iterator[Born]:
    """When each event came to a consumer that reads all topics; filled by a thread."""
    client, found, stop = consumer(place), Born(), threading.Event()
    partitions = [
        TopicPartition(names.events(kind), number)
        for kind in STREAM_KINDS
        for number in range(PARTITIONS)
    ]
    client.assign(partitions)
    client.seek_to_beginning()
    thread = threading.Thread(target=_collect, args=(client, found, stop))
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()
        client.close()


def _collect(client: KafkaConsumer, found: Born, stop: threading.Event) -> None:
    while not stop.is_set():
        for records in client.poll(timeout_ms=100).values():
            now = time.monotonic()
            for one in records:
                headers = dict(one.headers)
                found.setdefault((headers["ce_subject"], headers["ce_sequence"]), now)


@contextmanager
def _roles(bench: Workbench, database: str, place: KafkaPlace, names: TopicNames) -> Iterator[None]:
    """`cancuoc sequence` and `cancuoc relay`, as processes of their own."""
    register = bench.register
    environment = {
        **role_environment(register.settings, register.server),
        "CANCUOC_DSN": register.server.dsn(database, user="cancuoc_app"),
        "CANCUOC_KAFKA": place.bootstrap,
        "CANCUOC_KAFKA_PREFIX": names.prefix,
        "CANCUOC_RELAY_SHARD": "0/1",
    }
    children = [
        ChildProcess(role, [role], environment, register.folder / f"{role}-{database}.log")
        for role in ("sequence", "relay")
    ]
    try:
        for child in children:
            child.start()
        yield
    finally:
        for child in children:
            child.stop()
