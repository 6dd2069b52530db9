"""Criteria of the citizen search as SQL, in two ways that each look at few rows.

*By person* where few people meet the other criteria: their names are judged, all of them. *By
name* elsewhere: the distinct names are judged and walked in their order until a page is full, which
is soon where many people meet the rest. What the planner knows of both tells which.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from adapters.postgres.name_query import NamesAsked
from adapters.postgres.view_tables import Slot
from domain.units import WHOLE_COUNTRY
from domain.values.name_match import AskedWord
from domain.values.partial_date import PartialDate

Values = dict[str, Any]
Statement = tuple[str, Values]


class Criteria(msgspec.Struct, frozen=True):
    """What an officer knows; each that is given must hold.

    `words` of the name in any order; each of `births` may be the birth date; `pins` are numbers in
    force or ended, `old_numbers` those of earlier documents, `numbers` either; `places` are keys of
    one unit that collected the entry or where the person lives.
    """

    words: tuple[AskedWord, ...] = ()
    births: tuple[PartialDate, ...] = ()
    numbers: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    old_numbers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sex: str | None = None


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended, and whether similar names were among it."""

    score: int
    sort: bytes
    citizen_id: UUID
    similar: bool


class Persons(msgspec.Struct, frozen=True):
    """Whom the criteria beside the name leave, and who may be shown in a jurisdiction."""

    criteria: Criteria
    within: str
    ids: tuple[UUID, ...] | None = None

    def conditions(self) -> Iterator[str]:
        """In forms that indexes answer."""
        if self.ids is not None:
            yield "p.citizen_id = ANY(%(ids)s::uuid[])"
        if self.within not in WHOLE_COUNTRY:
            yield "p.places @> ARRAY[%(within)s::text]"
        if self.criteria.places:
            yield "p.places && %(places)s::text[]"
        yield from self._plain()

    def along_names(self) -> Iterator[str]:
        """The same of the bearers of one name: few, who are not to be sought among all of a place.

        No index knows `= ANY (column)`.
        """
        if self.within not in WHOLE_COUNTRY:
            yield "%(within)s = ANY(p.places)"
        if self.criteria.places:
            keys = (f"%(place{n})s = ANY(p.places)" for n, _ in enumerate(self.criteria.places))
            yield " OR ".join(keys)
        yield from self._plain()

    def _plain(self) -> Iterator[str]:
        if self.criteria.sex is not None:
            yield "p.sex = %(sex)s"
        for n, _ in enumerate(self.criteria.births):
            # Two intervals overlap: one begins within the other, or is its month or its year.
            yield (
                f"p.birth_earliest BETWEEN %(first{n})s::date AND %(last{n})s::date"
                f" OR p.birth_earliest = ANY(%(wider{n})s::date[])"
                f" AND p.birth_latest >= %(first{n})s::date"
            )

    def values(self) -> Values:
        criteria = self.criteria
        found: Values = {"within": self.within, "places": list(criteria.places)}
        found |= {"sex": criteria.sex, "ids": list(self.ids or ())}
        found |= {f"place{n}": key for n, key in enumerate(criteria.places)}
        for n, birth in enumerate(criteria.births):
            first = birth.earliest()
            wider = [first.replace(day=1), first.replace(month=1, day=1)]
            found |= {f"first{n}": first, f"last{n}": birth.latest(), f"wider{n}": wider}
        return found

    @property
    def are_all(self) -> bool:
        return next(self.conditions(), None) is None


class Page(msgspec.Struct, frozen=True):
    """How many rows, and after which place."""

    limit: int
    after: Place | None

    def values(self) -> Values:
        after = self.after
        place = (after.score, after.sort, after.citizen_id) if after else (0, b"", None)
        named = dict(zip(("score", "sort", "after"), place, strict=True))
        return {"limit": self.limit, **named}


def meeting(slot: Slot, persons: Persons) -> Statement:
    """Everybody who meets the criteria beside the name, to be estimated."""
    text = f"""
    SELECT FROM view_{slot}.citizen_search AS p WHERE {all_of(persons.conditions())}
    """
    return text, persons.values()


def bearing(slot: Slot, names: NamesAsked) -> Statement:
    """Everybody with a name that matches, to be estimated."""
    text = f"""
    SELECT FROM view_{slot}.citizen_name AS n
    JOIN view_{slot}.citizen_search AS p USING (name_id)
    WHERE {all_of(names.conditions())}
    """
    return text, names.values()


def by_person(slot: Slot, names: NamesAsked, persons: Persons, page: Page) -> Statement:
    """Id, score and sort key of everybody whose name matches, best first.

    The limit of one changes nothing, since a name has one row; it keeps the planner from reading
    the names of the whole country for a few people.
    """
    beyond = "score < %(score)s OR score = %(score)s AND (sort, citizen_id) > (%(sort)s, %(after)s)"
    text = f"""
    WITH persons AS MATERIALIZED (
        SELECT p.citizen_id, p.name_id FROM view_{slot}.citizen_search AS p
        WHERE {all_of(persons.conditions())}),
    judged AS (
        SELECT p.citizen_id, n.score, n.sort FROM persons AS p CROSS JOIN LATERAL (
            SELECT {names.score()} AS score, n.sort FROM view_{slot}.citizen_name AS n
            WHERE n.name_id = p.name_id AND {all_of(names.conditions())} LIMIT 1) AS n)
    SELECT citizen_id, score, sort FROM judged WHERE {beyond if page.after else "true"}
    ORDER BY score DESC, sort, citizen_id LIMIT %(limit)s
    """  # noqa: S608 - of nothing that anybody sent
    return text, {**names.values(), **persons.values(), **page.values()}


def by_name(slot: Slot, names: NamesAsked, persons: Persons, page: Page) -> Statement:
    """The same, name by name: the bearers of each are read along an index, and no more of them."""
    at_or_beyond = "score < %(score)s OR score = %(score)s AND sort >= %(sort)s"
    beyond = ("(n.score, n.sort) <> (%(score)s, %(sort)s) OR p.citizen_id > %(after)s",)
    rest = (*persons.along_names(), *(beyond if page.after else ()))
    text = f"""
    SELECT citizen_id, score, sort FROM (
        SELECT f.citizen_id, n.score, n.sort FROM (
            SELECT name_id, sort, score FROM (
                SELECT name_id, sort, {names.score()} AS score
                FROM view_{slot}.citizen_name AS n WHERE {all_of(names.conditions())}) AS judged
            WHERE {at_or_beyond if page.after else "true"}
            ORDER BY {names.order()}) AS n
        CROSS JOIN LATERAL (
            SELECT p.citizen_id FROM view_{slot}.citizen_search AS p
            WHERE p.name_id = n.name_id AND {all_of(rest)}
            ORDER BY p.citizen_id LIMIT %(limit)s) AS f
        LIMIT %(limit)s) AS found
    ORDER BY score DESC, sort, citizen_id
    """  # noqa: S608 - of nothing that anybody sent
    return text, {**names.values(), **persons.values(), **page.values()}


def all_of(conditions: Iterator[str] | Sequence[str]) -> str:
    return " AND ".join(f"({one})" for one in conditions) or "true"
