"""Judges the dead letters of a view again, stream by stream, and applies what can be read by now.

What a letter comes to is written in the transaction that takes it off the list, and the row of the
view is held meanwhile: no consumer can put a later event of the stream in front, and nothing is
applied twice. A letter that still cannot be read keeps its stream parked from there on.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec

from adapters.kafka.clients import KafkaTrouble
from adapters.kafka.dead_letter_topic import DeadLetterTopic, original_headers
from adapters.kafka.judged_records import Item, Judge
from adapters.postgres.dead_letter_rows import Outcome, Waiting, settle, tried_again, waiting
from adapters.postgres.projection_batches import Batches
from adapters.postgres.projection_slots import hold
from adapters.postgres.view_memory import Memories
from adapters.postgres.view_registration import Place
from application.feed import Delivered, Lane, Positioned


class Original(msgspec.Struct, frozen=True):
    """A record as it was before it was set aside."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class Replayed(msgspec.Struct, frozen=True):
    """How many letters of one stream were applied, and the first that was not, with its reason."""

    stream: str
    applied: int
    stuck: Waiting | None = None
    reason: str = ""


class LetterReplay:
    """For one live view; every method raises KafkaTrouble, KafkaAway, ProjectionStopped."""

    def __init__(
        self, place: Place, batches: Batches, judge: Judge, topic: DeadLetterTopic, account: str
    ) -> None:
        self._place = place
        self._batches = batches
        self._judge = judge
        self._topic = topic
        self._became = Outcome("replayed", account)

    def replay(self) -> list[Replayed]:
        """All that wait; each stream is a transaction of its own."""
        letters = waiting(self._place.connection, self._place.projection.name)
        return [self._stream(list(some)) for _, some in groupby(letters, lambda one: one.stream)]

    def discard(self, name: str, reason: str, account: str) -> bool:
        """One letter is put aside for ever; False where none is called so."""
        with self._place.connection.transaction():
            _require(hold(self._place))
            letters = waiting(self._place.connection, self._place.projection.name)
            found = [one for one in letters if one.name == name]
            settle(self._place, found, Outcome("discarded", account, reason))
        return bool(found)

    def _stream(self, letters: list[Waiting]) -> Replayed:
        """Letters that are of no stream have nothing that could be applied."""
        stream = letters[0].stream
        places = [(one.letter_partition, one.letter_offset) for one in letters]
        records = self._topic.read(places)
        originals = [
            _original(one, records[place]) for one, place in zip(letters, places, strict=True)
        ]
        with self._place.connection.transaction():
            _require(hold(self._place))
            here = waiting(self._place.connection, self._place.projection.name)
            if [one for one in here if one.stream == stream] != letters:
                return Replayed(str(stream), 0, letters[0], "its letters have changed: try again")
            return self._applied(letters, originals)

    def _applied(self, letters: list[Waiting], originals: Sequence[Original]) -> Replayed:
        lane = Lane(letters[0].topic, letters[0].partition)
        (items,) = self._judge.judge([(lane, originals, -1)])
        refused: list[str] = []
        sound = next((n for n, item in enumerate(items) if item.reason), len(items))
        delivered = Delivered([item.event for item in items[:sound] if item.event], sound, ())

        def refuse(event: Positioned, reason: str) -> bool:
            if not refused and _item_of(items, event).arrived is not None:
                return False
            refused.append(reason)
            return True

        delivered.refuse = refuse
        batch = self._batches.of(delivered, Memories(self._place.connection, self._place.slot))
        if refused:
            first = delivered.events[len(delivered.events) - len(refused)]
            sound = items.index(_item_of(items, first))
        batch.write(self._place.connection, self._place.slot)
        settle(self._place, letters[:sound], self._became)
        if sound == len(letters):
            return Replayed(str(letters[0].stream), sound)
        reason = refused[0] if refused else str(items[sound].reason)
        tried_again(self._place, letters[sound], reason)
        return Replayed(str(letters[0].stream), sound, letters[sound], reason)


def _item_of(items: list[Item], event: Positioned) -> Item:
    return next(item for item in items if item.event is event)


def _original(letter: Waiting, record: Any) -> Original:
    return Original(
        letter.record_offset, record.key, record.value, original_headers(record.headers)
    )


def _require(held: bool) -> None:
    if not held:
        raise KafkaTrouble(
            "the view was rebuilt or changed its feed in the meantime: look at `cancuoc dlq list`"
            " again"
        )
