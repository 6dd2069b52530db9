"""Finds citizens in the search view, and says how fresh the answer is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from adapters.postgres.citizen_query import Criteria, search
from adapters.postgres.live_view import LiveView, Pool
from adapters.postgres.stored_state import clear_text
from adapters.postgres.view_tables import EVENTS, POSITIONS

MOST_ROWS = 200


class FoundCitizen(msgspec.Struct, frozen=True):
    """One person found. Personal facts are None once the person is erased; `pin` is in force.

    `unit` collected the entry, `residence_unit` is that of the permanent residence.
    """

    citizen_id: UUID
    version: int
    status: str
    standing: str
    surname: str | None
    middle: str | None
    given: str | None
    birth: str | None
    sex: str | None
    pin: str | None
    unit: str
    residence_unit: str | None


class Freshness(msgspec.Struct, frozen=True):
    """`position` is that of the newest event in the view, -1 before the first.

    `lag_ms` is 0 when no newer event has a position, otherwise the age of the first one missing.
    """

    position: int
    lag_ms: int


class Found(msgspec.Struct, frozen=True):
    """One page in the order of folded names; `next` is what to give as `after` for another.

    It is the id of the last citizen shown, so that no link to a page holds a name.
    """

    rows: tuple[FoundCitizen, ...]
    next: UUID | None
    freshness: Freshness


class _Recorded(msgspec.Struct):
    recorded_at: datetime


class _Clear(msgspec.Struct):
    envelope: _Recorded


class CitizenDirectory:
    """Searches the live slot over a pool of autocommit connections; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._view = LiveView(pool)
        self._now = now

    async def find(
        self, criteria: Criteria, within: str, limit: int = 50, after: UUID | None = None
    ) -> Found:
        """Citizens that meet every criterion and that an officer of unit `within` may see.

        A citizen is seen from the units, and those above them, that collected the entry or hold the
        permanent residence (decision 5); `centre` and `ministry` see all. At most 200 rows.
        Raises StoreUnavailable.
        """
        limit = min(limit, MOST_ROWS)
        rows = await self._view.rows(lambda slot: search(slot, criteria, within, limit, after))
        if not rows:
            return Found((), None, await self._freshness(-1, None))
        position, head = rows[0][:2]
        people = [_citizen(row[2:-1]) for row in rows if row[2] is not None]
        following = people[limit - 1].citizen_id if len(people) > limit else None
        return Found(tuple(people[:limit]), following, await self._freshness(position, head))

    async def _freshness(self, position: int, head: int | None) -> Freshness:
        if position == head:
            return Freshness(position, 0)
        missing = await self._view.read(
            select(EVENTS.c.state)
            .join(POSITIONS, POSITIONS.c.notification_id == EVENTS.c.notification_id)
            .where(POSITIONS.c.position == position + 1)
        )
        return Freshness(position, self._age_ms(missing[0][0]) if missing else 0)

    def _age_ms(self, state: bytes) -> int:
        recorded_at = msgspec.json.decode(clear_text(state), type=_Clear).envelope.recorded_at
        return max(0, (self._now() - recorded_at) // timedelta(milliseconds=1))


def _citizen(columns: tuple[Any, ...]) -> FoundCitizen:
    return FoundCitizen(*columns)
