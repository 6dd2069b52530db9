"""When a wait is due whose deadline no instrument sets (domain §1.14, rules `house.*`)."""

from datetime import datetime, time, timedelta

from domain.context import local_day
from domain.policy.deadline import END_OF_OFFICE, at_office_time
from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import HouseDeadline
from domain.policy.working_calendar import working_days_after

END_OF_DAY = time(23, 59, 59)


def house_deadline(
    policy: Policy, wait: str, since: datetime, *, known: datetime | None = None
) -> datetime:
    """The instant at which the wait, for example `citizen.captured`, begun at `since`, is due.

    Working days are counted as in `deadline`; "same day" (0) lasts until the day ends, since a case
    may come in after office hours. Raises RuleBroken `rule-unknown` for a wait without a rule.
    """
    rule = house_rule(policy, wait, since, known=known)
    if rule.unit != "working-days":
        return since + timedelta(**{rule.unit: rule.amount})
    began_on = local_day(since)
    if rule.amount == 0:
        return at_office_time(began_on, END_OF_DAY)
    last_day = working_days_after(policy, began_on, rule.amount, known=known)
    return at_office_time(last_day, END_OF_OFFICE)


def house_rule(
    policy: Policy, wait: str, since: datetime, *, known: datetime | None = None
) -> HouseDeadline:
    """The deadline with its owner and the one to whom a missed case goes."""
    return read(policy.at(local_day(since), known), f"house.{wait}", HouseDeadline)
