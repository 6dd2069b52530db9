"""The data-check service's view of the register: who changed, and what fails of whom."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from adapters.postgres import quality_questions as questions
from adapters.postgres.live_view import Row
from adapters.postgres.quality_likeness import MOST_OF_A_KEY, PAIRED, Candidate, candidates
from adapters.postgres.quality_pairs import (
    Holders,
    People,
    Person,
    confirmed_failures,
    failure,
    link_failures,
    own_failures,
    shared_failures,
)
from adapters.postgres.quality_reader import QualityReader
from application.quality_sight import Found, Page
from domain.quality.case_of_failure import Failure, KnownCase
from domain.units import RegisterOfUnits
from projections.quality_counts import evaluated

EXACT = frozenset({"pin", "cmnd9", "same-person"})
_FIRST = UUID(int=0)
_LAST = UUID(int=2**128 - 1)

Threshold = Callable[[], float]
"""The likeness, in bits, from which two entries are a case of DQ-07 (a rule of the house)."""


class QualitySight:
    """Implements `application.quality_sight.Sight`."""

    def __init__(self, reader: QualityReader, units: RegisterOfUnits, threshold: Threshold) -> None:
        self._reader = reader
        self._units = units
        self._threshold = threshold

    async def changed(self, after: int, most: int) -> Page:
        _, position = await self._reader.live()
        (rows,) = await self._reader.asked(questions.CHANGED, after=after, most=most)
        full = len(rows) == most
        last = rows[-1][0] if rows else -1
        people = tuple(dict.fromkeys(citizen for _, citizen in rows))
        return Page(people, last if full else max(last, position), full)

    async def due(self, day: date, citizen: UUID | None, until: date, most: int) -> Page:
        values = {"day": day, "citizen": citizen or _LAST, "until": until, "most": most}
        (rows,) = await self._reader.asked(questions.DUE, **values)
        last = rows[-1][0] if rows else None
        return Page(tuple(row[1] for row in rows), full=len(rows) == most, day=last)

    async def everybody(self, after: UUID | None, most: int) -> Page:
        values = {"after": after or _FIRST, "most": most}
        (rows,) = await self._reader.asked(questions.EVERYBODY, **values)
        return Page(tuple(row[0] for row in rows), full=len(rows) == most)

    async def how_many(self) -> int:
        (rows,) = await self._reader.asked(questions.HOW_MANY)
        return int(rows[0][0])

    async def evaluated(self, checks: Iterable[str], day: date) -> frozenset[str]:
        """Of these COMPARED_CHECKS those to which some entry was put by the end of the day."""
        measures = {evaluated(check): check for check in checks}
        asked = {"day": day, "measures": list(measures)}
        (rows,) = await self._reader.asked(questions.EVALUATED, **asked)
        return frozenset(measures[row[0]] for row in rows)

    async def found(self, people: Sequence[UUID], day: date) -> Found:
        asked = {"people": list(people), "day": day, "kinds": list(PAIRED), "most": MOST_OF_A_KEY}
        shared, links, confirmed, own, applications, cards = await self._reader.asked(
            questions.SHARED, questions.LINKS, questions.CONFIRMED_DUPLICATES,
            questions.OWN, questions.APPLICATIONS, questions.CARDS, **asked,
        )  # fmt: skip
        known = await self._people({*people, *_ends(shared), *_ends(links), *_ends(confirmed)})
        holders = Holders(applications, cards)
        failures = [
            *own_failures(own, known),
            *(one for id_ in people if id_ in known
              for one in holders.failures(known[id_], self._units, day)),
            *shared_failures((row for row in shared if row[2] in EXACT), known),
            *link_failures(links, known),
            *confirmed_failures(confirmed, known),
            *self._alike(await candidates(self._reader, shared, known), known),
        ]  # fmt: skip
        unique = _each_once(failures)
        subjects = {one.citizen_id for one in unique}
        provinces = {id_: known[id_].province or "" for id_ in subjects}
        return Found(unique, await self._cases(subjects), provinces)

    async def duplicates(self, citizen: UUID) -> list[Candidate]:
        """The entries most like this one first, of those that a key of it brings up."""
        asked = {"people": [citizen], "kinds": list(PAIRED), "most": MOST_OF_A_KEY}
        (shared,) = await self._reader.asked(questions.SHARED, **asked)
        known = await self._people({citizen, *_ends(shared)})
        found = await candidates(self._reader, shared, known)
        return sorted(found, key=lambda one: (-one.score, one.other_citizen_id))

    def _alike(self, found: list[Candidate], known: People) -> list[Failure]:
        least = self._threshold()
        return [
            failure(
                "DQ-07", known[one.citizen_id], one.since, other=one.other_citizen_id,
                about=tuple(f"{x.field} {x.outcome} {x.weight:+.1f}" for x in one.fields),
                remedy=known[one.other_citizen_id].remedy,
            )
            for one in found if one.score >= least
        ]  # fmt: skip

    async def _people(self, wanted: Iterable[UUID]) -> dict[UUID, Person]:
        (rows,) = await self._reader.asked(questions.PEOPLE, people=sorted(wanted))
        return {row[0]: Person(*row) for row in rows}

    async def _cases(
        self, subjects: Iterable[UUID]
    ) -> dict[tuple[str, UUID, UUID | None], KnownCase]:
        (rows,) = await self._reader.asked(questions.CASES, people=sorted(subjects))
        return {
            (check, citizen, other): KnownCase(case, status, settled_at, version)
            for citizen, check, other, case, status, settled_at, version in rows
        }


def _ends(rows: Iterable[Row]) -> set[UUID]:
    return {end for row in rows for end in row[:2]}


def _each_once(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """One failure of each check and its subjects: the gravest, then the one known latest."""
    found: dict[tuple[str, UUID, UUID | None], Failure] = {}
    for one in failures:
        former = found.get(one.subjects)
        if former is None or _weight(one) > _weight(former):
            found[one.subjects] = one
    return tuple(found.values())


def _weight(one: Failure) -> tuple[bool, int, int]:
    return one.severity == "blocking", one.since, len(one.about)
