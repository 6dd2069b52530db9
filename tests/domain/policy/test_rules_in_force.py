"""Which value of a rule counts: of those that cover the day, the one known latest."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.policy.rules import Policy, RuleValue
from domain.policy.seeds import SEEDS
from domain.refusals import RuleBroken

KEY = "card.form"
FIRST_DAY = date(2021, 1, 1)
FIRST_INSTANT = datetime(2021, 1, 1, tzinfo=UTC)

days = st.integers(0, 12).map(lambda n: FIRST_DAY + timedelta(days=n))
instants = st.integers(0, 5).map(lambda n: FIRST_INSTANT + timedelta(days=n))


@st.composite
def rule_values(draw: st.DrawFn) -> RuleValue:
    return RuleValue(
        draw(st.sampled_from([KEY, "fee.factor"])),
        {"form": draw(st.integers())},
        "Circ. 1/2021",
        draw(days),
        draw(st.none() | days),
        draw(st.none() | instants),
    )


def value(form: str, first: date, last: date | None, known: datetime | None = None) -> RuleValue:
    return RuleValue(KEY, {"form": form}, "Circ. 1/2021", first, last, known)


def applies(one: RuleValue, key: str, on: date, known: datetime | None) -> bool:
    """The words of domain §2, word for word, without an index."""
    covers = one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    is_known = one.known_since is None or known is None or one.known_since <= known
    return one.key == key and covers and is_known


def latest_known(values: list[RuleValue]) -> RuleValue | None:
    answer: RuleValue | None = None
    for one in values:
        if answer is None or _since(one) >= _since(answer):
            answer = one
    return answer


def _since(one: RuleValue) -> datetime:
    return one.known_since or datetime.min.replace(tzinfo=UTC)


@given(st.lists(rule_values(), max_size=12), days, st.none() | instants)
def test_the_value_in_force_is_the_one_known_latest_of_those_that_cover_the_day(
    values: list[RuleValue], on: date, known: datetime | None
) -> None:
    expected = latest_known([one for one in values if applies(one, KEY, on, known)])

    assert Policy(tuple(values)).at(on, known).find_rule(KEY) is expected


@given(st.lists(rule_values(), max_size=8), rule_values(), days, instants)
def test_a_rule_confirmed_later_never_changes_what_was_known_before(
    values: list[RuleValue], later: RuleValue, on: date, known: datetime
) -> None:
    policy = Policy(tuple(values))
    confirmed = value("later", later.valid_from, later.valid_to, known + timedelta(microseconds=1))

    assert policy.confirm(confirmed).at(on, known).find(KEY) == policy.at(on, known).find(KEY)


@given(st.lists(rule_values(), max_size=8), rule_values())
def test_each_confirmed_rule_raises_the_version_by_one(
    values: list[RuleValue], one: RuleValue
) -> None:
    policy = Policy(tuple(values))

    confirmed = [value for value in values if value.known_since is not None]
    later = replace(one, known_since=FIRST_INSTANT)

    assert policy.version == len(confirmed)
    assert policy.confirm(later).version == len(confirmed) + 1
    assert policy.version == len(confirmed)


def test_the_seeds_are_no_version_of_the_policy() -> None:
    assert Policy(SEEDS).version == 0


def test_the_last_day_of_a_rule_belongs_to_it() -> None:
    policy = Policy((value("old", date(2021, 1, 1), date(2021, 1, 22)),))

    assert policy.at(date(2021, 1, 22)).value(KEY) == {"form": "old"}
    assert policy.at(date(2021, 1, 23)).find(KEY) is None


def test_among_values_known_since_the_same_instant_the_later_confirmed_counts() -> None:
    once = value("once", FIRST_DAY, None, FIRST_INSTANT)
    again = value("again", FIRST_DAY, None, FIRST_INSTANT)

    assert Policy((once, again)).at(FIRST_DAY).value(KEY) == {"form": "again"}


def test_a_rule_known_later_outweighs_a_later_row_of_the_seeds() -> None:
    confirmed = value("confirmed", FIRST_DAY, None, FIRST_INSTANT)
    seed = value("seed", FIRST_DAY, None)

    assert Policy((confirmed, seed)).at(FIRST_DAY).value(KEY) == {"form": "confirmed"}


def test_a_rule_counts_from_the_very_instant_it_became_known() -> None:
    policy = Policy((value("new", FIRST_DAY, None, FIRST_INSTANT),))

    assert policy.at(FIRST_DAY, FIRST_INSTANT).find(KEY) == {"form": "new"}
    assert policy.at(FIRST_DAY, FIRST_INSTANT - timedelta(microseconds=1)).find(KEY) is None


def test_a_missing_rule_is_refused_and_never_defaulted() -> None:
    with pytest.raises(RuleBroken) as refusal:
        Policy(()).at(FIRST_DAY).value(KEY)

    assert refusal.value.code == "rule-unknown"
    assert refusal.value.params == {"key": KEY, "day": FIRST_DAY}


def test_the_known_keys_are_those_of_the_values() -> None:
    assert Policy((value("one", FIRST_DAY, None),)).known_keys == {KEY}


@given(
    st.lists(rule_values(), max_size=12),
    st.lists(st.tuples(days, st.none() | instants), min_size=2, max_size=12),
)
def test_what_was_asked_before_changes_no_answer(
    values: list[RuleValue], questions: list[tuple[date, datetime | None]]
) -> None:
    asked_often = Policy(tuple(values))

    for on, known in questions:
        fresh = Policy(tuple(values)).at(on, known).find_rule(KEY)
        assert asked_often.at(on, known).find_rule(KEY) is fresh
