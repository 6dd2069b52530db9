"""Who meets the criteria of a search, found by a role that sees keys and no facts.

Under row-level security an index answers only what cannot leak a row (PostgreSQL, "Rules and
Privileges"): neither word searches nor arrays do. Therefore `cancuoc_finder` finds ids, with the
jurisdiction as one condition among others, and may read key columns only; the rows themselves are
then read by the program's own role, which sees those of the jurisdiction and no others.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

import msgspec
import psycopg

from adapters.postgres.citizen_query import (
    Criteria,
    Page,
    Persons,
    Place,
    Statement,
    bearing,
    by_name,
    by_person,
    meeting,
)
from adapters.postgres.name_query import Expansion, NamesAsked, alike_words, begun_words
from adapters.postgres.number_query import numbered
from adapters.postgres.view_tables import Slot
from domain.values.trigrams import LEAST_SIMILAR

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

READS_A_PERSON = 2
"""Rows for each who meets the criteria: the person's and the name's."""
LEANING = 1.5
"""Judging persons ends for certain, walking along names where the estimate holds."""

PIN = ("pin",)
OLD = ("cmnd9", "cmnd12")

AS_FINDER = """
SELECT set_config('cancuoc.jurisdiction', %(within)s, true), set_config('jit', 'off', true),
    set_config('pg_trgm.similarity_threshold', %(likeness)s, true),
    set_config('role', 'cancuoc_finder', true)
"""
AS_OFFICER = "SELECT set_config('role', 'none', true)"


class Held(msgspec.Struct, frozen=True):
    """Through which number an entry was found; `holder` is another one that was merged into it."""

    number: str
    kind: str
    ended: bool
    holder: UUID


class Hit(msgspec.Struct, frozen=True):
    citizen_id: UUID
    score: int
    sort: bytes


class Hits(msgspec.Struct, frozen=True):
    """In their order; `alike` are the words that were let stand in for those asked for."""

    rows: tuple[Hit, ...]
    similar: bool
    alike: Mapping[str, Mapping[str, float]]
    held: Mapping[UUID, tuple[Held, ...]]


class Finder:
    """Asks one slot over a connection whose role is `cancuoc_finder`, within a transaction."""

    def __init__(self, connection: Connection, slot: Slot, people: int) -> None:
        self._connection = connection
        self._slot = slot
        self._people = people

    async def find(self, criteria: Criteria, within: str, limit: int, after: Place | None) -> Hits:
        """At most `limit`. Similar names are let in where the words themselves fill no page."""
        persons, held = await self._numbered(criteria, within)
        plain = await self._expanded(criteria, similar=False)
        page = Page(limit, after)
        wide = after is not None and after.similar
        rows = () if wide else await self._hits(plain, persons, page)
        if len(rows) == limit or not criteria.words or (after and not wide):
            return Hits(rows, False, {}, held)
        names = await self._expanded(criteria, similar=True, plain=plain)
        if wide or names != plain:
            rows = await self._hits(names, persons, page)
        return Hits(rows, True, names.alike, held)

    async def _hits(self, names: NamesAsked, persons: Persons, page: Page) -> tuple[Hit, ...]:
        if persons.ids == ():
            return ()
        by = await self._way(names, persons, page.limit)
        ask = by_person if by == "person" else by_name
        rows = await self._rows(*ask(self._slot, names, persons, page))
        return tuple(Hit(*row) for row in rows)

    async def _way(
        self, names: NamesAsked, persons: Persons, limit: int
    ) -> Literal["person", "name"]:
        """Which way looks at fewer rows.

        Of N people m meet the other criteria: then about every N/m-th bearer of a name does, and
        a page of k takes k·N/m of them, if there are so many.
        """
        if persons.are_all or persons.ids is not None:
            return "name" if persons.ids is None else "person"
        met = await self._estimated(meeting(self._slot, persons))
        walked = limit * max(self._people, met) / met
        if names.words:
            walked = min(walked, await self._estimated(bearing(self._slot, names)))
        return "person" if READS_A_PERSON * met <= LEANING * walked else "name"

    async def _estimated(self, statement: Statement) -> float:
        """How many rows the planner expects, at least one; it reads its statistics only."""
        text, values = statement
        ((plan,),) = await self._rows(f"EXPLAIN (FORMAT JSON) {text}", values)
        return max(1.0, float(plan[0]["Plan"]["Plan Rows"]))

    async def _expanded(
        self, criteria: Criteria, *, similar: bool, plain: NamesAsked | None = None
    ) -> NamesAsked:
        words = criteria.words
        if not words:
            return NamesAsked((), ())
        begun = _grouped(await self._rows(*begun_words(self._slot, words))) if not plain else {}
        alike = _grouped(await self._rows(*alike_words(self._slot, words))) if similar else {}
        expansions = (
            Expansion(
                plain.expansions[n].begun if plain else tuple(sorted(begun.get(n, {}))),
                alike.get(n, {}),
            )
            for n in range(len(words))
        )
        return NamesAsked(words, tuple(expansions))

    async def _numbered(
        self, criteria: Criteria, within: str
    ) -> tuple[Persons, Mapping[UUID, tuple[Held, ...]]]:
        asked = [
            *((number, (*PIN, *OLD)) for number in criteria.numbers),
            *((number, PIN) for number in criteria.pins),
            *((number, OLD) for number in criteria.old_numbers),
        ]
        persons = Persons(criteria, within)
        if not asked:
            return persons, {}
        found: list[dict[UUID, list[Held]]] = []
        for number, kinds in asked:
            of_one: dict[UUID, list[Held]] = {}
            rows = await self._rows(*numbered(self._slot, number, kinds, persons))
            for citizen, holder, kind, ended in rows:
                of_one.setdefault(citizen, []).append(Held(number, kind, ended, holder))
            found.append(of_one)
        ids = set.intersection(*(set(one) for one in found))
        held = {one: tuple(how for by in found for how in by[one]) for one in ids}
        return msgspec.structs.replace(persons, ids=tuple(sorted(ids))), held

    async def _rows(self, text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        cursor = await self._connection.execute(text.encode(), values, prepare=False)
        return await cursor.fetchall()


def settings(within: str) -> dict[str, str]:
    """The parameters of AS_FINDER."""
    return {"within": within, "likeness": str(LEAST_SIMILAR)}


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, dict[str, float]]:
    """By the number of the word asked for."""
    found: dict[int, dict[str, float]] = {}
    for n, word, *likeness in rows:
        found.setdefault(n, {})[word] = likeness[0] if likeness else 1.0
    return found
