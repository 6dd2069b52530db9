"""Views fed from Kafka: batches of records with a mark for each partition (architecture §6).

Marks are saved with the rows, in PostgreSQL; what Kafka is told afterwards only shows the lag.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from adapters.kafka.clients import KafkaAway
from adapters.kafka.dead_letter_topic import DeadLetterTopic
from adapters.kafka.judged_records import Item, Judge, letter_of
from adapters.kafka.lane_reader import LaneReader
from adapters.kafka.lanes_of_view import Lanes
from adapters.postgres.partition_book import PartitionBook
from adapters.postgres.projection_batches import PARKED
from application.feed import DeadLetter, Delivered, FeedAway, Lane, Positioned

SIGNAL_S = 1.0

_log = logging.getLogger(__name__)


class KafkaFeed:
    """`ProjectionFeed` over the lanes that are ours; see `Lanes` for `in_order`."""

    waits = True

    def __init__(
        self,
        reader: LaneReader,
        book: PartitionBook,
        judge: Judge,
        letters: DeadLetterTopic,
        *,
        in_order: bool,
    ) -> None:
        self._reader = reader
        self._book = book
        self._letters = letters
        self._lanes = Lanes(reader, book, judge, self._look_who_is_parked, in_order=in_order)
        self._parked: frozenset[UUID] = frozenset()
        self._discarded = book.discarded()
        self._flows = False
        self._signalled = 0.0
        self._saving = self.position = book.position()

    @property
    def more(self) -> bool:
        return self._lanes.behind

    def deliver(self, limit: int) -> Delivered | None:
        """See `ProjectionFeed`; KafkaTrouble where a partition does not hold what it should."""
        with away():
            self._lanes.fetch(limit, wait=not self._flows)
            self._lanes.look_at_the_tide()
        delivered = self._sorted_out(self._lanes.released(limit))
        self._flows = delivered.read > 0
        return delivered if delivered.marks else None

    def save(self, delivered: Delivered) -> bool:
        """See `ProjectionFeed`. Dead letters are acknowledged before their lane moves past them."""
        with away():
            letters = self._letters.send(delivered.letters)
        touched = {one.stream for one in delivered.events}
        touched |= {one.stream for one in delivered.letters if one.stream}

        def still(parked: frozenset[UUID]) -> bool:
            """Whether the streams of this batch are parked, or not, as when it was judged."""
            return touched.isdisjoint(parked ^ self._parked)

        position = self._book.save(delivered.marks, letters, still)
        if position is None:
            self._reader.doubt()
            return False
        self._saving = position
        return True

    def saved(self, delivered: Delivered) -> None:
        self.position = self._saving
        self._lanes.saved(delivered.marks)
        self._tell(delivered.letters)
        if time.monotonic() - self._signalled >= SIGNAL_S:
            self._signalled = time.monotonic()
            self._reader.signal(self._lanes.offsets())

    def extent(self) -> tuple[int, int]:
        return self._lanes.extent()

    def _tell(self, letters: list[DeadLetter]) -> None:
        """One line a batch: what is wrong with many records is mostly the same."""
        if letters:
            streams = {one.stream for one in letters if one.stream}
            self._parked |= streams
            first = letters[0]
            _log.warning(
                "%d records set aside, the first at offset %d of %s/%d: %s; %d streams wait."
                " See `cancuoc dlq list`",
                len(letters), first.offset, *first.lane, first.reason, len(streams),
            )  # fmt: skip

    def _look_who_is_parked(self) -> None:
        self._parked = self._book.parked()

    def _sorted_out(self, released: Iterable[Item]) -> Delivered:
        """Events apart from dead letters, of which all that follows in the stream is one too."""
        delivered = Delivered([], 0, ())
        items: dict[int, Item] = {}
        offsets: dict[Lane, int] = {}
        parked = set(self._parked)
        for item in released:
            delivered.read += 1
            offsets[item.lane] = item.next_offset
            event = item.event
            if self._is_over(item):
                continue
            if event is not None and event.stream not in parked:
                delivered.events.append(event)
                items[id(event)] = item
            else:
                letter = letter_of(item, item.reason or PARKED)
                delivered.letters.append(letter)
                parked |= {letter.stream} if letter.stream else set()

        def refuse(event: Positioned, reason: str) -> bool:
            item = items[id(event)]
            if item.arrived is not None and reason != PARKED:
                # What the event store itself holds and nobody can read stops the view.
                return False
            delivered.letters.append(letter_of(item, reason))
            return True

        delivered.refuse = refuse
        delivered.marks = tuple(self._lanes.marks(offsets))
        return delivered

    def _is_over(self, item: Item) -> bool:
        """Passed over, or put aside for ever by somebody."""
        if item.event is None and item.reason is None:
            return True
        return (*item.lane, item.record.offset) in self._discarded


@contextmanager
def away() -> Iterator[None]:
    """What passes by itself, in the words of the port."""
    try:
        yield
    except KafkaAway as gone:
        raise FeedAway(str(gone)) from gone
