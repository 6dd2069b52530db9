"""Invented people who are old enough for a card, always the same for the same words."""

from datetime import date
from itertools import count
from random import Random

from cancuoc.dc01_person import Row, YearOnly, declaration
from cancuoc.dc01_sample import home_in
from domain.values.partial_date import PartialDate, age_on

YOUNGEST = 14
"""Article 19 of Law 59/2014; on the day of the declaration, so that nobody is too young later."""


def person(words: str, province: str, on: date, districts: int, year_only: YearOnly) -> Row:
    """The body that declares somebody of the province who may ask for a card on that day."""
    number = int.from_bytes(words.encode()[-8:]) % 1_000_003
    for attempt in count():
        random = Random(f"{words}/{attempt}")  # noqa: S311 - invented people
        home = home_in(random, province, on, districts)
        row = declaration(random, home, on, number, year_only)
        if age_on(PartialDate(row["birth"]), on) >= YOUNGEST:
            return row
    raise AssertionError("count never ends")
