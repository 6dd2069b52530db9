"""Columns of the units that collected an entry and where its person permanently lives."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from domain.citizen.facts import Residence
from domain.units import LEVEL_BY_DIGITS, RegisterOfUnits

Values = dict[str, Any]

_LEVELS = ("province", "district", "commune")


def is_over(stay: Residence, day: date) -> bool:
    return stay.to is not None and stay.to < day


@lru_cache(maxsize=50_000)
def within(units: RegisterOfUnits, part: str, unit: str, day: date) -> Mapping[str, Any]:
    """`{part}_province` and so on: the unit at its own level and those above it.

    A unit that ended before the day stays at its own level, in the province of its heirs; one that
    the register does not know stands alone, at the level of its digits.
    Remembered, since a commune declares hundreds of people on one day: nobody may change it.
    """
    known = units.find(unit, day)
    own = known.level if known else LEVEL_BY_DIGITS.get(len(unit))
    above = {
        "province": units.province_over(unit, day),
        "district": units.district_of(unit, day),
    }
    return {f"{part}_{level}": unit if level == own else above.get(level) for level in _LEVELS}
