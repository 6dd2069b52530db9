"""Finds card applications by their public facts, newest first, and says how fresh the answer is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, Table, Text, cast, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool
from adapters.postgres.view_tables import Slot, table_in
from domain.context import local_day
from domain.units import WHOLE_COUNTRY, RegisterOfUnits
from projections.jurisdictions import Jurisdictions

__all__ = ["ApplicationCriteria", "ApplicationDirectory", "FoundApplication", "Freshness"]

MOST_ROWS = 200

_SHOWN = (
    "application_id", "version", "status", "kind", "citizen_id", "intake_unit", "received_on",
    "to_unit", "batch_id", "manifest_id", "blank_serial",
)  # fmt: skip


class ApplicationCriteria(msgspec.Struct, frozen=True):
    """Each that is given must hold; `first` and `last` are days of receipt, both included."""

    status: str | None = None
    kind: str | None = None
    citizen_id: UUID | None = None
    unit: str | None = None
    batch_id: UUID | None = None
    manifest_id: UUID | None = None
    blank_serial: str | None = None
    first: date | None = None
    last: date | None = None


class FoundApplication(msgspec.Struct, frozen=True):
    """`to_unit` was sent the card; `blank_serial` is that of the last attempt."""

    application_id: UUID
    version: int
    status: str
    kind: str
    citizen_id: UUID
    intake_unit: str
    received_on: date
    to_unit: str | None
    batch_id: UUID | None
    manifest_id: UUID | None
    blank_serial: str | None


class FoundApplications(msgspec.Struct, frozen=True):
    """One page; `next` is the ledger position of the last one's opening, to go on from."""

    rows: tuple[FoundApplication, ...]
    next: int | None
    freshness: Freshness


class ApplicationDirectory:
    """Reads the live slot over a pool of autocommit connections; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime], units: RegisterOfUnits) -> None:
        self._view = FreshView(pool, "application_search", now)
        self._now = now
        self._places = Jurisdictions(units)

    async def find(
        self,
        criteria: ApplicationCriteria,
        within: str,
        limit: int = 50,
        before: int | None = None,
    ) -> FoundApplications:
        """Applications taken in by, or sent to, a unit of the officer's or below.

        At most 200 rows. Raises StoreUnavailable.
        """
        limit = min(limit, MOST_ROWS)
        key = self._places.key(within, local_day(self._now()))
        keys = self._places.keys_of(criteria.unit) if criteria.unit else ()
        seen = None if key in WHOLE_COUNTRY else key
        asked = partial(_found, criteria=criteria, seen=seen, keys=keys, page=(limit + 1, before))
        rows, freshness = await self._view.ask(asked, "newest")
        following = -rows[limit - 1][-1] if len(rows) > limit else None
        shown = tuple(_shown(row[:-1]) for row in rows[:limit])
        return FoundApplications(shown, following, freshness)


def _shown(columns: tuple[Any, ...]) -> FoundApplication:
    return FoundApplication(*columns)


def _found(
    slot: Slot,
    criteria: ApplicationCriteria,
    seen: str | None,
    keys: tuple[str, ...],
    page: tuple[int, int | None],
) -> Select[Any]:
    table = table_in(slot, "application_search")
    limit, before = page
    newest = (-table.c.opened_at).label("newest")
    return (
        select(*(table.c[name] for name in _SHOWN), newest)
        .where(*_conditions(table, criteria), *_seen(table, seen, keys))
        .where(*(() if before is None else (table.c.opened_at < before,)))
        .order_by(table.c.opened_at.desc())
        .limit(limit)
    )


def _conditions(table: Table, criteria: ApplicationCriteria) -> Iterator[ColumnElement[bool]]:
    equal = ("status", "kind", "citizen_id", "batch_id", "manifest_id", "blank_serial")
    for name in equal:
        value = getattr(criteria, name)
        if value is not None:
            yield table.c[name] == value
    if criteria.first is not None:
        yield table.c.received_on >= criteria.first
    if criteria.last is not None:
        yield table.c.received_on <= criteria.last


def _seen(table: Table, seen: str | None, keys: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    if seen is not None:
        yield table.c.places.contains(_texts((seen,)))
    if keys:
        yield table.c.places.overlap(_texts(keys))


def _texts(keys: tuple[str, ...]) -> Any:
    return cast(array([literal(key) for key in keys]), ARRAY(Text))
