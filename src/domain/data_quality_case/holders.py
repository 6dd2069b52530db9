"""Who holds a data-quality case: the first holder of domain §4, and one level down from there.

Since 1 July 2025 a province does the work of its former districts and communes as well; there the
roles of the lower levels hold cases in the province itself.
"""

from datetime import date

from domain.authority import level_of
from domain.citizen.entry import permanent_unit
from domain.citizen.person import Citizen
from domain.context import Context
from domain.data_quality_case.checks import Check
from domain.escalation import Owner
from domain.units import RegisterOfUnits

ROLE_AT = {
    "province": "province-checker",
    "district": "data-officer",
    "commune": "area-officer",
}
"""Who holds a case in a unit of this level."""

_AT_THE_CENTRE = ("centre", "adjudication", "registry")


def first_holder(
    check: Check, citizen: Citizen, intake_unit: str | None, context: Context
) -> Owner | None:
    """To whom the case goes at once; None for what the centre looks at first.

    A commune is that of permanent residence, otherwise the unit that collected the entry.
    """
    if check.holder in _AT_THE_CENTRE:
        return None
    on, units = context.today, context.units
    near = _near(check, citizen, intake_unit, on)
    level = "district" if check.holder == "district" else level_of(near)
    unit = _seat(near, level, units, on)
    if unit is None:
        return None
    does = level if level in units.levels(unit, on) else level_of(unit)
    return Owner(ROLE_AT[does], unit)


def is_below(unit: str, above: str, units: RegisterOfUnits, on: date) -> bool:
    """Whether `unit` lies one level below `above` on the day; below the centre are provinces."""
    return any(one.code == unit for one in units.children(above, on))


def may_hold(role: str, unit: str, above: str, units: RegisterOfUnits, on: date) -> bool:
    """Whether this role in the unit holds cases that are handed down from `above`."""
    levels = {level_of(unit)} if unit != above else units.levels(unit, on) - {level_of(unit)}
    return role in {ROLE_AT.get(level) for level in levels}


def _near(check: Check, citizen: Citizen, intake_unit: str | None, on: date) -> str:
    if check.holder == "intake-unit":
        return intake_unit or citizen.collecting_unit
    home = permanent_unit(citizen.entry, on)
    return home[0] if home else citizen.collecting_unit


def _seat(near: str, level: str, units: RegisterOfUnits, on: date) -> str | None:
    """The unit that does this work on the day; of one that ended, its heir."""
    heir = min(units.heirs(near, on), default=None)
    if heir is None or level != "district":
        return heir
    return units.district_of(heir, on) or units.province_of(heir, on)
