"""What reads history in position order: relay, projections, reactors and auditors stand on it."""

from typing import Protocol
from uuid import UUID

import msgspec


class Positioned(msgspec.Struct, frozen=True, gc=False):
    """A stored event and its dense position, counted from 0 (formats §1)."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes


class FeedBroken(Exception):
    """Positions and events disagree; nothing more may be projected or published."""


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
