"""Who holds a data-quality case: the first holder of domain §4, and one level down from there."""

from collections.abc import Iterator
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

    A commune is that of permanent residence, otherwise the one that collected the entry; with
    neither left the case goes to the next unit above that there is.
    """
    if check.holder in _AT_THE_CENTRE:
        return None
    on, units = context.today, context.units
    home = permanent_unit(citizen.entry, on)
    near = home[0] if home else citizen.collecting_unit
    if check.holder == "intake-unit":
        near = intake_unit or citizen.collecting_unit
    unit = next(_from(near, units, on, upward=check.holder == "district"), None)
    return None if unit is None else Owner(ROLE_AT[level_of(unit)], unit)


def directly_below(unit: str, above: str, units: RegisterOfUnits, on: date) -> bool:
    """Whether `unit` lies one level below `above` on the day.

    Below the centre are the provinces; since 1 July 2025 communes lie directly below provinces.
    """
    return any(one.code == unit for one in units.children(above, on))


def _from(near: str, units: RegisterOfUnits, on: date, *, upward: bool) -> Iterator[str]:
    """The unit and those above it, the lowest first; of one that ended, its heir's province."""
    district, province = units.district_of(near, on), units.province_of(near, on)
    if not upward and units.find(near, on):
        yield near
    if district:
        yield district
    if province:
        yield province
    provinces = units.children("centre", on)
    yield from (one.code for one in provinces if units.within(near, one.code, on))
