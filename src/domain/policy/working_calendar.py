"""Working days: Monday to Friday, not a public holiday."""

from datetime import date, datetime, timedelta

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import Holidays

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def working_calendar(policy: Policy, on: date, *, known: datetime | None = None) -> bool:
    """Whether offices work on the day. Beyond the known calendars: RuleBroken `rule-unknown`."""
    holidays = read(policy.at(on, known), "calendar.holidays", Holidays).days
    return on.weekday() < SATURDAY and on not in holidays


def working_days_after(
    policy: Policy, start_day: date, n: int, *, known: datetime | None = None
) -> date:
    """The n-th working day after `start_day`, which is day 0, itself a working day or not."""
    day = start_day
    while n > 0:
        day += ONE_DAY
        n -= working_calendar(policy, day, known=known)
    return day
