"""Criteria of the citizen search as conditions that the indexes of `citizen_search` answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    Uuid,
    case,
    cast,
    literal,
    literal_column,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from adapters.postgres.view_tables import Slot, table_in
from domain.units import WHOLE_COUNTRY
from domain.values.partial_date import PartialDate
from domain.values.vietnamese import fold

PROJECTION = "citizen_search"
ORDER = ("fold_name", "citizen_id")
MOST_WORDS = 10

_LONGEST_PARTIAL_DATE = timedelta(days=365)
_SPACE: ColumnElement[str] = literal_column("' '", Text)
_LEVELS = ("province", "district", "commune")


class Criteria(msgspec.Struct, frozen=True):
    """What an officer knows; each that is given must hold.

    `q`: words of the name in any order and without marks, each of which begins a word of the name;
    at most 10 count. `birth`: the known birth date may be this one. `pin`: a number in force or
    ended. `unit`: code of a province, district or commune that collected the entry or where the
    person permanently lives.
    """

    q: str | None = None
    birth: PartialDate | None = None
    pin: str | None = None
    unit: str | None = None


def search(
    slot: Slot, criteria: Criteria, within: str, limit: int, after: UUID | None
) -> Select[Any]:
    """A row's columns and `fold_name`; one row more than `limit` tells of another page."""
    people = table_in(slot, "citizen_search")
    return (
        select(*_shown(people), people.c.fold_name)
        .where(*_conditions(slot, people, criteria, within, after))
        .order_by(*(people.c[name] for name in ORDER))
        .limit(limit + 1)
    )


def _shown(people: Table) -> Iterator[Any]:
    c = people.c
    # Death and the loss of nationality end a number (domain §1.1); it still finds the person.
    ended = or_(c.standing == "dead", c.standing == "nationality-lost")
    yield from (c.citizen_id, c.version, c.status, c.standing, c.surname, c.middle, c.given)
    yield from (c.birth, c.sex, case((ended, null()), else_=c.pin).label("pin"))
    yield from (c.unit, c.residence_unit)


def _conditions(
    slot: Slot, people: Table, criteria: Criteria, within: str, after: UUID | None
) -> Iterator[ColumnElement[bool]]:
    yield from _named(people, criteria.q)
    yield from _born(people, criteria.birth)
    yield from _numbered(slot, people, criteria.pin)
    yield from _placed(people, criteria.unit)
    yield from _placed(people, None if within in WHOLE_COUNTRY else within)
    if after is not None:
        yield tuple_(people.c.fold_name, people.c.citizen_id) > _place_of(people, after)


def _named(people: Table, q: str | None) -> Iterator[ColumnElement[bool]]:
    for word in fold(q or "").split()[:MOST_WORDS]:
        # The index is over this very expression: a blank before each word, also the first.
        yield (_SPACE + people.c.fold_name).like(f"% {_literally(word)}%")


def _born(people: Table, birth: PartialDate | None) -> Iterator[ColumnElement[bool]]:
    """Two intervals overlap; none is longer than a year, which keeps the index range short."""
    if birth is not None:
        first = birth.earliest() - _LONGEST_PARTIAL_DATE
        yield people.c.birth_earliest.between(first, birth.latest())
        yield people.c.birth_latest >= birth.earliest()


def _numbered(slot: Slot, people: Table, pin: str | None) -> Iterator[ColumnElement[bool]]:
    if pin is not None:
        numbers = table_in(slot, "citizen_pin")
        yield people.c.citizen_id.in_(select(numbers.c.citizen_id).where(numbers.c.pin == pin))


def _placed(people: Table, unit: str | None) -> Iterator[ColumnElement[bool]]:
    """The number of digits of a code tells its level, so one look into all levels suffices."""
    if unit is not None:
        places = [people.c[f"{of}_{level}"] for of in ("unit", "residence") for level in _LEVELS]
        yield array(places).contains(cast(array([literal(unit)]), ARRAY(Text)))


def _place_of(people: Table, citizen: UUID) -> Any:
    """Where a citizen stands in the order now; nowhere when there is no row."""
    name = select(people.c.fold_name).where(people.c.citizen_id == citizen).scalar_subquery()
    return tuple_(name, literal(citizen, Uuid))


def _literally(word: str) -> str:
    """The word in a LIKE pattern, where `%` and `_` would stand for anything."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
