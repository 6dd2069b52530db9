"""A date is kept as far as it is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadValue
from domain.values.partial_date import PartialDate, age_on, birthday, compatible

DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2399, 12, 31))
PARTIAL = DAYS.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day}"]))


def partial(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1950", date(1950, 1, 1), date(1950, 12, 31)),
        ("1950-03", date(1950, 3, 1), date(1950, 3, 31)),
        ("1950-03-07", date(1950, 3, 7), date(1950, 3, 7)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("1800", date(1800, 1, 1), date(1800, 12, 31)),
        ("2399-12", date(2399, 12, 1), date(2399, 12, 31)),
    ],
)
def test_a_partial_date_stands_for_an_interval(text: str, earliest: date, latest: date) -> None:
    assert (partial(text).earliest(), partial(text).latest()) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date-malformed"),
        ("50", "date-malformed"),
        ("1950-3", "date-malformed"),
        ("1950-03-7", "date-malformed"),
        ("1950-03-07T00:00:00", "date-malformed"),
        ("1950-", "date-malformed"),
        ("1950/03/07", "date-malformed"),
        ("07-03-1950", "date-malformed"),
        ("19500307", "date-malformed"),
        ("1950-W10", "date-malformed"),
        (" 1950", "date-malformed"),
        ("1950\n", "date-malformed"),
        ("1950-03\x00", "date-malformed"),
        ("+1950", "date-malformed"),
        ("-950", "date-malformed"),
        ("\u0661\u0669\u0665\u0660", "date-malformed"),
        ("\uff11\uff19\uff15\uff10", "date-malformed"),
        ("1799", "date-year-out-of-range"),
        ("2400-01-01", "date-year-out-of-range"),
        ("0000", "date-year-out-of-range"),
        ("1950-00", "date-not-in-calendar"),
        ("1950-13", "date-not-in-calendar"),
        ("1950-02-30", "date-not-in-calendar"),
        ("1950-03-00", "date-not-in-calendar"),
        ("1900-02-29", "date-not-in-calendar"),
        ("2021-02-29", "date-not-in-calendar"),
    ],
)
def test_what_is_no_day_month_or_year_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        partial(text)
    assert refused.value.code == code


def test_a_date_knows_how_far_it_is_known() -> None:
    known = [
        (p.year, p.has_month, p.has_day) for p in map(partial, ("1950", "1950-03", "1950-03-07"))
    ]
    assert known == [(1950, False, False), (1950, True, False), (1950, True, True)]


def test_a_year_and_its_first_day_are_different_facts_but_compatible() -> None:
    assert partial("1950") != partial("1950-01-01")
    assert compatible(partial("1950"), partial("1950-01-01"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1950-03", "1950-03-31", True),
        ("1950", "1950-12", True),
        ("1950-03", "1950-04-01", False),
        ("1950", "1951", False),
        ("1950-03-07", "1950-03-08", False),
    ],
)
def test_dates_are_compatible_if_they_may_be_the_same_day(
    one: str, other: str, expected: bool
) -> None:
    assert compatible(partial(one), partial(other)) is expected
    assert compatible(partial(other), partial(one)) is expected


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2007-03-01", date(2021, 2, 28), 13),
        ("2007-03-01", date(2021, 3, 1), 14),
        ("2000-02-29", date(2023, 2, 27), 22),
        ("2000-02-29", date(2023, 2, 28), 23),
        ("2000-02-29", date(2024, 2, 28), 23),
        ("2000-02-29", date(2024, 2, 29), 24),
        ("2007-03", date(2021, 3, 30), 13),
        ("2007-03", date(2021, 3, 31), 14),
        ("1950", date(2021, 12, 30), 70),
        ("1950", date(2021, 12, 31), 71),
        ("2021-03-01", date(2021, 3, 1), 0),
        ("2021-03-01", date(2021, 2, 28), -1),
    ],
)
def test_age_is_reckoned_from_the_latest_day_of_birth(birth: str, day: date, age: int) -> None:
    assert age_on(partial(birth), day) == age


@pytest.mark.parametrize(
    ("birth", "age", "day"),
    [
        (date(2000, 2, 29), 25, date(2025, 2, 28)),
        (date(2000, 2, 29), 40, date(2040, 2, 29)),
        (date(2000, 2, 28), 25, date(2025, 2, 28)),
        (date(1990, 1, 2), 40, date(2030, 1, 2)),
    ],
)
def test_the_29th_of_february_is_kept_on_the_28th_in_a_common_year(
    birth: date, age: int, day: date
) -> None:
    assert birthday(birth, age) == day


@given(PARTIAL)
def test_every_date_of_the_calendar_is_kept_literally(text: str) -> None:
    parsed = partial(text)
    assert parsed.text == text
    assert parsed.earliest() <= parsed.latest()
    assert compatible(parsed, parsed)


@given(DAYS, st.integers(min_value=0, max_value=120))
def test_an_age_begins_on_the_birthday_and_not_the_day_before(birth: date, age: int) -> None:
    born = partial(birth.isoformat())
    reached = birthday(birth, age)
    assert age_on(born, reached) == age
    assert age_on(born, reached - timedelta(days=1)) == age - 1
