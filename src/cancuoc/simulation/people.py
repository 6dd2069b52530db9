"""Invented people who are old enough for a card, always the same for the same words."""

from datetime import date
from itertools import count
from random import Random
from typing import NamedTuple

from cancuoc.dc01_person import Row, declaration
from cancuoc.dc01_population import YearOnly
from cancuoc.dc01_sample import home_in
from domain.values.partial_date import PartialDate, age_on

YOUNGEST = 14
"""Article 19 of Law 59/2014; on the day of the declaration, so that nobody is too young later."""


class Where(NamedTuple):
    """A province, or only the first so many of its districts (0: all)."""

    province: str
    districts: int


def person(words: str, number: int, where: Where, on: date, year_only: YearOnly) -> Row:
    """The body that declares somebody who lives there and may ask for a card on that day.

    `number` keeps test PINs apart, as in the sample; all else follows from the other arguments.
    """
    for attempt in count():
        random = Random(f"{words}/{attempt}")  # noqa: S311 - invented people
        home = home_in(random, where.province, on, where.districts)
        row = declaration(random, home, on, number, year_only)
        if age_on(PartialDate(row["birth"]), on) >= YOUNGEST:
            return row
    raise AssertionError("count never ends")
