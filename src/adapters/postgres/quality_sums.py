"""Statements over the figures of the quality view, for the lines that an officer asks for."""

from datetime import date

import msgspec

from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY

COUNTS = """
SELECT {line}, CASE WHEN c.day >= %(first)s THEN c.day END, c.measure, sum(c.count)
FROM {slot}.quality_counts c WHERE c.day <= %(last)s AND {reached} GROUP BY 1, 2, 3
"""
LAGS = """
SELECT {line}, c.day, c.lag, sum(c.count) FROM {slot}.quality_lags c
WHERE c.day BETWEEN %(first)s AND %(last)s AND {reached} GROUP BY 1, 2, 3
"""
# A case that is open stands in a row without a last day; an adjudicated duplicate counts as one.
CASES = """
SELECT line, first, CASE WHEN last <= %(last)s THEN last END, count(*) FROM (
  SELECT {line} AS line, d.from_day AS first, d.to_day AS last
  FROM {slot}.quality_case_days d
  JOIN {slot}.quality_cases k ON k.citizen_id = d.citizen_id AND k.case_id = d.case_id
  JOIN {people} c ON c.citizen_id = d.citizen_id
  WHERE k.check_id = ANY(%(clean)s) AND {reached}
  UNION ALL
  SELECT {line}, a.duplicate_on, NULL
  FROM {slot}.quality_applications a
  JOIN {slot}.quality_others o ON o.stream = a.application_id
  JOIN {slot}.quality_people p ON p.citizen_id = o.other_citizen_id
  JOIN {people} c ON c.citizen_id = a.citizen_id
  WHERE a.duplicate_on IS NOT NULL AND {reached}
) open WHERE first <= %(last)s GROUP BY 1, 2, 3
"""
OPEN = """
SELECT k.check_id, count(*) FROM {slot}.quality_cases k
JOIN {people} c ON c.citizen_id = k.citizen_id
WHERE k.status = 'open' AND {reached} GROUP BY 1
"""
_PEOPLE = """
(SELECT citizen_id, unit, unit_province AS province, unit_district AS district,
        unit_commune AS commune FROM {slot}.quality_people)
"""
_BELOW = {"province": "district", "district": "commune"}


class Asked(msgspec.Struct, frozen=True):
    """Figures of a unit (a code, `centre` or `ministry`), both days included.

    `below` gives a line for each unit directly below instead of one for all of it.
    """

    unit: str
    first: date
    last: date
    below: bool = False
    by_day: bool = False


def text_of(text: str, asked: Asked) -> str:
    """Column names out of this table; whatever an officer sent is a value."""
    text = text.replace("{people}", _PEOPLE).replace("{line}", _line(asked))
    return text.replace("{reached}", _reached(asked.unit))


def _line(asked: Asked) -> str:
    if not asked.below:
        return "%(unit)s::text"
    level = "province" if asked.unit in WHOLE_COUNTRY else _BELOW.get(_level(asked.unit), "unit")
    return f"coalesce(c.{level}, '')"


def _reached(unit: str) -> str:
    if unit in WHOLE_COUNTRY:
        return "true"
    level = _level(unit)
    return f"c.{level} = %(unit)s" if level else "false"


def _level(unit: str) -> str:
    return LEVEL_BY_DIGITS.get(len(unit), "")
