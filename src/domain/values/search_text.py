"""What an officer typed into the one box of the search: words of a name, birth dates, numbers."""

import re

import msgspec

from domain.refusals import BadValue
from domain.values.name_match import AskedWord, asked_words
from domain.values.partial_date import PartialDate

FEWEST_LETTERS = 2

_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
_ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})([/.-]))?([0-9]{1,2})[/.-]([0-9]{4})")
_DIGITS = re.compile(r"[0-9]+")


class SearchText(msgspec.Struct, frozen=True):
    """Each part must hold; `numbers` may be PINs or numbers of earlier documents."""

    words: tuple[AskedWord, ...]
    births: tuple[PartialDate, ...]
    numbers: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "SearchText":
        """BadValue for a date that is none, a number of no kind, and less than two letters alone.

        Dates may be written as 1990, 1990-01, 1990-01-02, 02/01/1990 or 01/1990.
        """
        if "\x00" in text:
            raise BadValue("text-has-nul")
        numbers, births, rest = _sorted(text.split())
        words = asked_words(" ".join(rest))
        letters = sum(len(word.folded) for word in words)
        if letters < FEWEST_LETTERS and (words or not (numbers or births)):
            raise BadValue("search-too-short")
        dates = tuple(PartialDate.parse(birth) for birth in dict.fromkeys(births))
        return cls(words, dates, tuple(dict.fromkeys(numbers)))


def _sorted(typed: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Numbers, dates and what is left."""
    numbers: list[str] = []
    births: list[str] = []
    rest: list[str] = []
    for one in typed:
        if _NUMBER.fullmatch(one):
            numbers.append(one)
        elif date := _date(one):
            births.append(date)
        elif _DIGITS.fullmatch(one):
            raise BadValue("search-number-of-no-kind", digits=len(one))
        else:
            rest.append(one)
    return numbers, births, rest


def _date(typed: str) -> str | None:
    """As YYYY, YYYY-MM or YYYY-MM-DD; None for what has not the form of a date."""
    if _ISO_DATE.fullmatch(typed):
        return typed
    parts = _DAY_FIRST.fullmatch(typed)
    if parts is None:
        return None
    day, _, month, year = parts.groups()
    return f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
