"""Columns of the search made of the fields of an entry, and the keys by which they are found."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from domain.citizen import events as e
from domain.citizen.facts import Residence
from domain.values.partial_date import PartialDate
from domain.values.vietnamese import collation_bytes, fold, toned_words_of
from projections.residence import Values

NAMES = ("surname", "middle", "given")
KEYS = ("fold", "tone", "sort")
READ_AS: dict[str, Any] = {
    **dict.fromkeys((*NAMES, "birth", "sex"), str),
    "residences": tuple[Residence, ...],
}
NO_RESIDENCE: Values = {"residence_unit": None, "residence_places": None}
NOTHING_PERSONAL: Values = {
    **dict.fromkeys(("birth", "birth_earliest", "birth_latest", "sex", "pin", "merged_into")),
    **dict.fromkeys((*NAMES, *(f"{key}_{name}" for key in KEYS for name in NAMES))),
    **NO_RESIDENCE,
}
"""Every column that is made of a sealed field, empty: what is left of an erased person."""

_STAGES: dict[type, str] = {
    e.Verified: "verified",
    e.Approved: "approved",
    e.PinNotified: "active",
}
_STANDINGS: dict[type, str] = {
    e.DeathRecorded: "dead",
    e.DeclaredMissing: "missing",
    e.NationalityLost: "nationality-lost",
    e.StandingRestored: "living",
    e.NationalityRegained: "living",
}


def stage(name: str) -> Values:
    """A step of the entry; while it is not returned, the unit it was sent to sees it no more."""
    return {"stage": name, "number_cancelled": False, "return_places": None}


def told_by_kind(event: e.Event) -> Values:
    """What an event says by being there."""
    kind = type(event)
    if kind in _STAGES:
        return stage(_STAGES[kind])
    return {"standing": _STANDINGS[kind]} if kind in _STANDINGS else {}


def known(fields: Values) -> Values:
    """The fields that the view has columns for, each as the entry itself reads it.

    A value that is none (a payload of another version) leaves its column as it was, since history
    must always load.
    """
    read = {name: _read(name, value) for name, value in fields.items() if name in READ_AS}
    return {name: value for name, value in read.items() if value is not None}


def plain_columns(fields: Values) -> Values:
    """All but the residences."""
    columns = {name: fields[name] for name in (*NAMES, "sex") if name in fields}
    for name in NAMES:
        if name in fields:
            columns |= _name_keys(name, fields[name])
    return columns | (_birth(fields["birth"]) if "birth" in fields else {})


def is_erased(event: e.Event) -> bool:
    """By order, or found to be when a sealed part does not open any more."""
    return isinstance(event, e.Erased) or getattr(event, "sealed", "none to seal") is None


@lru_cache(maxsize=20_000)
def _name_keys(name: str, text: str) -> Mapping[str, Any]:
    """Remembered, since a few thousand words make up the names of a country: nobody changes it."""
    return {
        f"fold_{name}": fold(text),
        f"tone_{name}": " ".join(toned_words_of(text)),
        f"sort_{name}": collation_bytes(text),
    }


def _birth(text: str) -> Values:
    birth = PartialDate(text)
    # A date that later rules would refuse stays readable, though no birth date finds it.
    try:
        earliest, latest = birth.earliest(), birth.latest()
    except ValueError:
        return {"birth": text, "birth_earliest": None, "birth_latest": None}
    return {"birth": text, "birth_earliest": earliest, "birth_latest": latest}


def _read(field: str, value: Any) -> Any:
    try:
        return msgspec.convert(value, READ_AS[field])
    except msgspec.ValidationError:
        return None
