"""The zone that sets the time limits of a place (59/2014 Art. 25): urban, mountain or other."""

from datetime import date

from domain.refusals import RuleBroken
from domain.units import RegisterOfUnits


def sla_zone(units: RegisterOfUnits, code: str, on: date) -> str:
    """The zone of a district on a day, or of the district in which a commune lies.

    Raises RuleBroken `unit-unknown` (code, day) or, for a unit of which no zone is known, as for
    every province, `zone-unknown` (code, day).
    """
    if units.find(code, on) is None:
        raise RuleBroken("unit-unknown", code=code, day=on)
    district = units.find(units.district_of(code, on) or code, on)
    if district is None or district.zone is None:
        raise RuleBroken("zone-unknown", code=code, day=on)
    return district.zone
