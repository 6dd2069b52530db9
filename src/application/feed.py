"""What reads history in position order, and the one port that views are projected from.

`Feed` is the ledger as relay, reactors and auditors read it. A view stands on a `ProjectionFeed`,
which is the ledger again or Kafka: it delivers batches together with the marks that say how far it
has come, and whoever writes the rows of a batch saves its marks in the same transaction.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

FeedName = Literal["ledger", "kafka"]


class Positioned(msgspec.Struct, frozen=True, gc=False):
    """A stored event and its dense position, counted from 0 (formats §1)."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes


class FeedBroken(Exception):
    """Positions and events disagree; nothing more may be projected or published."""


class FeedAway(Exception):
    """The feed does not answer at the moment, which passes by itself."""


class Feed(Protocol):
    """Events in position order; within a stream that is version order."""

    def read(self, after: int, limit: int) -> list[Positioned]:
        """At most `limit` events of positions `after + 1`, `after + 2` … without a gap.

        `after` is -1 at the very beginning. An empty answer means that nothing newer has a
        position yet.
        """
        ...

    def head(self) -> int:
        """The newest position, or -1 where there is none."""
        ...


class Lane(NamedTuple):
    """What is read in one order: the whole ledger, or one partition of a topic."""

    topic: str
    partition: int


LEDGER = Lane("ledger", 0)


class Mark(msgspec.Struct, frozen=True, gc=False):
    """How far a lane has come when its batch is written.

    It moves from `former` to `next_offset`, and belongs to whoever holds the lane's newest
    `generation`. The lane holds nothing up to position `low_water` that is not in the view, and
    `seen_position` is the newest position that it has brought.
    """

    lane: Lane
    former: int
    next_offset: int
    seen_position: int
    low_water: int
    generation: int = 0


class DeadLetter(msgspec.Struct, frozen=True):
    """A record that is set aside, as it came; `stream` (None: of nobody) waits until it is settled.

    `position` is None where the record names none that can be read.
    """

    lane: Lane
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    stream: UUID | None
    position: int | None
    reason: str


class Delivered(msgspec.Struct):
    """A batch: events in the order of their streams, and the marks to save with their rows.

    `read` counts what was looked at, with what nobody wanted. `refuse` is told of an event that
    cannot be decoded, with the reason: True when the feed is to blame, and the event has become a
    dead letter. False, or no `refuse` at all: the ledger is to blame, which stops the projection.
    """

    events: list[Positioned]
    read: int
    marks: tuple[Mark, ...]
    letters: list[DeadLetter] = []
    refuse: Callable[[Positioned, str], bool] | None = None


class ProjectionFeed(Protocol):
    """What one view is projected from, into one of its slots, from where the slot has come to.

    Every method raises FeedAway for what passes by itself.
    """

    @property
    def position(self) -> int:
        """Every event up to here is in the view, as far as it was saved; -1 at the beginning."""
        ...

    @property
    def more(self) -> bool:
        """Whether something is known to wait behind what was delivered last."""
        ...

    @property
    def waits(self) -> bool:
        """Whether `deliver` itself waits a moment for something new."""
        ...

    def deliver(self, limit: int) -> Delivered | None:
        """The next batch of at most `limit` records, or marks alone; None for nothing new."""
        ...

    def save(self, delivered: Delivered) -> bool:
        """Save the marks in the transaction that is open; the rows are written after it.

        False when somebody else has moved the view or holds a lane by now: then the transaction
        must be rolled back, and the feed opened again.
        """
        ...

    def saved(self, delivered: Delivered) -> None:
        """Take note that the transaction is durable."""
        ...

    def extent(self) -> tuple[int, int]:
        """How many records are done, and how many there are."""
        ...
