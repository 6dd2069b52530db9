"""The current facts of a person, and how a declaration or an amendment changes them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, get_type_hints

import msgspec
from msgspec.structs import astuple, replace

from domain.citizen.events import Declaration
from domain.citizen.facts import Change, DeclaredRelation, Relation, Residence

CORRECTABLE = (
    "surname",
    "middle",
    "given",
    "other_name",
    "birth",
    "sex",
    "birth_registration",
    "native_place",
    "ethnicity",
    "religion",
    "nationalities",
    "marital",
    "blood",
    "residences",
    "relations",
    "cmnd9",
    "pin_declared",
)
"""Fields that a correction of the capture may change; an amendment may not touch the last."""

AMENDABLE = frozenset(CORRECTABLE) - {"pin_declared"}
FIELDS = (*CORRECTABLE, "documents", "signature", "died")

_HINTS = get_type_hints(Declaration)
_TYPES: dict[str, Any] = {field: _HINTS[field] for field in CORRECTABLE}


class Entry(Declaration, frozen=True):
    """The declaration as changed since; `died` is a partial date."""

    died: str | None = None


def entered(declaration: Declaration | None) -> Entry | None:
    return None if declaration is None else Entry(*astuple(declaration))


def changed(entry: Entry, diff: Iterable[Change]) -> Entry:
    """The entry with each field set to its `after`; birth carries the birth year with it."""
    values = {
        change.field: _read(change, getattr(entry, change.field))
        for change in diff
        if change.field in _TYPES
    }
    if "birth" in values:
        values["birth_year"] = _year(values["birth"], entry.birth_year)
    return replace(entry, **values)


def resided(entry: Entry | None, residence: Residence | None) -> Entry | None:
    """The entry with one more stay; a permanent or current one ends the one before it."""
    if entry is None or residence is None:
        return entry
    earlier = tuple(_ended_by(residence, former) for former in entry.residences)
    return replace(entry, residences=(*earlier, residence))


def related(entry: Entry | None, kind: str, relation: Relation | None) -> Entry | None:
    """The entry with this relation in the place of the one of that kind."""
    if entry is None or relation is None:
        return entry
    others = tuple(known for known in entry.relations if known.kind != kind)
    return replace(entry, relations=(*others, DeclaredRelation(kind, relation)))


def unrelated(entry: Entry | None, kind: str, relation: Relation | None) -> Entry | None:
    """The entry without this relation; another person of that kind stays."""
    if entry is None or relation is None:
        return entry
    ended = DeclaredRelation(kind, relation)
    return replace(entry, relations=tuple(one for one in entry.relations if one != ended))


def permanent_unit(entry: Entry | None, on: date) -> tuple[str, date] | None:
    """Unit code of the permanent residence on a day, and the day on which that code is read."""
    for stay in reversed(entry.residences if entry else ()):
        if stay.kind == "permanent" and stay.place.unit and covers(stay, on):
            return stay.place.unit, stay.place.as_of
    return None


def covers(stay: Residence, on: date) -> bool:
    return (stay.from_ or date.min) <= on <= (stay.to or date.max)


def _ended_by(later: Residence, former: Residence) -> Residence:
    begins = later.from_
    if begins is None or not _gives_way(former, later) or not covers(former, begins):
        return former
    if begins in (former.from_, date.min):
        return former
    return replace(former, to=begins - timedelta(days=1))


def _gives_way(former: Residence, later: Residence) -> bool:
    return former.kind == later.kind and former.kind in ("permanent", "current")


def _read(change: Change, former: Any) -> Any:
    # Deciders let through only values of the field's form. A value that is none (a payload of
    # another version) leaves the fact as it was, since history must always load.
    try:
        return msgspec.convert(change.after, _TYPES[change.field])
    except msgspec.ValidationError:
        return former


def _year(birth: str, former: int) -> int:
    return int(birth[:4]) if birth[:4].isascii() and birth[:4].isdigit() else former
