"""When people came: the weekly curve between the figures of the campaign (domain §7)."""

from datetime import date, timedelta
from itertools import pairwise

from domain.policy.apportion import apportion

FIGURES: tuple[tuple[date, int], ...] = (
    (date(2021, 1, 25), 0),
    (date(2021, 2, 26), 900_000),
    (date(2021, 4, 1), 15_000_000),
    (date(2021, 4, 27), 33_900_000),
    (date(2021, 7, 1), 54_000_000),
)
"""Dossiers captured by the morning of a day; the campaign began on the Monday after Circular 06."""

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FIRST_DAY, LAST_DAY = FIGURES[0][0], FIGURES[-1][0]


def captured_by(day: date) -> int:
    """Dossiers captured by the morning of the day, in a straight line between two figures."""
    if day <= FIRST_DAY:
        return 0
    for (since, before), (until, after) in pairwise(FIGURES):
        if day <= until:
            return before + (after - before) * (day - since).days // (until - since).days
    return FIGURES[-1][1]


def weekly(until: date) -> dict[date, int]:
    """Dossiers of each week by its Monday, up to the morning of `until`."""
    weeks = {}
    monday = FIRST_DAY
    while monday < min(until, LAST_DAY):
        end = min(monday + WEEK, until, LAST_DAY)
        weeks[monday] = captured_by(end) - captured_by(monday)
        monday += WEEK
    return weeks


def arrivals(cases: int, until: date) -> dict[date, int]:
    """How many of so many cases come in each week (Hamilton).

    Where the campaign has not begun by the register's clock, all came the day before.
    """
    weeks = {monday.isoformat(): dossiers for monday, dossiers in weekly(until).items()}
    if not sum(weeks.values()):
        return {min(until, FIRST_DAY) - DAY: cases}
    shares = apportion(cases, weeks)
    return {date.fromisoformat(monday): share for monday, share in shares.items()}
