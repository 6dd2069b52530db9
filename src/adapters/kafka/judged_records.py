"""Which records of a topic are events that a view wants, which it passes over, which are poison.

What a view does not want is looked at by its headers alone. What it wants is decoded from the
record, unless the view needs personal parts, or the topic withholds a public field: such a record
is a claim check, for which the event itself is fetched from the event store and compared with what
the record says it is.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

from adapters.kafka.partitions import partition_of
from adapters.kafka.records import Arrived, RecordPoison, clear_state, read_record
from adapters.kafka.withheld import WITHHELD
from application.feed import DeadLetter, Lane, Positioned
from domain.catalogue import CATALOGUE

NOT_THERE = "the ledger holds no such event"
ANOTHER = "the ledger holds another event there"
AHEAD = "its position is beyond the ledger's head"
FOREIGN = "ce_source is another ledger"
_MOST_DIGITS = 18
"""So that any number is one of PostgreSQL's bigint."""


class Ledger(Protocol):
    """What records are held against."""

    def head(self) -> int: ...

    def source(self) -> str | None: ...

    def states(self, wanted: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], Positioned]: ...


class Item(msgspec.Struct, gc=False):
    """A record with its verdict: an event, poison for a `reason`, or neither (passed over).

    `arrived` is there where the event is the event store's own. `position` is that of the record;
    of one that names none it is that of the record before it.
    """

    lane: Lane
    record: Any
    position: int
    event: Positioned | None = None
    reason: str | None = None
    arrived: Arrived | None = None

    @property
    def next_offset(self) -> int:
        return int(self.record.offset) + 1


class Judge:
    """Judges the records of one view, lane by lane, in their order."""

    def __init__(self, topics: frozenset[str], ledger: Ledger, *, claim_check: bool) -> None:
        self._passed_over = frozenset(topic.encode() for topic in CATALOGUE if topic not in topics)
        self._ledger = ledger
        self._claims_all = claim_check
        self._head = -1
        self._source: str | None = None

    def judge(self, records: Iterable[tuple[Lane, Sequence[Any], int]]) -> list[list[Item]]:
        """Of each lane its records and its newest position so far; records of older ones go."""
        judged = [self._lane(*lane) for lane in records]
        self._claim([item for items in judged for item in items if item.arrived is not None])
        return judged

    def _lane(self, lane: Lane, records: Sequence[Any], seen: int) -> list[Item]:
        items: list[Item] = []
        for record in records:
            item = self._item(lane, record, seen)
            seen = max(seen, item.position)
            items.append(item)
        return items

    def _item(self, lane: Lane, record: Any, seen: int) -> Item:
        found = dict(record.headers)
        position = _position_in(found)
        named = position >= 0
        if named and position <= seen:
            # The relay published it a second time, after a fall; it was judged the first time.
            return Item(lane, record, seen)
        unwanted = found.get("ce_type") in self._passed_over
        if named and unwanted and self._is_there(position):
            return Item(lane, record, position)
        try:
            return self._wanted(lane, record)
        except RecordPoison as poison:
            return Item(lane, record, seen, reason=poison.reason)

    def _wanted(self, lane: Lane, record: Any) -> Item:
        arrived = read_record(record.key, record.value, record.headers)
        if not self._is_there(arrived.position):
            raise RecordPoison(AHEAD)
        if arrived.source != self._own_source(arrived.source):
            raise RecordPoison(FOREIGN)
        if self._claims_all or arrived.type in WITHHELD:
            return Item(lane, record, arrived.position, arrived=arrived)
        event = Positioned(
            arrived.position, arrived.stream, arrived.version, arrived.type, clear_state(arrived)
        )
        return Item(lane, record, arrived.position, event)

    def _is_there(self, position: int) -> bool:
        if position > self._head:
            self._head = self._ledger.head()
        return position <= self._head

    def _own_source(self, default: str) -> str:
        """A ledger that has no name yet takes what comes."""
        if self._source is None:
            self._source = self._ledger.source()
        return default if self._source is None else self._source

    def _claim(self, items: list[Item]) -> None:
        wanted = [(one.arrived.stream, one.arrived.version) for one in items if one.arrived]
        states = self._ledger.states(wanted) if wanted else {}
        for item, key in zip(items, wanted, strict=True):
            item.event = states.get(key)
            item.reason = _difference(item.arrived, item.event)
            if item.reason:
                item.event = None


def _difference(arrived: Arrived | None, event: Positioned | None) -> str | None:
    if event is None:
        return NOT_THERE
    if arrived and (arrived.position, arrived.type) != (event.position, event.topic):
        return ANOTHER
    return None


def letter_of(item: Item, reason: str) -> DeadLetter:
    """The record as it came; the stream that its key names waits, if that is where it belongs.

    A key that is no stream's, or that belongs into another partition, was put there by nobody of
    ours: no stream has to wait for what becomes of it.
    """
    record = item.record
    position = _position_in(dict(record.headers))
    stream = _stream_of(record.key, item.lane)
    return DeadLetter(
        item.lane, record.offset, record.key, record.value, tuple(record.headers), stream,
        None if position < 0 else position, reason,
    )  # fmt: skip


def _position_in(headers: dict[str, bytes]) -> int:
    """As the record names it, whatever else is wrong with it; -1 where it names none."""
    number = headers.get("ce_position")
    if not number or not number.isdigit() or len(number) > _MOST_DIGITS:
        return -1
    return int(number)


def _stream_of(key: bytes | None, lane: Lane) -> UUID | None:
    try:
        stream = UUID((key or b"").decode("ascii"))
    except ValueError:
        return None
    ours = key == str(stream).encode() and partition_of(key) == lane.partition
    return stream if ours else None
