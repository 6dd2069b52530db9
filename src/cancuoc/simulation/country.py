"""How many of the cases live in each of the 63 provinces (domain §7)."""

from adapters.reference.load_units import load_provinces
from domain.policy.apportion import apportion

ELIGIBLE_PERCENT = 77
"""Of a hundred people, those of 14 years and more."""

OVERRIDES = {"01": 6_000_000, "77": 950_700}
"""What Hà Nội and Bà Rịa - Vũng Tàu have of the national target instead of their share."""

NATIONAL_TARGET = 50_000_000


def targets() -> dict[str, int]:
    """Cards of each province by 1 July 2021: Hamilton over the census, then the overrides."""
    census = {province.code: province.population for province in load_provinces()}
    return apportion(NATIONAL_TARGET, census) | OVERRIDES


def shares(cases: int) -> dict[str, int]:
    """How many of `cases` fall to each province; they sum to `cases` exactly."""
    return apportion(cases, targets())


def eligible() -> int:
    """People of the census who may have a card."""
    return sum(one.population for one in load_provinces()) * ELIGIBLE_PERCENT // 100
