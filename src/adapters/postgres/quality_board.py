"""How good the entries of each unit are, without telling of anybody in a small group."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Select, func, select

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool, Row
from adapters.postgres.quality_figures import (
    OF_CLEANNESS,
    Indicators,
    Sums,
    by_day,
    sums_of,
    whole_period,
)
from adapters.postgres.quality_reader import QualityReader
from adapters.postgres.view_tables import Slot, table_in
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.quality.card_holding import OF_HOLDERS
from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY
from projections.quality_counts import COMPARED_CHECKS, PEOPLE, evaluated, failed
from projections.small_groups import suppressed

__all__ = ["Asked", "CheckFigures", "Freshness", "QualityBoard", "QualityFigures"]

OF_PAIRS = frozenset({"DQ-06", "DQ-07", "DQ-08", "DQ-23", "DQ-26"})
"""Asked of two persons at once: their cases are counted, not the entries."""

_COUNTS = """
SELECT {line}, CASE WHEN c.day >= %(first)s THEN c.day END, c.measure, sum(c.count)
FROM {slot}.quality_counts c WHERE c.day <= %(last)s AND {reached} GROUP BY 1, 2, 3
"""
_LAGS = """
SELECT {line}, c.day, c.lag, sum(c.count) FROM {slot}.quality_lags c
WHERE c.day BETWEEN %(first)s AND %(last)s AND {reached} GROUP BY 1, 2, 3
"""
# A case that is open stands in a row without a last day; an adjudicated duplicate counts as one.
_CASES = """
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
_OPEN = """
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


class CheckFigures(msgspec.Struct, frozen=True):
    """Of one check in the whole unit, on the last day asked for.

    `source` says what the figures rest on: `entries` were evaluated one by one; `cases` are counted
    of what concerns two persons, or a person and a card; `not-evaluated`: no entry of this unit was
    ever put to the check, which is not a pass. `open_cases` are those of now.
    """

    id: str
    dimension: str
    severities: tuple[str, ...]
    version: int
    source: str
    evaluated: int | None
    failing: int | None
    open_cases: int


class QualityFigures(msgspec.Struct, frozen=True):
    lines: tuple[Indicators, ...]
    checks: tuple[CheckFigures, ...]
    freshness: Freshness


class QualityBoard:
    """Reads the live slot of the quality view; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._fresh = FreshView(pool, "quality", now)
        self._reader = QualityReader(pool)

    async def figures(self, asked: Asked, min_group: int) -> QualityFigures:
        """A group of fewer than `min_group` entries is suppressed. Raises StoreUnavailable."""
        _, freshness = await self._fresh.ask(_nothing)
        values = {"first": asked.first, "last": asked.last, "unit": asked.unit}
        texts = [_text(one, asked) for one in (_COUNTS, _LAGS, _CASES)]
        clean = {"clean": list(OF_CLEANNESS)}
        counts, lags, cases = await self._reader.asked(*texts, **values, **clean)
        whole = replace(asked, below=False)
        totals, open_ = await self._reader.asked(
            *(_text(one, whole) for one in (_COUNTS, _OPEN)), **values
        )
        lines = _lines(sums_of(counts, lags, cases), asked)
        checks = _checks(totals, open_, min_group)
        return QualityFigures(_without_small(lines, min_group), checks, freshness)


def _nothing(slot: Slot) -> Select[Any]:
    counts = table_in(slot, "quality_counts")
    return select(func.max(counts.c.day).label("day"))


def _text(text: str, asked: Asked) -> str:
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


def _lines(found: dict[str, Sums], asked: Asked) -> list[Indicators]:
    lines: list[Indicators] = []
    for unit, sums in sorted(found.items()):
        if asked.by_day:
            lines += by_day(unit, sums, asked.first, asked.last)
        else:
            lines.append(whole_period(unit, sums)[0])
    return lines


def _without_small(lines: Sequence[Indicators], min_group: int) -> tuple[Indicators, ...]:
    """Entries of a small group, and of one more line of the day where it followed from the sum."""
    shown = list(lines)
    days: dict[date | None, list[int]] = {}
    for n, one in enumerate(lines):
        days.setdefault(one.day, []).append(n)
    for of_day in days.values():
        hidden = suppressed([lines[n].people or 0 for n in of_day], min_group)
        for n in (of_day[k] for k in hidden):
            shown[n] = Indicators(lines[n].unit, lines[n].day, *(None,) * 6)
    return tuple(_without_few_facts(one, min_group) for one in shown)


def _without_few_facts(one: Indicators, min_group: int) -> Indicators:
    few = one.facts is not None and 0 < one.facts < min_group
    return replace(one, live=None, facts=None) if few else one


def _checks(
    totals: Sequence[Row], open_: Sequence[Row], min_group: int
) -> tuple[CheckFigures, ...]:
    total: Counter[str] = Counter()
    for _, _, measure, count in totals:
        total[measure] += int(count)
    cases = Counter({check: int(count) for check, count in open_})
    return tuple(_check(check, total, cases[check], min_group) for check in QUALITY_CHECKS)


def _check(check: str, total: Counter[str], open_: int, min_group: int) -> CheckFigures:
    known = QUALITY_CHECKS[check]
    source, whole, failing = _source(check, total)
    few = whole is not None and 0 < whole < min_group
    some = failing is not None and 0 < failing < min_group
    return CheckFigures(
        check,
        known.dimension,
        known.severities,
        known.version,
        source,
        None if few else whole,
        None if few or some else failing,
        open_,
    )


def _source(check: str, total: Counter[str]) -> tuple[str, int | None, int | None]:
    if check in OF_PAIRS or check in OF_HOLDERS:
        return "cases", None, None
    put_to = check in COMPARED_CHECKS or check == "DQ-32"
    whole = total[evaluated(check)] if put_to else total[PEOPLE]
    if not whole:
        return "not-evaluated", None, None
    return "entries", whole, total[failed(check)]
