"""People counted in the view of progress, and what its topic says of them."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec
from kafka import TopicPartition
from tests.adapters.postgres.views.projected import History

from adapters.kafka.clients import KafkaPlace, consumer
from adapters.kafka.progress_publisher import ProgressPublisher
from adapters.kafka.topics import TopicNames
from adapters.reference.load_units import load_register
from citizen_stories import APPROVED, ERASED, PHUC_XA, VERIFIED, captured, story
from domain.recorded import Recorded
from projections.progress import Progress
from projections.progress_state import Groups, ProgressState, StateKey

PROGRESS = Progress(load_register())
SOURCE = "//eid.example/ledger"
BIRTHS = ("2010-05-01", "1990", "1988-02", "1950-03-07")


class OnTopic(NamedTuple):
    """One record of the topic, decoded."""

    key: str
    state: ProgressState
    headers: dict[str, bytes]


class Topic:
    """Publishes the view of a history on the topics of one test, and reads them."""

    def __init__(self, history: History, broker: str, names: TopicNames) -> None:
        self.history = history
        self.place = KafkaPlace(broker)
        self.names = names

    def publisher(self, min_group: Callable[[], int] = lambda: 1) -> ProgressPublisher:
        return ProgressPublisher(self.history.dsn, self.place, self.names, SOURCE, min_group)

    def publish(self, min_group: int = 1) -> int:
        return self.publisher(lambda: min_group).publish()

    def records(self, **more: Any) -> list[OnTopic]:
        """Every record there is, partition by partition; `more` options of the consumer."""
        reader = consumer(self.place, **more)
        try:
            return list(_all(reader, self.names.progress_state))
        finally:
            reader.close()

    def last(self) -> dict[str, ProgressState]:
        """What a consumer has who keeps the last value of each key."""
        return {record.key: record.state for record in self.records()}


def _all(reader: Any, topic: str) -> Iterator[OnTopic]:
    places = [TopicPartition(topic, number) for number in reader.partitions_for_topic(topic)]
    reader.assign(places)
    reader.seek_to_beginning(*places)
    ends = reader.end_offsets(places)
    while any(reader.position(place) < ends[place] for place in places):
        for records in reader.poll(timeout_ms=200).values():
            for record in records:
                state = msgspec.json.decode(record.value, type=ProgressState)
                yield OnTopic(record.key.decode(), state, dict(record.headers))


def counted(history: History) -> dict[StateKey, dict[tuple[str, str], int]]:
    """The live view, as groups of each key of the topic."""
    slot = history.registered("progress")[1]
    found: dict[StateKey, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in history.rows(slot, "progress"):
        basis, counter, day, unit, *_, sex, age_band, count = row
        groups = found[StateKey(basis, counter, day, unit)]
        groups[sex, age_band] = groups.get((sex, age_band), 0) + count
    return found


def sums(groups: Groups, part: int) -> dict[str, int]:
    """The groups by one of the two facts."""
    found: dict[str, int] = {}
    for group, count in groups.items():
        found[group[part]] = found.get(group[part], 0) + count
    return found


def people(number: int, unit: str = PHUC_XA, **declared: Any) -> list[list[Recorded]]:
    return [story(captured(**declared), VERIFIED, unit=unit) for _ in range(number)]


def erase(history: History, person: list[Recorded]) -> None:
    """One event more for a recorded person, and the key destroyed."""
    stream = person[0].stream
    ending = story(*[VERIFIED] * len(person), ERASED, stream=stream)[len(person) :]
    history.record(ending)
    history.destroy_key_of(stream)


class Chance:
    """Citizens whose lives go on a step at a time, in units and groups by chance."""

    def __init__(self, history: History, seed: int) -> None:
        self._history = history
        self._chance = random.Random(seed)
        self._lives = [self._life() for _ in range(25)]

    def go_on(self) -> bool:
        """A few events more; False when all has happened."""
        waiting = [life for life in self._lives if life]
        for life in self._chance.sample(waiting, min(len(waiting), 12)):
            (event,) = (life.pop(0),)
            self._history.record([event])
            if event.topic == ERASED.TOPIC:
                self._history.destroy_key_of(event.stream)
        return any(self._lives)

    def _life(self) -> list[Recorded]:
        chance = self._chance
        declared = {"sex": chance.choice(["female", "male"]), "birth": chance.choice(BIRTHS)}
        whole = [captured(**declared), VERIFIED, APPROVED, ERASED]
        unit = chance.choice([PHUC_XA, "00004", "00007"])
        return story(*whole[: chance.randint(1, 4)], unit=unit)
