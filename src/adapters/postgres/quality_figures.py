"""The indicators of domain §4 out of sums: đúng, đủ, sạch, sống, for each line and day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated

import msgspec

from adapters.postgres.live_view import Row
from projections.quality_counts import PEOPLE, SUFFICIENT, evaluated, failed

OF_ACCURACY = ("DQ-09", "DQ-10", "DQ-11")
OF_CLEANNESS = ("DQ-05", "DQ-06", "DQ-07", "DQ-08")
PER = 100_000
ONE_DAY = timedelta(days=1)


class Indicators(msgspec.Struct, frozen=True):
    """The four of one unit on one day (null: as of the last day asked for).

    `accurate` and `sufficient` are shares from 0 to 1, `clean` cases per 100,000 entries, `live`
    days (a median). Null where nothing was evaluated, or where it would tell of too few persons.
    `facts` are the civil facts recorded on the day, or on all days asked for.
    """

    unit: str
    day: date | None
    people: int | None
    accurate: float | None
    sufficient: float | None
    clean: Annotated[
        float | None,
        msgspec.Meta(
            description="Open cases of DQ-05 to DQ-08 and adjudicated duplicates, per 100,000"
            " entries: 0 is best"
        ),
    ]
    live: float | None
    facts: int | None


class Sums(msgspec.Struct):
    """What the view has counted for one line: by day, None for all days before the first."""

    measures: dict[date | None, Counter[str]] = {}
    lags: dict[date, Counter[int]] = {}
    cases: Counter[tuple[date, date | None]] = Counter()


def sums_of(counts: Iterable[Row], lags: Iterable[Row], cases: Iterable[Row]) -> dict[str, Sums]:
    lines: dict[str, Sums] = {}
    for line, day, measure, count in counts:
        found = lines.setdefault(line, Sums({}, {}, Counter()))
        found.measures.setdefault(day, Counter())[measure] += int(count)
    for line, day, lag, count in lags:
        found = lines.setdefault(line, Sums({}, {}, Counter()))
        found.lags.setdefault(day, Counter())[lag] += int(count)
    for line, first, last, count in cases:
        lines.setdefault(line, Sums({}, {}, Counter())).cases[first, last] += int(count)
    return lines


def whole_period(unit: str, sums: Sums) -> tuple[Indicators, Counter[str]]:
    """As of the last day; facts are those of all days. Beside it every measure of that day."""
    total: Counter[str] = Counter()
    for measures in sums.measures.values():
        total.update(measures)
    lags: Counter[int] = Counter()
    for some in sums.lags.values():
        lags.update(some)
    return _indicators(unit, None, total, _open_at_last(sums), lags), total


def by_day(unit: str, sums: Sums, first: date, last: date) -> Iterator[Indicators]:
    total = Counter(sums.measures.get(None, Counter()))
    day = first
    while day <= last:
        total.update(sums.measures.get(day, Counter()))
        yield _indicators(unit, day, total, _open_on(sums, day), sums.lags.get(day, Counter()))
        day += ONE_DAY


def median(lags: Mapping[int, int]) -> float | None:
    """The middle of the days, each counted as often as it occurs; between two, their mean."""
    facts = sum(lags.values())
    if not facts:
        return None
    low, high = (facts - 1) // 2, facts // 2
    found: list[int] = []
    passed = 0
    for days in sorted(lags):
        passed += lags[days]
        while len(found) < 2 and passed > (low, high)[len(found)]:
            found.append(days)
    return sum(found) / 2


def _indicators(
    unit: str, day: date | None, total: Counter[str], open_: int, lags: Mapping[int, int]
) -> Indicators:
    people = total[PEOPLE]
    compared = sum(total[evaluated(check)] for check in OF_ACCURACY)
    wrong = sum(total[failed(check)] for check in OF_ACCURACY)
    return Indicators(
        unit,
        day,
        people,
        _share(compared - wrong, compared),
        _share(total[SUFFICIENT], people),
        round(PER * open_ / people, 1) if people else None,
        median(lags),
        sum(lags.values()),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _open_on(sums: Sums, day: date) -> int:
    """A case ended on a day is not open at its end."""
    return sum(
        count
        for (first, last), count in sums.cases.items()
        if first <= day and (last is None or last > day)
    )


def _open_at_last(sums: Sums) -> int:
    return sum(count for (_, last), count in sums.cases.items() if last is None)
