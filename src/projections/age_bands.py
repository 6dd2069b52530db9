"""The groups of age in which persons are counted: five years each, and one for all the old."""

from datetime import date
from functools import lru_cache

from domain.values.partial_date import PartialDate, age_on

BAND_YEARS = 5
LAST_BAND = 80


@lru_cache(maxsize=50_000)
def age_band(birth: str, day: date) -> str:
    """`25-29` on the day, `80+` for the last; empty where no age can be told."""
    try:
        age = age_on(PartialDate(birth), day)
    except ValueError:
        return ""
    if age < 0:
        return ""
    first = min(age // BAND_YEARS * BAND_YEARS, LAST_BAND)
    return f"{first}+" if first == LAST_BAND else f"{first}-{first + BAND_YEARS - 1}"
