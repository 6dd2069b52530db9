"""A date as far as it is known: a year, a month or a day, never completed with 01-01."""

import re
from calendar import isleap, monthrange
from datetime import date

import msgspec

from domain.refusals import BadValue

FIRST_YEAR = 1800
LAST_YEAR = 2399

_SHAPE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


class PartialDate(msgspec.Struct, frozen=True):
    """The literal `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, standing for [earliest(), latest()].

    Equality is literal: `1950` and `1950-01-01` are different facts. Only `parse` judges the text,
    so a value once recorded stays readable if the rule is ever tightened.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Raise BadValue unless the text is a day, month or year of the calendar, 1800 to 2399."""
        if not _SHAPE.fullmatch(text):
            raise BadValue("date-malformed")
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            raise BadValue("date-year-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
        try:
            date.fromisoformat(text + "0000-01-01"[len(text) :])
        except ValueError as no_such_day:
            raise BadValue("date-not-in-calendar") from no_such_day
        return cls(text)

    @property
    def year(self) -> int:
        return int(self.text[:4])

    @property
    def has_month(self) -> bool:
        return len(self.text) >= len("YYYY-MM")

    @property
    def has_day(self) -> bool:
        return len(self.text) == len("YYYY-MM-DD")

    def earliest(self) -> date:
        return date.fromisoformat(self.text + "0000-01-01"[len(self.text) :])

    def latest(self) -> date:
        if self.has_day:
            return date.fromisoformat(self.text)
        month = int(self.text[5:7]) if self.has_month else 12
        return date(self.year, month, monthrange(self.year, month)[1])


def compatible(one: PartialDate, other: PartialDate) -> bool:
    """Whether both may speak of the same day: their intervals overlap."""
    return one.earliest() <= other.latest() and other.earliest() <= one.latest()


def birthday(birth: date, age: int) -> date:
    """The day on which that age is reached; of 29 February, 28 February in a common year."""
    year = birth.year + age
    if (birth.month, birth.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return birth.replace(year=year)


def age_on(birth: PartialDate, day: date) -> int:
    """Full years on a day, reckoned from the latest day of birth; negative before the birth."""
    born = birth.latest()
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1
