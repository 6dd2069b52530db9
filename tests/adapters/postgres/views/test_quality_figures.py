"""The four indicators out of sums: shares, rates, medians, and what a small group hides."""

from collections import Counter
from datetime import date

import pytest

from adapters.postgres.quality_board import _without_small
from adapters.postgres.quality_figures import Indicators, by_day, median, sums_of, whole_period

FIRST, LAST = date(2021, 3, 1), date(2021, 3, 3)
COUNTS = [
    ("01", None, "people", 90),
    ("01", None, "sufficient", 80),
    ("01", None, "DQ-10:evaluated", 40),
    ("01", None, "DQ-10:failed", 10),
    ("01", date(2021, 3, 2), "people", 10),
    ("01", date(2021, 3, 2), "sufficient", 10),
    ("01", date(2021, 3, 3), "DQ-09:evaluated", 10),
    ("01", date(2021, 3, 3), "sufficient", -5),
]
LAGS = [("01", date(2021, 3, 1), 2, 3), ("01", date(2021, 3, 3), 9, 1)]
CASES = [
    ("01", date(2021, 1, 1), None, 1),
    ("01", date(2021, 3, 1), date(2021, 3, 3), 1),
    ("01", date(2021, 3, 3), None, 1),
]
SUMS = sums_of(COUNTS, LAGS, CASES)["01"]


def test_the_whole_period_is_as_of_its_last_day() -> None:
    found, measures = whole_period("01", SUMS)

    assert found == Indicators("01", None, 100, 0.8, 0.85, 2000.0, 2.0, 4)
    assert measures["DQ-10:failed"] == 10


def test_each_day_is_the_sum_of_all_before_it() -> None:
    one, two, three = by_day("01", SUMS, FIRST, LAST)

    assert (one.people, one.accurate, one.live) == (90, 0.75, 2.0)
    assert (two.people, two.sufficient, two.facts) == (100, 0.9, 0)
    assert (three.accurate, three.sufficient, three.live) == (0.8, 0.85, 9.0)


def test_a_case_that_ends_on_a_day_is_not_open_at_its_end() -> None:
    clean = [one.clean for one in by_day("01", SUMS, FIRST, LAST)]

    assert clean == [pytest.approx(2 / 90 * 100_000, abs=0.1), 2000.0, 2000.0]


def test_nothing_evaluated_is_no_pass() -> None:
    empty = sums_of([("01", None, "people", 5)], [], [])["01"]
    found, _ = whole_period("01", empty)

    assert (found.accurate, found.sufficient, found.live) == (None, 0.0, None)
    assert whole_period("01", sums_of([], LAGS, [])["01"])[0].clean is None


@pytest.mark.parametrize(
    ("lags", "middle"),
    [({}, None), ({3: 1}, 3), ({1: 1, 4: 1}, 2.5), ({1: 2, 9: 1}, 1), ({0: 50, 7: 51}, 7)],
)
def test_the_median_counts_each_day_as_often_as_it_occurs(
    lags: dict[int, int], middle: float | None
) -> None:
    assert median(Counter(lags)) == middle


def test_a_small_group_is_hidden_and_one_more_line_with_it() -> None:
    def line(unit: str, people: int, facts: int = 20) -> Indicators:
        return Indicators(unit, None, people, 1.0, 1.0, 0.0, 1.0, facts)

    shown = _without_small([line("01", 9), line("02", 30), line("03", 40)], 10)
    few = _without_small([line("01", 30, facts=9)], 10)

    assert [one.people for one in shown] == [None, None, 40]
    assert shown[0].accurate is None
    assert (few[0].people, few[0].live, few[0].facts) == (30, None, None)
