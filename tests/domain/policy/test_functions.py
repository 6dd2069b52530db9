"""What the functions of the law do beyond the worked examples."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.sentences_policy import SENTENCES
from domain.context import VIETNAM_TIME, local_day
from domain.policy.apportion import apportion
from domain.policy.card_expiry import card_expiry
from domain.policy.card_validity import card_valid, last_valid_day
from domain.policy.deadline import CardCase, deadline
from domain.policy.fee import fee
from domain.policy.house_deadline import house_deadline, house_rule
from domain.policy.mandatory_fields import mandatory_fields
from domain.policy.old_document_action import old_document_action
from domain.policy.required_biometrics import required_biometrics
from domain.policy.rules import Policy, RuleValue
from domain.policy.seeds import SEEDS
from domain.policy.working_calendar import working_calendar, working_days_after
from domain.refusals import RuleBroken
from domain.values.partial_date import PartialDate

POLICY = Policy(SEEDS)
MARCH = date(2021, 3, 1)

days = st.dates(date(2016, 1, 1), date(2030, 6, 1))


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


weights = st.dictionaries(
    st.text("0123456789", min_size=2, max_size=2), st.integers(0, 10**7), min_size=1
).filter(lambda found: sum(found.values()) > 0)


@given(st.integers(0, 10**8), weights)
def test_shares_sum_to_the_target_and_lie_within_one_of_the_quota(
    target: int, populations: dict[str, int]
) -> None:
    total = sum(populations.values())

    shares = apportion(target, populations)

    assert sum(shares.values()) == target
    assert all(
        target * populations[code] // total <= share <= -(-target * populations[code] // total)
        for code, share in shares.items()
    )


def test_equal_remainders_give_the_place_to_the_lower_code() -> None:
    assert apportion(1, {"79": 5, "01": 5, "48": 5}) == {"79": 0, "01": 1, "48": 0}


@pytest.mark.parametrize(("target", "populations"), [(1, {}), (1, {"01": 0}), (-1, {"01": 5})])
def test_nothing_can_be_apportioned_to_nobody(target: int, populations: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="apportion"):
        apportion(target, populations)


def test_the_local_day_of_an_instant_is_that_of_viet_nam() -> None:
    assert local_day(datetime(2021, 3, 1, 17, 0, tzinfo=UTC)) == date(2021, 3, 2)


def test_every_refusal_of_the_policy_has_a_sentence_in_both_languages() -> None:
    source = Path(__file__).parents[3] / "src" / "domain" / "policy"
    raised = {
        code
        for file in source.glob("*.py")
        for code in re.findall(r"RuleBroken\(\s*\"([a-z-]+)\"", file.read_text(encoding="utf-8"))
    }

    assert len(raised) >= 9
    assert raised == set(SENTENCES)
    for english, vietnamese in SENTENCES.values():
        assert re.findall(r"{\w+}", english) == re.findall(r"{\w+}", vietnamese)


def test_a_rule_value_survives_its_json() -> None:
    for seed in SEEDS:
        assert msgspec.json.decode(msgspec.json.encode(seed), type=RuleValue) == seed
