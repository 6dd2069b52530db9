"""How many entries pass, by unit and day: what each event adds to the figures of its day.

The figure of a day is the sum of all that was added up to that day. What time will change by
itself (a residence that ends on a known day) is added to that later day at once, and taken back
when another event comes first: nobody has to count all entries again each morning.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from domain.quality.verdict import Span, Verdict
from domain.units import RegisterOfUnits
from projections.projection import Add, Change
from projections.quality_rows import COUNTS, LAGS
from projections.residence import within

PEOPLE, SUFFICIENT = "people", "sufficient"
COMPARED_CHECKS = ("DQ-09", "DQ-10", "DQ-11", "DQ-12", "DQ-29", "DQ-36")
"""Checks that few entries were ever put to: their pass rate is among those."""

ONE_DAY = timedelta(days=1)
HORIZON = timedelta(days=3653)
"""How far ahead rows are written for what time brings: ten years."""

Place = tuple[str, str, str, str]
"""The unit that took the entry in, and its province, district and commune ("" where none)."""


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """`amount` more (or fewer) of a measure from a day on."""

    day: date
    place: Place
    measure: str
    amount: int


def failed(check: str) -> str:
    return f"{check}:failed"


def evaluated(check: str) -> str:
    return f"{check}:evaluated"


def place_of(units: RegisterOfUnits, unit: str, day: date) -> Place:
    above = within(units, "unit", unit, day)
    province, district, commune = (
        above[f"unit_{level}"] or "" for level in ("province", "district", "commune")
    )
    return unit, province, district, commune


def is_near(span: Span, today: date) -> bool:
    """Whether rows are written for it: what begins later is asked of the day itself."""
    return span.first <= today + HORIZON


def measures(verdicts: Mapping[str, Verdict], place: Place, today: date) -> tuple[Counted, ...]:
    """What one entry counts for from today on, as far as is known today."""
    steps = [Counted(today, place, PEOPLE, 1), *_sufficient(verdicts, place, today)]
    for check, verdict in verdicts.items():
        if verdict.evaluated and check in COMPARED_CHECKS:
            steps.append(Counted(today, place, evaluated(check), 1))
        steps.extend(_failing(verdict, place, failed(check), today))
    return tuple(steps)


def recounted(
    former: tuple[Counted, ...], now: tuple[Counted, ...], today: date
) -> tuple[tuple[Counted, ...], list[Change]]:
    """All that was ever added for an entry, after an event of today; and the changes of rows."""
    past = tuple(one for one in former if one.day <= today)
    delta = _summed(now, 1)
    delta.subtract(_summed((one for one in former if one.day > today), 1))
    for one in past:
        delta[today, one.place, one.measure] -= one.amount
    moved = tuple(Counted(*key, amount) for key, amount in delta.items() if amount)
    kept = (*past, *(one for one in moved if one.day <= today), *_later(now, today))
    return kept, [_added(one, one.amount) for one in moved]


def uncounted(former: tuple[Counted, ...]) -> list[Change]:
    """As if the entry had never been: what a rebuild without its sealed parts would count."""
    return [_added(one, -one.amount) for one in former]


def lagged(place: Place, recorded: date, registered: date, late: bool | None) -> Iterator[Change]:
    """A civil fact: the days between its registration and its record, and DQ-32."""
    lag = max((recorded - registered).days, 0)
    yield Add(LAGS, (recorded, *place, lag), {"count": 1})
    for measure, holds in ((evaluated("DQ-32"), late is not None), (failed("DQ-32"), bool(late))):
        if holds:
            yield _added(Counted(recorded, place, measure, 1), 1)


def _added(one: Counted, amount: int) -> Add:
    return Add(COUNTS, (one.day, *one.place, one.measure), {"count": amount})


def _later(now: tuple[Counted, ...], today: date) -> Iterator[Counted]:
    return (one for one in now if one.day > today)


def _summed(
    steps: Iterator[Counted] | tuple[Counted, ...], sign: int
) -> Counter[tuple[date, Place, str]]:
    sums: Counter[tuple[date, Place, str]] = Counter()
    for one in steps:
        sums[one.day, one.place, one.measure] += sign * one.amount
    return sums


def _failing(verdict: Verdict, place: Place, measure: str, today: date) -> Iterator[Counted]:
    for span in verdict.spans:
        if span.last < today or not is_near(span, today):
            continue
        yield Counted(max(span.first, today), place, measure, 1)
        if span.last < date.max:
            yield Counted(span.last + ONE_DAY, place, measure, -1)


def _sufficient(verdicts: Mapping[str, Verdict], place: Place, today: date) -> Iterator[Counted]:
    """DQ-13 and DQ-15 passed: on all days but those on which the residence lacks."""
    complete, resident = verdicts["DQ-13"], verdicts["DQ-15"]
    if complete.spans or not complete.evaluated:
        return
    yield Counted(today, place, SUFFICIENT, 1)
    for one in _failing(resident, place, SUFFICIENT, today):
        yield Counted(one.day, one.place, one.measure, -one.amount)
