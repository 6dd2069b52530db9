"""Finds citizens in the search view, and says how fresh the answer is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from adapters.postgres.citizen_query import ORDER, PROJECTION, Criteria, search
from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool

__all__ = ["CitizenDirectory", "Found", "FoundCitizen", "Freshness"]

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


class Found(msgspec.Struct, frozen=True):
    """One page in the order of folded names; `next` is what to give as `after` for another.

    It is the id of the last citizen shown, so that no link to a page holds a name.
    """

    rows: tuple[FoundCitizen, ...]
    next: UUID | None
    freshness: Freshness


class CitizenDirectory:
    """Searches the live slot over a pool of autocommit connections; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._view = FreshView(pool, PROJECTION, now)

    async def find(
        self, criteria: Criteria, within: str, limit: int = 50, after: UUID | None = None
    ) -> Found:
        """Citizens that meet every criterion and that an officer of unit `within` may see.

        A citizen is seen from the units, and those above them, that collected the entry or hold the
        permanent residence (decision 5); `centre` and `ministry` see all. At most 200 rows.
        Raises StoreUnavailable.
        """
        limit = min(limit, MOST_ROWS)
        rows, freshness = await self._view.ask(
            lambda slot: search(slot, criteria, within, limit, after), *ORDER
        )
        people = [_citizen(row[:-1]) for row in rows]
        following = people[limit - 1].citizen_id if len(people) > limit else None
        return Found(tuple(people[:limit]), following, freshness)


def _citizen(columns: tuple[Any, ...]) -> FoundCitizen:
    return FoundCitizen(*columns)
