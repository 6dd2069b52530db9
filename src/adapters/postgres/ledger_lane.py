"""The ledger as a feed of views: one lane, of which the mark is the dense position."""

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.projection_slots import advance
from adapters.postgres.view_registration import Place
from application.feed import LEDGER, Delivered, FeedName, Mark

BATCH = 2000


class LedgerLane:
    """`ProjectionFeed` of one lane: its mark is the dense position, which is that of the slot."""

    waits = False

    def __init__(self, place: Place, position: int) -> None:
        self._place = place
        self._feed = LedgerFeed(place.connection)
        self.position = position
        self.more = False

    def deliver(self, limit: int) -> Delivered | None:
        events = self._feed.read(self.position, limit)
        self.more = len(events) == limit
        if not events:
            return None
        last = events[-1].position
        mark = Mark(LEDGER, self.position, last, last, last)
        return Delivered(events, len(events), (mark,))

    def save(self, delivered: Delivered) -> bool:
        (mark,) = delivered.marks
        return advance(self._place, mark.former, mark.next_offset)

    def saved(self, delivered: Delivered) -> None:
        self.position = delivered.marks[0].next_offset

    def extent(self) -> tuple[int, int]:
        return self.position + 1, self._feed.head() + 1


class FromLedger:
    """`Source` of views that are projected from the ledger, by one program at a time."""

    feed: FeedName = "ledger"
    shared = False

    def __init__(self, batch: int = BATCH) -> None:
        self.batch = batch

    def open(self, place: Place) -> LedgerLane:
        """From the position that the slot has; it is the caller's, by the lock on the slot."""
        return LedgerLane(place, place.position())

    def close(self) -> None:
        """Nothing is held between two connections."""
