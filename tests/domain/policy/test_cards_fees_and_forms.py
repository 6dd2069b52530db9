"""What the functions on cards, fees and forms do beyond the worked examples."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import VIETNAM_TIME
from domain.policy.card_expiry import card_expiry
from domain.policy.card_validity import card_valid, last_valid_day
from domain.policy.fee import fee
from domain.policy.mandatory_fields import mandatory_fields
from domain.policy.old_document_action import old_document_action
from domain.policy.required_biometrics import required_biometrics
from domain.policy.rules import Policy, RuleValue
from domain.policy.seeds import SEEDS
from domain.refusals import RuleBroken
from domain.values.partial_date import PartialDate

POLICY = Policy(SEEDS)
MARCH = date(2021, 3, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM_TIME)


def without(key: str) -> Policy:
    return Policy(tuple(seed for seed in SEEDS if seed.key != key))


@pytest.mark.parametrize("standing", ["dead", "missing", "nationality-lost"])
def test_a_card_is_valid_only_while_its_holder_is_living_and_a_national(standing: str) -> None:
    reason = card_valid(POLICY, True, None, standing, MARCH)

    assert reason is not None
    assert (reason.code, reason.params) == ("card-holder-not-living", {"standing": standing})


def test_a_card_that_is_not_active_is_not_valid() -> None:
    reason = card_valid(POLICY, False, None, "living", MARCH)

    assert reason is not None
    assert reason.code == "card-not-active"


def test_a_card_without_expiry_stays_valid() -> None:
    assert card_valid(POLICY, True, None, "living", date(2100, 1, 1)) is None


@pytest.mark.parametrize(
    ("valid_to", "last_day"),
    [
        ("2024-01-14", "2024-01-14"),
        ("2024-01-15", "2024-06-30"),
        ("2024-06-30", "2024-06-30"),
        ("2024-07-01", "2024-07-01"),
    ],
)
def test_only_cards_that_expire_in_the_window_of_law_26_are_prolonged(
    valid_to: str, last_day: str
) -> None:
    found = last_valid_day(POLICY, date.fromisoformat(valid_to))

    assert found == date.fromisoformat(last_day)


def test_no_card_is_issued_for_ever_unless_a_rule_says_so() -> None:
    with pytest.raises(RuleBroken, match="rule-unknown"):
        card_expiry(without("card.expiry_after_last_age"), PartialDate.parse("1950"), MARCH)


@given(st.dates(date(1930, 1, 1), date(2007, 1, 1)), st.dates(MARCH, date(2024, 6, 30)))
def test_a_new_card_lasts_more_than_two_years_or_for_ever(born: date, issued_on: date) -> None:
    last_day = card_expiry(POLICY, PartialDate.parse(born.isoformat()), issued_on)

    assert last_day is None or last_day - issued_on > timedelta(days=729)


def test_a_fee_before_the_first_known_tariff_is_refused() -> None:
    with pytest.raises(RuleBroken, match="rule-unknown"):
        fee(POLICY, "exchange", date(2019, 10, 15))


def test_a_fault_that_waives_nothing_costs_the_usual_fee() -> None:
    assert fee(POLICY, "exchange", MARCH, "holder") == 25_000


def test_a_fraction_of_a_dong_rounds_half_up() -> None:
    base = {"first-issue": 0, "conversion": 1, "exchange": 3, "reissue": 5}
    odd = RuleValue("fee.base", {"vnd": base}, "test", MARCH, None, at("2021-02-01"))
    policy = POLICY.confirm(odd)

    assert [fee(policy, kind, MARCH) for kind in ("conversion", "exchange", "reissue")] == [1, 2, 3]


def test_the_last_fee_factor_ends_and_the_full_fee_returns() -> None:
    assert fee(without("fee.factor"), "reissue", MARCH) == 70_000


@pytest.mark.parametrize("form", ["DC01", "birth-notice", "DC02"])
@pytest.mark.parametrize("on", [MARCH, date(2021, 7, 1), date(2025, 1, 1)])
def test_blood_group_day_and_month_of_birth_are_never_mandatory(form: str, on: date) -> None:
    fields = mandatory_fields(POLICY, form, on)

    assert {"given", "birth", "sex", "birth_registration", "nationalities"} <= fields
    assert not fields & {"blood", "birth_day", "birth_month", "surname", "religion"}


def test_a_birth_notice_need_not_state_a_marital_status() -> None:
    assert mandatory_fields(POLICY, "DC01", MARCH) - mandatory_fields(
        POLICY, "birth-notice", MARCH
    ) == {"marital"}


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(RuleBroken, match="form-unknown"):
        mandatory_fields(POLICY, "CC99", MARCH)


def test_residence_law_68_adds_temporary_residence_and_declared_absence() -> None:
    before = POLICY.at(date(2021, 6, 30)).value("ndp.fields")["items"]
    after = POLICY.at(date(2021, 7, 1)).value("ndp.fields")["items"]

    assert len(before) == 15
    assert set(after) - set(before) == {"temporary-residence", "declared-absence"}


def test_a_damaged_old_document_is_withdrawn_also_before_july_2021() -> None:
    assert old_document_action(POLICY, date(2021, 6, 30), damaged=True) == "withdraw"
    assert old_document_action(POLICY, date(2021, 7, 1), damaged=True) == "withdraw"


@pytest.mark.parametrize(
    ("age", "on", "count"),
    [(13, "2021-03-01", 0), (14, "2024-06-30", 2), (6, "2024-07-01", 3), (90, "2024-07-01", 3)],
)
def test_biometrics_begin_at_the_age_of_the_law(age: int, on: str, count: int) -> None:
    assert len(required_biometrics(POLICY, age, date.fromisoformat(on))) == count


def test_a_rule_value_survives_its_json() -> None:
    for seed in SEEDS:
        assert msgspec.json.decode(msgspec.json.encode(seed), type=RuleValue) == seed
