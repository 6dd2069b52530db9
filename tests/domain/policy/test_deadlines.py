"""Working days, deadlines of the law and deadlines of the house."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import VIETNAM_TIME, local_day
from domain.policy.deadline import CardCase, deadline
from domain.policy.house_deadline import house_deadline, house_rule
from domain.policy.rules import Policy, RuleValue
from domain.policy.seeds import SEEDS
from domain.policy.working_calendar import working_calendar, working_days_after
from domain.refusals import RuleBroken

POLICY = Policy(SEEDS)

days = st.dates(date(2016, 1, 1), date(2030, 6, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM_TIME)


@given(days, st.integers(0, 30))
def test_n_working_days_lie_between_a_day_and_the_nth_working_day_after_it(
    start: date, n: int
) -> None:
    last = working_days_after(POLICY, start, n)
    passed = [start + timedelta(days=d) for d in range(1, (last - start).days + 1)]

    assert sum(working_calendar(POLICY, one) for one in passed) == n
    assert n == 0 or working_calendar(POLICY, last)


def test_a_day_beyond_the_known_calendars_is_refused() -> None:
    with pytest.raises(RuleBroken, match="rule-unknown"):
        working_calendar(POLICY, date(2031, 1, 1))


def test_a_holiday_notice_confirmed_later_moves_only_later_deadlines() -> None:
    notice = {"days": ["2025-01-01", "2025-03-03"]}
    known_since = at("2025-02-01")
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    policy = POLICY.confirm(
        RuleValue("calendar.holidays", notice, "notice", first, last, known_since)
    )
    friday = date(2025, 2, 28)

    assert working_days_after(policy, friday, 1) == date(2025, 3, 4)
    assert working_days_after(policy, friday, 1, known=at("2025-01-31")) == date(2025, 3, 3)


def test_the_rule_of_a_deadline_is_that_of_the_local_day_of_receipt() -> None:
    case = CardCase("urban", "exchange")
    last_minute = datetime(2021, 6, 30, 16, 59, tzinfo=UTC)
    first_minute = datetime(2021, 6, 30, 17, 0, tzinfo=UTC)

    assert deadline(POLICY, "delivery", case, last_minute) == at("2021-07-05T17:00")
    assert deadline(POLICY, "delivery", case, first_minute) == at("2021-07-05T17:00")
    assert deadline(POLICY, "centre", case, last_minute) == at("2021-07-02T17:00")
    assert deadline(POLICY, "centre", case, first_minute) == at("2021-07-06T17:00")


def test_a_reissue_of_own_intake_has_the_limit_of_own_intake() -> None:
    case = CardCase("urban", "reissue", own_intake=True)

    assert deadline(POLICY, "centre", case, at("2021-03-01T10:00")) == at("2021-03-05T17:00")


def test_a_stage_before_its_first_rule_has_no_deadline() -> None:
    with pytest.raises(RuleBroken, match="rule-unknown"):
        deadline(POLICY, "centre", CardCase("urban", "exchange"), at("2019-11-30T10:00"))


HOUSE = [
    ("citizen.captured", "2021-02-08T10:00", "2021-02-22T17:00", "commune-chief", "data-officer"),
    ("citizen.verified", "2021-03-05T10:00", "2021-03-09T17:00", "register-approver", "director"),
    (
        "citizen.pin-pending-birth",
        "2021-03-05T18:00",
        "2021-03-05T23:59:59",
        "register-approver",
        "director",
    ),
    ("citizen.returned", "2021-03-01T10:00", "2021-03-15T17:00", "collecting-unit", "level-above"),
    ("citizen.erased", "2021-03-06T23:30", "2021-03-07T00:30", "eraser", "security-officer"),
    (
        "legal-instrument.rule-proposed",
        "2021-03-01T10:00",
        "2021-03-08T17:00",
        "legal-officer",
        "steering-secretary",
    ),
]


@pytest.mark.parametrize(("wait", "since", "due", "owner", "next_owner"), HOUSE)
def test_a_wait_is_due_by_the_rule_of_the_house(
    wait: str, since: str, due: str, owner: str, next_owner: str
) -> None:
    rule = house_rule(POLICY, wait, at(since))

    assert house_deadline(POLICY, wait, at(since)) == at(due)
    assert (rule.owner, rule.escalates_to) == (owner, next_owner)


def test_a_wait_without_a_rule_has_no_deadline() -> None:
    with pytest.raises(RuleBroken, match="rule-unknown"):
        house_deadline(POLICY, "citizen.active", at("2021-03-01T10:00"))


def test_the_local_day_of_an_instant_is_that_of_viet_nam() -> None:
    assert local_day(datetime(2021, 3, 1, 17, 0, tzinfo=UTC)) == date(2021, 3, 2)
