"""Finds citizens in the search view, tells why each was found, and says how fresh the answer is."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg_pool import PoolTimeout

from adapters.postgres.citizen_finder import (
    AS_FINDER,
    AS_OFFICER,
    Connection,
    Finder,
    Held,
    Hit,
    Hits,
    settings,
)
from adapters.postgres.citizen_query import Criteria, Place
from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool
from adapters.postgres.view_tables import Slot
from application.event_store import StoreUnavailable
from domain.context import local_day
from domain.units import RegisterOfUnits
from domain.values.name_match import Name, judge
from domain.values.partial_date import PartialDate
from projections.jurisdictions import Jurisdictions

__all__ = ["CitizenDirectory", "Found", "FoundCitizen", "Freshness", "Match", "Place"]

MOST_ROWS = 200
PROJECTION = "citizen_search"
_ATTEMPTS = 5

# A look at each table locks it, so that nobody empties the slot before the transaction ends.
_LOOK = """
SELECT live_slot, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END,
    (SELECT coalesce(max(position), -1) FROM positions),
    (SELECT reltuples::bigint FROM pg_class WHERE oid = 'view_{slot}.citizen_search'::regclass),
    EXISTS (SELECT FROM view_{slot}.citizen_search),
    EXISTS (SELECT FROM view_{slot}.citizen_number),
    EXISTS (SELECT FROM view_{slot}.citizen_name),
    EXISTS (SELECT FROM view_{slot}.citizen_word)
FROM projections WHERE name = 'citizen_search'
"""
# Death and the loss of nationality end a number (domain §1.1); it still finds the person.
_ROWS = """
SELECT citizen_id, version, status, standing, surname, middle, given, birth, sex,
    CASE WHEN standing NOT IN ('dead', 'nationality-lost') THEN pin END,
    unit, residence_unit, merged_into
FROM view_{slot}.citizen_search WHERE citizen_id = ANY(%s)
"""


class Match(msgspec.Struct, frozen=True):
    """Why a citizen was found: a code, and its particulars."""

    code: str
    params: dict[str, str]


class FoundCitizen(msgspec.Struct, frozen=True):
    """One person found; `pin` is in force.

    `unit` collected the entry, `residence_unit` is that of the permanent residence. `merged_into`
    is the entry that continues one that was merged. `score` is 1000 for just the words asked for.
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
    merged_into: UUID | None
    score: int
    matches: tuple[Match, ...]


class Found(msgspec.Struct, frozen=True):
    """One page, best first, then in the order of lists of people; `next` is where it ended."""

    rows: tuple[FoundCitizen, ...]
    next: Place | None
    freshness: Freshness


class CitizenDirectory:
    """Searches the live slot over a pool of autocommit connections; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime], units: RegisterOfUnits) -> None:
        self._pool = pool
        self._view = FreshView(pool, PROJECTION, now)
        self._now = now
        self._places = Jurisdictions(units)
        self._slot: Slot = "a"

    def places_of(self, unit: str) -> tuple[str, ...]:
        """What to give as `places` for whoever names a unit by its code."""
        return self._places.keys_of(unit)

    async def find(
        self, criteria: Criteria, within: str, limit: int = 50, after: Place | None = None
    ) -> Found:
        """Citizens that meet every criterion and that an officer of unit `within` may see.

        A citizen is seen from the units, and those above them or in their place today, that
        collected the entry or hold the permanent residence (decision 5); `centre` and `ministry`
        see all. At most 200 rows. Raises StoreUnavailable.
        """
        limit = min(limit, MOST_ROWS)
        key = self._places.key(within, local_day(self._now()))
        try:
            asked = await self._asked(criteria, key, limit + 1, after)
        except (psycopg.OperationalError, PoolTimeout, OSError) as away:
            raise StoreUnavailable from away
        if asked is None:
            return Found((), None, await self._view.freshness(-1, None))
        hits, rows, position, head = asked
        people = {row[0]: row for row in rows}
        shown = [
            _shown(criteria, hits, hit, people[hit.citizen_id])
            for hit in hits.rows[:limit]
            if hit.citizen_id in people
        ]
        following = _place(hits.rows[limit - 1], hits.similar) if len(hits.rows) > limit else None
        return Found(tuple(shown), following, await self._view.freshness(position, head))

    async def _asked(self, criteria: Criteria, within: str, limit: int, after: Place | None) -> Any:
        """Hits and rows of one slot, its position and that of the ledger."""
        for _ in range(_ATTEMPTS):
            async with self._pool.connection() as connection, connection.transaction():
                await connection.execute(AS_FINDER, settings(within))
                look = await _rows(connection, _LOOK, self._slot)
                if not look:
                    return None
                live, position, head, people, *_ = look[0]
                if live == self._slot:
                    finder = Finder(connection, self._slot, people)
                    hits = await finder.find(criteria, within, limit, after)
                    await connection.execute(AS_OFFICER)
                    ids = [hit.citizen_id for hit in hits.rows]
                    rows = await _rows(connection, _ROWS, self._slot, ids)
                    return hits, rows, position, head
                # Only a hint for the next question: others are asking at the same time.
                self._slot = live
        raise StoreUnavailable


async def _rows(connection: Connection, text: str, slot: Slot, *values: Any) -> list[Any]:
    cursor = await connection.execute(text.format(slot=slot).encode(), values, prepare=False)
    return await cursor.fetchall()


def _shown(criteria: Criteria, hits: Hits, hit: Hit, row: Any) -> FoundCitizen:
    facts: tuple[Any, ...] = (*row, hit.score, tuple(_matches(criteria, hits, row)))
    return FoundCitizen(*facts)


def _place(hit: Hit, similar: bool) -> Place:
    return Place(hit.score, hit.sort, hit.citizen_id, similar)


def _matches(criteria: Criteria, hits: Hits, row: Any) -> Iterator[Match]:
    citizen, birth = row[0], row[7]
    verdict = judge(criteria.words, Name.of(*row[4:7]), hits.alike) if criteria.words else None
    for one in verdict.matches if verdict else ():
        alike = {} if one.similarity is None else {"similarity": f"{one.similarity:.2f}"}
        yield Match(f"match-{one.kind}", {"word": one.word, "found": one.found, **alike})
    for held in hits.held.get(citizen, ()):
        yield _by_number(held, citizen)
    for asked in criteria.births:
        yield _by_birth(asked, birth)


def _by_number(held: Held, citizen: UUID) -> Match:
    params = {"number": held.number, "kind": held.kind}
    if held.holder != citizen:
        return Match("match-number-merged", {**params, "merged": str(held.holder)})
    if held.kind != "pin":
        return Match("match-number-old", params)
    return Match("match-number-ended" if held.ended else "match-number-current", params)


def _by_birth(asked: PartialDate, birth: str | None) -> Match:
    code = "match-birth" if asked.text == birth else "match-birth-overlaps"
    return Match(code, {"birth": birth or "", "asked": asked.text})
