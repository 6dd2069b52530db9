"""The days on which a check may begin to fail by itself: rows that the day itself brings up."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from projections.projection import Change, Drop, Open
from projections.quality_rows import DUE


def due_changes(
    stream: tuple[UUID, UUID], former: tuple[date, ...], now: tuple[date, ...], since: int
) -> Iterator[Change]:
    """`stream` is the person and what tells of the day: the entry, or an application."""
    yield from (Drop(DUE, (*stream, day)) for day in former if day not in now)
    yield from (Open(DUE, (*stream, day), {"since": since}) for day in now if day not in former)
