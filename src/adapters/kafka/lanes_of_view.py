"""The partitions that one reader of a view has: what came of each, and how far each has come.

The low-water mark of a lane is its newest position, or, once everything in it has been read, the
position up to which the relay had published before its end was asked for: so that a partition in
which nothing happens holds the freshness of no view back.
"""

import heapq
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping

import msgspec

from adapters.kafka.judged_records import Item, Judge
from adapters.kafka.lane_reader import LaneReader
from adapters.postgres.partition_book import Claimed, PartitionBook
from application.feed import Lane, Mark

WAIT_MS = 50
TIDE_S = 0.1
"""Shortest time between two looks at how far the relay has published."""
READ_AHEAD = 4_000
"""Records of one lane that may wait for slower lanes, where all go in one order."""


class LaneState(msgspec.Struct):
    """A lane in memory; `saved`, `seen` and `low` are what its mark says.

    `fetched` is the newest position that came. Up to `known`, all there is lies in front of us:
    it was published before `end` was asked for, and `reached` is not short of it.
    """

    saved: int
    generation: int
    seen: int
    low: int
    fetched: int
    known: int
    reached: int = 0
    end: int | None = None
    published: int = -1
    waiting: deque[Item] = msgspec.field(default_factory=deque)

    @property
    def is_behind(self) -> bool:
        return bool(self.waiting) or self.end is None or self.reached < self.end

    def reach(self, offset: int) -> None:
        """Take note that every record before this offset has been read."""
        self.reached = offset
        if self.end is not None and offset >= self.end:
            self.known = max(self.known, self.published)

    def mark(self, lane: Lane, to: int) -> Mark | None:
        """None where nothing moves and no more is known than was saved."""
        low = self.seen
        if not self.waiting:
            # Behind the last record there may be markers of transactions.
            to, low = max(to, self.reached), max(low, self.known)
        if to == self.saved and low <= self.low:
            return None
        return Mark(lane, self.saved, to, self.seen, max(low, self.low), self.generation)


class Lanes:
    """Errors of the methods that ask a broker: KafkaTrouble, KafkaAway.

    With `in_order`, the lanes must be all there are: records are then released in the order of the
    ledger, whichever lane they are in. `claimed` is called when lanes have become ours.
    """

    def __init__(
        self,
        reader: LaneReader,
        book: PartitionBook,
        judge: Judge,
        claimed: Callable[[], None],
        *,
        in_order: bool,
    ) -> None:
        self._reader = reader
        self._book = book
        self._judge = judge
        self._claimed = claimed
        self._in_order = in_order
        self._lanes: dict[Lane, LaneState] = {}
        self._published = -1
        self._looked = 0.0

    @property
    def behind(self) -> bool:
        """Also while no lane is ours yet, or its end was never looked for."""
        return not self._lanes or any(lane.is_behind for lane in self._lanes.values())

    def extent(self) -> tuple[int, int]:
        """Offsets done, and offsets there are, over all lanes."""
        lanes = self._lanes.values()
        done = sum(lane.saved for lane in lanes)
        return done, max(done, sum(lane.end or lane.saved for lane in lanes))

    def offsets(self) -> dict[Lane, int]:
        return {name: lane.saved for name, lane in self._lanes.items()}

    def fetch(self, limit: int, *, wait: bool) -> None:
        """Get and judge at most `limit` records; with `wait`, wait a moment for the first."""
        if self._in_order:
            self._rein_in()
        records = self._reader.poll(limit, WAIT_MS if wait else 0)
        self._settle()
        came = [
            (lane, some, self._lanes[lane].fetched)
            for lane, some in records.items()
            if lane in self._lanes
        ]
        for (name, _, _), items in zip(came, self._judge.judge(came), strict=True):
            lane = self._lanes[name]
            lane.waiting.extend(items)
            lane.fetched = max(lane.fetched, items[-1].position)

    def look_at_the_tide(self) -> None:
        """What the relay had published before the ends were asked for is in front of the ends."""
        if time.monotonic() - self._looked < TIDE_S:
            return
        self._looked = time.monotonic()
        published = self._book.published()
        if published != self._published or any(one.end is None for one in self._lanes.values()):
            self._published = published
            self._ends(published)
        for name, lane in self._lanes.items():
            if lane.reached < (lane.end or 0) or lane.known < lane.published:
                lane.reach(self._reader.offset(name))

    def released(self, limit: int) -> Iterator[Item]:
        """What may go on now: everything, or what no lane can bring anything before any more."""
        items = self._ordered(limit) if self._in_order else self._all()
        for item in items:
            lane = self._lanes[item.lane]
            lane.seen = max(lane.seen, item.position)
            yield item

    def marks(self, offsets: Mapping[Lane, int]) -> Iterator[Mark]:
        """Of the lanes that move to these offsets, and of which more is known than was saved."""
        for name, lane in self._lanes.items():
            mark = lane.mark(name, offsets.get(name, lane.saved))
            if mark is not None:
                yield mark

    def saved(self, marks: tuple[Mark, ...]) -> None:
        for mark in marks:
            lane = self._lanes[mark.lane]
            lane.saved, lane.low = mark.next_offset, mark.low_water

    def _settle(self) -> None:
        """Claim what was assigned, and begin it where the rows are; forget what is gone."""
        for gone in self._lanes.keys() - self._reader.lanes():
            del self._lanes[gone]
        new = self._reader.assigned()
        if new:
            claimed = self._book.claim(new)
            self._lanes |= {lane: _begun(at) for lane, at in claimed.items()}
            self._claimed()
            self._reader.begin({lane: at.next_offset for lane, at in claimed.items()})

    def _rein_in(self) -> None:
        """Lanes that run ahead wait, so that memory is bounded by the slowest."""
        full = {name for name, lane in self._lanes.items() if len(lane.waiting) >= READ_AHEAD}
        self._reader.pause(full)
        self._reader.resume(self._lanes.keys() - full)

    def _ends(self, published: int) -> None:
        for name, end in self._reader.ends().items():
            if lane := self._lanes.get(name):
                lane.end, lane.published = end, published

    def _all(self) -> Iterator[Item]:
        for lane in self._lanes.values():
            while lane.waiting:
                yield lane.waiting.popleft()

    def _ordered(self, limit: int) -> Iterator[Item]:
        safe = min((max(one.fetched, one.known) for one in self._lanes.values()), default=-1)
        heads = [
            (lane.waiting[0].position, name) for name, lane in self._lanes.items() if lane.waiting
        ]
        heapq.heapify(heads)
        while heads and heads[0][0] <= safe and limit:
            _, name = heads[0]
            lane = self._lanes[name]
            yield lane.waiting.popleft()
            limit -= 1
            if lane.waiting:
                heapq.heapreplace(heads, (lane.waiting[0].position, name))
            else:
                heapq.heappop(heads)


def _begun(at: Claimed) -> LaneState:
    seen = at.seen_position
    return LaneState(at.next_offset, at.generation, seen, at.low_water, seen, at.low_water)
