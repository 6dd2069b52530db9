"""Texts set free in every personal field of a citizen and a card are nowhere on the broker.

Its topics store what the producers compressed as plain bytes, so that the files of the broker can
be searched; and every record is read as a consumer reads it, with its key and its headers.
"""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from kafka import TopicPartition
from msgspec.structs import replace
from tests.faults.canary import Canary
from tests.faults.disguises import found_in
from tests.faults.running_register import RunningRegister, running_register
from tests.faults.sitting import Sitting, the_whole_case
from tests.faults.test_canary_of_cards import CLOCK, _the_whole_case
from tools.kafka_brokers import Brokers

from adapters.kafka.clients import KafkaPlace, consumer, producer
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import TopicNames
from cancuoc.topic_commands import topics_of
from card_case import CardCase
from database import QUICK, Store
from service import Service
from workshop import Workshop

ROLES = ("sequence", "project", "serve")
LATER = ("react", "relay", "publish-progress")
NAMES = TopicNames("canary.")
PATIENCE_S = 60.0

pytestmark = [pytest.mark.fault, pytest.mark.slow]


class Told(NamedTuple):
    """A register that was told everything and published what it publishes."""

    register: RunningRegister
    canary: Canary
    place: KafkaPlace
    data: Path

    @property
    def everything(self) -> list[str]:
        return [*self.canary.searched, *self.canary.hidden]


@pytest.fixture(scope="module")
def told(own_broker: Brokers) -> Iterator[Told]:
    place = KafkaPlace(own_broker.bootstrap)
    plain = [
        replace(one, configs={**one.configs, "compression.type": "uncompressed"})
        for one in topics_of(NAMES)
    ]
    with topic_desk(place) as desk:
        desk.create(plain, copies=1)
    kafka = {"CANCUOC_KAFKA": place.bootstrap, "CANCUOC_KAFKA_PREFIX": NAMES.prefix}
    with running_register(QUICK, ROLES, kafka, programme_time=CLOCK) as register:
        for role in LATER:
            register.start(role)
        canary = Canary(20210311)
        asyncio.run(the_whole_case(Sitting(register, canary)))
        service = Service(
            f"http://127.0.0.1:{register.port}",
            Store(register.dsn, register.keys_dsn),
            register.folder,
        )
        try:
            _the_whole_case(CardCase(Workshop(service)), canary)
        finally:
            service.client.close()
        await_published(register, register.await_quiet())
        yield Told(register, canary, place, own_broker.data(1))


def await_published(register: RunningRegister, head: int) -> None:
    """Until relay and publisher have come to the head."""
    deadline = time.monotonic() + PATIENCE_S
    with psycopg.connect(register.dsn, autocommit=True) as connection:
        while True:
            row = connection.execute(
                "SELECT (SELECT min(position) FROM relays),"
                " (SELECT count(*) FROM progress_state WHERE NOT waiting),"
                " (SELECT max(position) FROM view_a.progress_changes)"
                " <= (SELECT position FROM progress_publisher)"
            ).fetchone()
            if row is not None and (row[0] or -1) >= head and row[1] > 10 and row[2]:
                return
            assert time.monotonic() < deadline, f"not published: {row}, head {head}"
            time.sleep(0.1)


def files_of(data: Path) -> dict[str, bytes]:
    """Everything that the broker keeps, by name: segments, indexes, offsets, transactions.

    Without the zeros behind it, with which a broker makes room for more.
    """
    files = (path for path in sorted(data.rglob("*")) if path.is_file())
    return {str(path.relative_to(data)): path.read_bytes().rstrip(b"\0") for path in files}


def given_away(places: dict[str, bytes], texts: list[str]) -> dict[str, list[str]]:
    """Which texts are where; looked for in all places at once, since that takes its time."""
    if not found_in(b"\n".join(places.values()), texts):
        return {}
    found = {name: found_in(content, texts) for name, content in places.items()}
    return {name: some for name, some in found.items() if some}


def records_of(place: KafkaPlace) -> Iterator[tuple[str, bytes]]:
    """Topic, and key, headers and value of each record, one after the other."""
    reader: Any = consumer(place)
    try:
        names = [one for one in reader.topics() if NAMES.is_ours(one)]
        places = [TopicPartition(name, number) for name in names
                  for number in reader.partitions_for_topic(name)]  # fmt: skip
        reader.assign(places)
        reader.seek_to_beginning(*places)
        ends = reader.end_offsets(places)
        while any(reader.position(one) < ends[one] for one in places):
            for one, records in reader.poll(timeout_ms=200).items():
                yield from ((one.topic, _bytes(record)) for record in records)
    finally:
        reader.close()


def _bytes(record: Any) -> bytes:
    headers = [part for name, text in record.headers for part in (name.encode(), text)]
    return b"\n".join((record.key or b"", record.value or b"", *headers))


def test_no_file_of_the_broker_gives_a_person_away(told: Told) -> None:
    files = files_of(told.data)
    segments = {name: text for name, text in files.items() if name.endswith(".log")}

    assert sum(map(len, segments.values())) > 50_000
    assert any(b"citizen.captured.v1" in text for text in segments.values())
    assert any(b"card-application.captured.v1" in text for text in segments.values())
    assert given_away(files, told.everything) == {}


def test_no_record_gives_a_person_away(told: Told) -> None:
    by_topic: dict[str, bytes] = {}
    for topic, text in records_of(told.place):
        by_topic[topic] = by_topic.get(topic, b"") + text

    assert {NAMES.events("citizen"), NAMES.events("card-application"), NAMES.events("card"),
            NAMES.progress_state} <= by_topic.keys()  # fmt: skip
    assert given_away(by_topic, told.everything) == {}


def test_no_log_of_a_role_gives_a_person_away(told: Told) -> None:
    logs = {name: path.read_bytes() for name, path in told.register.logs().items()}

    assert given_away(logs, told.everything) == {}


@pytest.mark.parametrize("part", ["key", "value", "headers"])
def test_what_is_looked_for_would_be_found(told: Told, part: str) -> None:
    """Teeth: put there, compressed as the relay compresses, it is in the files and in a record."""
    text = f"Kxqv{part}tbr Đặng"
    put = {"key": b"k", "value": b"v", "headers": [("h", b"x")]}
    put[part] = [("h", text.encode())] if part == "headers" else text.encode()
    sender: Any = producer(told.place)
    sender.send(NAMES.dead_letters("progress"), **put).get(30)
    sender.close()

    read = dict(enumerate(text for _, text in records_of(told.place)))
    assert [name.split("/")[0] for name in given_away(files_of(told.data), [text])] == [
        f"{NAMES.dead_letters('progress')}-0"
    ]
    assert len(given_away({str(n): one for n, one in read.items()}, [text])) == 1


def test_the_canary_sang_in_every_personal_field(told: Told) -> None:
    assert len(told.canary.hidden) > 90
    assert len(told.canary.searched) > 8
