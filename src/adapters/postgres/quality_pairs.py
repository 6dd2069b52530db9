"""Failures of a page of persons, out of the rows that the questions gave."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from adapters.postgres.live_view import Row
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.quality.card_holding import OF_HOLDERS, OF_INTAKE, Applied, Holder
from domain.quality.case_of_failure import Failure
from domain.quality.links import (
    Party,
    household_without_one_head,
    parent_too_young,
    shared_number,
    spouse_link_broken,
)
from domain.units import RegisterOfUnits

IN_FORCE = "active"
HELD = frozenset({"issued", "active", "suspended", "held", "lost-reported"})


class Person(msgspec.Struct, frozen=True):
    """A row of quality_people as the questions give it."""

    citizen_id: UUID
    version: int
    standing: str
    birth: str
    marital: str
    names_spouse: bool
    is_head: bool | None
    home_unit: str | None
    home_as_of: date | None
    confirmed_on: date | None
    remedy: bool
    traits: bytes
    province: str | None

    def party(self, spouse_of_other: bool = False, is_head: bool | None = None) -> Party:
        return Party(
            self.citizen_id,
            self.birth,
            self.marital,
            self.standing,
            self.names_spouse,
            spouse_of_other,
            self.is_head if is_head is None else is_head,
        )


People = Mapping[UUID, Person]


def failure(check: str, person: Person, since: int, **more: Any) -> Failure:
    severity = more.pop("severity", QUALITY_CHECKS[check].severities[0])
    remedy = more.pop("remedy", False) or person.remedy
    return Failure(check, person.citizen_id, person.version, severity, since, remedy=remedy, **more)


def own_failures(rows: Iterable[Row], people: People) -> Iterator[Failure]:
    for check, citizen, since, about in rows:
        if citizen in people:
            yield failure(check, people[citizen], since, about=tuple(about))


class Holders:
    """Persons beside their applications and cards."""

    def __init__(self, applications: Sequence[Row], cards: Sequence[Row]) -> None:
        self._applied: dict[UUID, list[Applied]] = {}
        for (
            citizen,
            id_,
            open_,
            unit,
            on,
            accounted,
            captured,
            bandaged,
            failed,
            since,
        ) in applications:
            one = Applied(id_, open_, unit, on, tuple(accounted), tuple(captured),
                          tuple(bandaged), failed, since)  # fmt: skip
            self._applied.setdefault(citizen, []).append(one)
        self._cards: dict[UUID, list[tuple[str, int]]] = {}
        for citizen, status, since in cards:
            self._cards.setdefault(citizen, []).append((status, since))

    def failures(self, person: Person, units: RegisterOfUnits, day: date) -> Iterator[Failure]:
        applied = tuple(self._applied.get(person.citizen_id, ()))
        cards = self._cards.get(person.citizen_id, [])
        active = any(status == IN_FORCE for status, _ in cards)
        holder = Holder(
            standing=person.standing,
            birth=person.birth,
            active_card=active,
            home=person.home_unit,
            confirmed_on=person.confirmed_on,
            applications=applied,
            away=_away(person, applied, units, day),
        )
        since = max((*(one.since for one in applied), *(at for _, at in cards)), default=-1)
        held = any(status in HELD for status, _ in cards)
        for check, predicate in OF_HOLDERS.items():
            seen = msgspec.structs.replace(holder, active_card=held) if check == "DQ-17" else holder
            verdict = predicate(seen)
            if verdict.fails_on(day):
                unit = applied[-1].intake_unit if check in OF_INTAKE and applied else None
                about = verdict.about
                yield failure(check, person, since, about=about, intake_unit=unit)


def _away(
    person: Person, applied: tuple[Applied, ...], units: RegisterOfUnits, day: date
) -> frozenset[UUID]:
    """Applications taken in neither at the unit of residence nor above it."""
    home = person.home_unit
    if home is None:
        return frozenset()
    at = person.home_as_of or day
    return frozenset(
        one.application_id
        for one in applied
        if one.intake_unit != home and not units.within(home, one.intake_unit, at)
    )


def shared_failures(rows: Iterable[Row], people: People) -> Iterator[Failure]:
    """DQ-06 and the exact part of DQ-07: of a pair the entry that is older is the subject."""
    for citizen, other, kind, since in rows:
        if citizen not in people or other not in people:
            continue
        one, two = sorted((people[citizen], people[other]), key=lambda each: each.citizen_id)
        more: dict[str, Any] = {"other": two.citizen_id, "remedy": two.remedy}
        if kind == "same-person":
            yield failure("DQ-07", one, since, about=("names", "birth", "sex"), **more)
        else:
            severity = shared_number(kind)
            yield failure("DQ-06", one, since, about=(kind,), severity=severity, **more)


def confirmed_failures(rows: Iterable[Row], people: People) -> Iterator[Failure]:
    for citizen, other, since in rows:
        if citizen in people and other in people:
            yield failure("DQ-08", people[citizen], since, other=other)


def link_failures(rows: Sequence[Row], people: People) -> Iterator[Failure]:
    """DQ-23, DQ-25, DQ-26 of each link whose two ends are there."""
    spouses = {(row[0], row[1]) for row in rows if row[2] == "spouse"}
    for citizen, other, kind, to_head, since in rows:
        if citizen not in people or other not in people or kind not in _LINKED:
            continue
        check, about, fails = _LINKED[kind]
        mutual = (other, citizen) in spouses
        is_head = to_head == "head" if to_head is not None else None
        one = people[citizen].party(is_head=is_head)
        two = people[other].party(spouse_of_other=mutual)
        if fails(one, two):
            remedy = people[other].remedy
            person = people[citizen]
            yield failure(check, person, since, other=other, about=(about,), remedy=remedy)


_LINKED: dict[str, tuple[str, str, Callable[[Party, Party], bool]]] = {
    "father": ("DQ-23", "birth", parent_too_young),
    "mother": ("DQ-23", "birth", parent_too_young),
    "spouse": ("DQ-25", "relations", spouse_link_broken),
    "head-of-household": ("DQ-26", "relations", household_without_one_head),
}
