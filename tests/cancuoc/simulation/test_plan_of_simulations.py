"""The plan of a simulation: who comes when and where follows from its seed and nothing else."""

from collections import Counter
from datetime import date, timedelta
from statistics import mean

import pytest

from adapters.reference.load_units import load_provinces, load_register
from cancuoc.simulation.country import OVERRIDES, eligible, shares, targets
from cancuoc.simulation.curve import FIRST_DAY, arrivals, captured_by, weekly
from cancuoc.simulation.entry import home_of
from cancuoc.simulation.fates import STAGES, showcase
from cancuoc.simulation.plan import DECLARED_BEFORE, Plan, Wish
from cancuoc.simulation.rates import Rates
from domain.card_application.waits import _WAITS, RESTING
from domain.context import local_day
from domain.values.partial_date import PartialDate, age_on

MAY = date(2021, 5, 3)


def plan(cases: int = 200, seed: int = 1, until: date = MAY, **rates: float) -> Plan:
    return Plan(Wish(cases, seed, Rates(**rates)), until)  # type: ignore[arg-type]


@pytest.mark.parametrize("cases", [1, 63, 315, 1000, 99_999])
def test_the_provinces_share_all_cases_and_no_more(cases: int) -> None:
    found = shares(cases)
    assert set(found) == {province.code for province in load_provinces()}
    assert sum(found.values()) == cases
    assert min(found.values()) >= 0


def test_two_provinces_set_their_own_target_and_the_others_have_their_share() -> None:
    found = targets()
    assert (found["01"], found["77"]) == (6_000_000, 950_700)
    others = sum(cards for province, cards in found.items() if province not in OVERRIDES)
    census = {one.code: one.population for one in load_provinces()}
    quota = 50_000_000 * sum(n for code, n in census.items() if code not in OVERRIDES)
    assert abs(others - quota / sum(census.values())) < len(census)


def test_seventy_seven_of_a_hundred_people_are_old_enough() -> None:
    assert eligible() == 96_208_984 * 77 // 100


@pytest.mark.parametrize(
    ("day", "dossiers"),
    [
        (date(2021, 1, 25), 0),
        (date(2021, 2, 26), 900_000),
        (date(2021, 4, 1), 15_000_000),
        (date(2021, 4, 27), 33_900_000),
        (date(2022, 1, 1), 54_000_000),
    ],
)
def test_the_curve_goes_through_the_figures_of_the_campaign(day: date, dossiers: int) -> None:
    assert captured_by(day) == dossiers


def test_the_weeks_make_up_what_was_captured_by_their_end() -> None:
    weeks = weekly(MAY)
    assert sum(weeks.values()) == captured_by(MAY)
    assert all(monday.weekday() == 0 for monday in weeks)
    # April had twice as many a day as March.
    assert weeks[date(2021, 4, 12)] > 1.4 * weeks[date(2021, 3, 15)]


@pytest.mark.parametrize("until", [date(2021, 1, 4), FIRST_DAY, date(2021, 3, 1), MAY])
def test_every_case_comes_in_a_week_that_is_over_or_running(until: date) -> None:
    found = arrivals(315, until)
    assert sum(found.values()) == 315
    assert max(found) < until


def test_the_same_seed_means_the_same_people_and_another_seed_others() -> None:
    one, again, other = plan(), plan(), plan(seed=2)
    assert one.cases == again.cases
    assert one.declaration(one.cases[0]) == again.declaration(again.cases[0])
    assert {case.application for case in one.cases}.isdisjoint(
        case.application for case in other.cases
    )


def test_another_rate_is_another_plan_whose_ids_do_not_meet() -> None:
    ids = {case.citizen for case in plan().cases}
    assert ids.isdisjoint(case.citizen for case in plan(returned=0.5).cases)


def test_every_case_was_captured_on_a_day_that_was_over() -> None:
    found = plan(until=date(2021, 3, 1)).cases
    assert all(FIRST_DAY <= local_day(case.captured_at) < date(2021, 3, 1) for case in found)


def test_cases_come_in_the_order_in_which_the_office_hears_of_them() -> None:
    found = plan(late_packets=0.3).cases
    assert [case.arrives_at for case in found] == sorted(case.arrives_at for case in found)
    late = [case.arrives_at - case.captured_at for case in found if case.fate.late]
    assert 0.15 < len(late) / len(found) < 0.45
    assert timedelta(days=1) <= min(late) <= max(late) <= timedelta(days=7)


def test_whoever_is_declared_is_old_enough_and_lives_in_the_province() -> None:
    made = plan(60)
    for case in made.cases:
        row = made.declaration(case)
        on = local_day(case.captured_at - DECLARED_BEFORE)
        assert age_on(PartialDate(row["birth"]), on) >= 14
        assert load_register().province_of(home_of(row), on) == case.province
        assert row["id"] == case.citizen


def test_nobody_has_the_number_of_another() -> None:
    made = plan(2000)
    rows = [made.declaration(case) for case in made.cases[:400]]
    pins = [row["pin_declared"] for row in rows if "pin_declared" in row]
    assert len(pins) > 20
    assert len(set(pins)) == len(pins)


def test_year_only_births_follow_their_rate() -> None:
    none = plan(80, year_only=0.0, year_only_elders=0.0)
    every = plan(80, year_only=1.0, year_only_elders=1.0)
    assert {len(none.declaration(one)["birth"]) for one in none.cases} == {10}
    partial = [len(every.declaration(one)["birth"]) < 10 for one in every.cases]
    assert mean(partial) > 0.8


def test_what_befalls_cases_follows_its_rate() -> None:
    found = Counter(case.fate.returned for case in plan(2000, returned=0.25).cases)
    assert 0.2 < found[True] / 2000 < 0.3
    assert not any(case.fate.returned for case in plan(2000, returned=0.0).cases)


def test_a_demonstration_leaves_a_case_in_every_stage_that_there_is() -> None:
    assert set(STAGES) == {*_WAITS, *RESTING}
    assert {fate.rests_in for fate in showcase(31).values()} >= {*_WAITS}
    assert len(showcase(31)) == 31
    assert len(showcase(189)) == 31 + len(STAGES)
