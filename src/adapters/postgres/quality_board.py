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
from adapters.postgres.quality_sums import CASES, COUNTS, LAGS, OPEN, Asked, text_of
from adapters.postgres.view_tables import Slot, table_in
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.quality.card_holding import OF_HOLDERS
from domain.quality.checks_of_entries import OF_ENTRIES
from projections.quality_counts import COMPARED_CHECKS, PEOPLE, evaluated, failed
from projections.small_groups import suppressed

__all__ = ["Asked", "CheckFigures", "Freshness", "QualityBoard", "QualityFigures"]

OF_PAIRS = frozenset({"DQ-06", "DQ-07", "DQ-08", "DQ-23", "DQ-26"})
"""Asked of two persons at once: their cases are counted, not the entries."""


class CheckFigures(msgspec.Struct, frozen=True):
    """Of one check in the whole unit, on the last day asked for.

    `source` says what the figures rest on: `entries` were evaluated one by one; `cases` are counted
    of what concerns two persons, or a person and a card; `not-evaluated`: no entry of this unit was
    ever put to the check, which is not a pass; `not-counted`: a statistic of persons beside their
    cards (DQ-17), of which no row is kept and no case is opened, as it would take a look at
    everybody for each answer: `cancuoc check-quality` takes it. `failing` is null for these and
    `cases`, and where it would tell of too few persons. `open_cases` are those of now.
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
        texts = [text_of(one, asked) for one in (COUNTS, LAGS, CASES)]
        clean = {"clean": list(OF_CLEANNESS)}
        counts, lags, cases = await self._reader.asked(*texts, **values, **clean)
        whole = replace(asked, below=False)
        totals, open_ = await self._reader.asked(
            *(text_of(one, whole) for one in (COUNTS, OPEN)), **values
        )
        lines = _lines(sums_of(counts, lags, cases), asked)
        checks = _checks(totals, open_, min_group)
        return QualityFigures(_without_small(lines, min_group), checks, freshness)


def _nothing(slot: Slot) -> Select[Any]:
    counts = table_in(slot, "quality_counts")
    return select(func.max(counts.c.day).label("day"))


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
    if check in OF_PAIRS or check in OF_HOLDERS.keys() - OF_ENTRIES.keys():
        source = "cases" if QUALITY_CHECKS[check].opens_cases else "not-counted"
        return source, None, None
    put_to = check in COMPARED_CHECKS or check == "DQ-32"
    whole = total[evaluated(check)] if put_to else total[PEOPLE]
    if not whole:
        return "not-evaluated", None, None
    return "entries", whole, total[failed(check)]
