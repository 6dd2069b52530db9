"""Columns of the units that collected an entry and where its person permanently lives."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from domain.citizen.facts import Residence
from domain.units import LEVEL_BY_DIGITS, RegisterOfUnits

Values = dict[str, Any]

_LEVELS = ("province", "district", "commune")

NO_RESIDENCE: Values = dict.fromkeys(f"residence_{part}" for part in ("unit", *_LEVELS))


def home(units: RegisterOfUnits, stays: Sequence[Residence], day: date) -> Values:
    """The last permanent stay that is not over on the day, in the units above it then."""
    for stay in reversed(stays):
        unit = stay.place.unit
        if stay.kind == "permanent" and unit and not is_over(stay, day):
            above = within(units, "residence", unit, stay.place.as_of)
            return {"residence_unit": unit, **above}
    return NO_RESIDENCE


def is_over(stay: Residence, day: date) -> bool:
    return stay.to is not None and stay.to < day


@lru_cache(maxsize=50_000)
def within(units: RegisterOfUnits, part: str, unit: str, day: date) -> Mapping[str, Any]:
    """`{part}_province` and so on: the unit at its own level and those above it.

    A unit that the register does not know on the day stands alone, at the level of its digits.
    Remembered, since a commune declares hundreds of people on one day: nobody may change it.
    """
    known = units.find(unit, day)
    own = known.level if known else LEVEL_BY_DIGITS.get(len(unit))
    above = {
        "province": units.province_of(unit, day),
        "district": units.district_of(unit, day),
    }
    return {f"{part}_{level}": unit if level == own else above.get(level) for level in _LEVELS}
