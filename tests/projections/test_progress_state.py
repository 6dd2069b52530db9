"""The topic of progress counts everybody and tells of nobody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.progress_state import (
    AgeCount,
    Groups,
    SexCount,
    StateKey,
    Told,
    persons_moved,
    told_next,
)

KEY = StateKey("occurred", "population.captured", date(2021, 3, 1), "00001")
YOUNG, GROWN, MAN, NOBODY = ("female", "20-24"), ("female", "25-29"), ("male", "20-24"), ("", "")
GROUPS = st.dictionaries(st.sampled_from([YOUNG, GROWN, MAN, NOBODY]), st.integers(1, 30))


def told(*states: Groups, min_group: int = 10) -> Told:
    former: Told | None = None
    for now in states:
        former = told_next(KEY, former, now, min_group)
    assert former is not None
    return former


def test_the_key_names_unit_counter_day_and_series() -> None:
    assert KEY.text() == "00001/population.captured/2021-03-01/occurred"


def test_groups_are_told_when_they_are_large_enough() -> None:
    state = told({YOUNG: 12, MAN: 15}).state

    assert (state.count, state.grouped) == (27, 27)
    assert state.by_sex == (SexCount("female", 12), SexCount("male", 15))
    assert state.by_age_band == (AgeCount("20-24", 27),)


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    state = told({YOUNG: 3, GROWN: 9, MAN: 15}).state

    assert state.by_sex == (SexCount("female", 12), SexCount("male", 15))
    assert told({YOUNG: 3, MAN: 15}).state.by_sex == ()
    assert told({YOUNG: 3, MAN: 15, NOBODY: 20}).state.by_sex == (SexCount("", 20),)
    assert state.by_age_band == ()


def test_a_group_left_out_may_be_empty_or_small() -> None:
    assert told({YOUNG: 4, MAN: 4}).state == told({YOUNG: 8}).state


def test_a_count_is_told_at_once_and_its_groups_when_ten_more_have_come() -> None:
    begun = {YOUNG: 20, MAN: 20}
    one_more = told(begun, {YOUNG: 21, MAN: 20}).state
    nine_more = told(begun, {YOUNG: 21, MAN: 20}, {YOUNG: 29, MAN: 20}).state
    ten_more = told(begun, {YOUNG: 21, MAN: 20}, {YOUNG: 29, MAN: 21}).state

    assert (one_more.count, one_more.grouped, one_more.by_sex[0].count) == (41, 40, 20)
    assert (nine_more.count, nine_more.grouped, nine_more.by_sex[0].count) == (49, 40, 20)
    assert (ten_more.count, ten_more.grouped, ten_more.by_sex[0].count) == (50, 50, 29)


def test_an_erasure_shows_in_no_group_until_ten_persons_moved() -> None:
    begun = {YOUNG: 20, MAN: 20}
    first = told(begun)
    one = told_next(KEY, first, {YOUNG: 19, MAN: 20, NOBODY: 1}, 10)
    ten = told_next(KEY, one, {YOUNG: 10, MAN: 20, NOBODY: 10}, 10)

    assert one == first
    assert ten.state.by_sex == (SexCount("", 10), SexCount("female", 10), SexCount("male", 20))


def test_a_value_that_was_told_has_no_second_version() -> None:
    once = told({YOUNG: 12})
    again = told_next(KEY, once, {YOUNG: 12}, 10)

    assert (once.state.version, again.state.version) == (1, 1)
    assert told_next(KEY, once, {YOUNG: 13}, 10).state.version == 2


def test_a_stricter_rule_takes_groups_back() -> None:
    once = told({YOUNG: 12, MAN: 15}, min_group=10)

    stricter = told_next(KEY, once, {YOUNG: 12, MAN: 15}, 20).state

    assert (stricter.version, stricter.count, stricter.by_sex) == (2, 27, ())


def test_what_is_counted_no_more_is_told_as_nothing() -> None:
    gone = told({YOUNG: 12}, {}, min_group=1).state

    assert (gone.version, gone.count, gone.grouped, gone.by_sex) == (2, 0, 0, ())


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        ({}, {}, 0),
        ({}, {YOUNG: 3}, 3),
        ({YOUNG: 3}, {}, 3),
        ({YOUNG: 3}, {NOBODY: 3}, 3),
        ({YOUNG: 3, MAN: 1}, {YOUNG: 1, MAN: 2}, 2),
    ],
)
def test_a_person_who_changes_the_group_moves_once(before: Groups, now: Groups, moved: int) -> None:
    assert persons_moved(before, now) == moved


@given(st.lists(GROUPS, min_size=1, max_size=8), st.integers(1, 15))
def test_no_two_values_differ_in_a_group_by_fewer_than_the_rule_allows(
    history: list[Groups], min_group: int
) -> None:
    former: Told | None = None
    for now in history:
        latest = told_next(KEY, former, now, min_group)
        before: Groups = {} if former is None else former.groups
        moved = persons_moved(before, latest.groups)
        told_groups = [*latest.state.by_sex, *latest.state.by_age_band]

        assert latest.state.count == sum(now.values())
        assert moved == 0 or moved >= min_group
        assert persons_moved(latest.groups, now) < min_group
        assert all(group.count >= min_group for group in told_groups)
        former = latest
