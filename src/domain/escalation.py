"""To whom a case goes whose deadline passed: a role, in the lowest unit above that has it."""

from collections.abc import Iterator
from datetime import date

import msgspec

from domain.authority import level_of, levels_of
from domain.roles import ROLES
from domain.units import RegisterOfUnits

LEVEL_ABOVE = "level-above"
"""In the place of a role: whoever answers for entries in the unit above (domain §1.14)."""

_ANSWERS_FOR_ENTRIES = {
    "district": "data-officer",
    "province": "data-officer",
    "centre": "data-quality-officer",
    "ministry": "steering-secretary",
}


class Owner(msgspec.Struct, frozen=True):
    """A role in a unit, which is a code, `centre` or `ministry`."""

    role: str
    unit: str


def escalated(to: str, unit: str, units: RegisterOfUnits, on: date) -> Owner:
    """Who takes over what `unit` left waiting; stays in the unit where nobody above has the role.

    `to` is a role or LEVEL_ABOVE.
    """
    if to == LEVEL_ABOVE:
        above = next(_above(unit, units, on), "ministry")
        return Owner(_ANSWERS_FOR_ENTRIES[level_of(above)], above)
    return Owner(to, unit_of_role(to, unit, units, on) or unit)


def unit_of_role(role: str, unit: str, units: RegisterOfUnits, on: date) -> str | None:
    """The lowest unit, beginning with `unit` itself and going up, at which the role exists."""
    levels = ROLES.get(role, frozenset())
    at_or_above = (unit, *_above(unit, units, on))
    return next((one for one in at_or_above if levels & levels_of(one, units, on)), None)


def _above(unit: str, units: RegisterOfUnits, on: date) -> Iterator[str]:
    for one in (units.district_of(unit, on), units.province_over(unit, on)):
        if one is not None and one != unit:
            yield one
    if level_of(unit) not in ("centre", "ministry"):
        yield "centre"
    if unit != "ministry":
        yield "ministry"
