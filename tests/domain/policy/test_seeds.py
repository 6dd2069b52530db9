"""The seeded rules are the table of domain §2.1."""

from datetime import date, timedelta
from itertools import pairwise, product
from typing import get_args

import msgspec
import pytest
from tools.generate_public_holidays import NOTICED, TARGET, generated, weekdays_off

from domain.policy.deadline import Stage
from domain.policy.parameters import check_parameters, read
from domain.policy.rules import Policy, RuleValue
from domain.policy.seeds import SEEDS
from domain.policy.shapes import SHAPES, Grounds, Kind, Limit, MinGroup, Zone

POLICY = Policy(SEEDS)

ALWAYS_ONE = [
    key for key in sorted(POLICY.known_keys) if key not in {"fee.factor", "card.old_validity"}
]
EXPIRES = {"cmnd9.valid", "calendar.holidays"}

TABLE = [
    ("card.min_age", "2016-01-01 2024-06-30, 2024-07-01 open"),
    ("card.exchange_ages", "2016-01-01 2024-06-30, 2024-07-01 open"),
    ("card.early_window", "2016-01-01 open"),
    ("card.expiry_after_last_age", "2016-01-01 open"),
    ("card.form", "2016-01-01 2021-01-22, 2021-01-23 2024-06-30, 2024-07-01 open"),
    ("card.old_validity", "2024-01-15 2024-06-30"),
    ("cmnd9.valid", "2016-01-01 2024-12-31"),
    ("limit.total", "2016-01-01 2024-06-30, 2024-07-01 open"),
    ("limit.district", "2016-04-20 2021-06-30, 2021-07-01 2024-06-30, 2024-07-01 open"),
    ("limit.province", "2019-12-01 2021-06-30, 2021-07-01 2024-06-30, 2024-07-01 open"),
    ("limit.centre", "2019-12-01 2021-06-30, 2021-07-01 2024-06-30, 2024-07-01 open"),
    ("limit.delivery", "2019-12-01 2021-06-30, 2021-07-01 2024-06-30, 2024-07-01 open"),
    ("fee.base", "2019-10-16 open"),
    ("fee.factor", "2021-01-01 2021-06-30, 2021-07-01 2021-12-31, 2022-01-01 2022-06-30"),
    ("fee.waiver", "2016-01-01 open"),
    ("pin.structure", "2016-02-15 2024-06-30, 2024-07-01 open"),
    ("pin.reestablish.grounds", "2016-02-15 2021-05-13, 2021-05-14 2024-06-30, 2024-07-01 open"),
    ("pin.bulk_allowed", "2021-05-14 2024-06-30, 2024-07-01 open"),
    ("ndp.fields", "2016-01-01 2021-06-30, 2021-07-01 2024-06-30, 2024-07-01 open"),
    ("iddb.biometrics", "2016-01-01 2024-06-30, 2024-07-01 open"),
    ("ndp.history_required", "2021-05-14 open"),
    ("intake.levels", "2016-01-01 2025-02-28, 2025-03-01 open"),
    ("admin.codes", "2004-07-08 2025-06-30, 2025-07-01 open"),
    ("old_document.action", "2016-03-20 2021-06-30, 2021-07-01 2024-06-30, 2024-07-01 open"),
    ("reporting.min_group", "2016-01-01 open"),
]


def of_key(key: str) -> list[RuleValue]:
    return sorted((one for one in SEEDS if one.key == key), key=lambda one: one.valid_from)


@pytest.mark.parametrize(("key", "spans"), TABLE, ids=[key for key, _ in TABLE])
def test_a_rule_applies_from_and_to_the_days_of_the_table(key: str, spans: str) -> None:
    found = [f"{one.valid_from} {one.valid_to or 'open'}" for one in of_key(key)]

    assert ", ".join(found) == spans


def test_the_table_names_every_rule_but_the_calendar_and_the_house_rules() -> None:
    others = {key for key in POLICY.known_keys if key.startswith("house.")}

    assert {key for key, _ in TABLE} | others == POLICY.known_keys - {
        "calendar.holidays",
        "erasure.grounds",
        "quality.duplicates",
    }


@pytest.mark.parametrize("key", ALWAYS_ONE)
def test_a_rule_follows_its_predecessor_without_gap_or_overlap(key: str) -> None:
    for former, later in pairwise(of_key(key)):
        assert former.valid_to is not None
        assert later.valid_from == former.valid_to + timedelta(days=1)
    assert (of_key(key)[-1].valid_to is None) == (key not in EXPIRES)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.key}-{seed.valid_from}")
def test_the_parameters_of_a_seed_have_the_shape_of_its_key_and_are_plain_json(
    seed: RuleValue,
) -> None:
    check_parameters(seed.key, seed.parameters)

    assert msgspec.json.decode(msgspec.json.encode(seed.parameters)) == seed.parameters


def test_every_seed_is_known_from_the_beginning_of_time() -> None:
    assert all(seed.known_since is None for seed in SEEDS)


def test_every_shape_belongs_to_a_seeded_rule() -> None:
    assert set(SHAPES) == {key for key in POLICY.known_keys if not key.startswith("house.")}


def test_what_the_table_questions_is_marked_assumed() -> None:
    assumed = {(one.key, one.article) for one in SEEDS if one.confidence == "assumed"}

    assert {key for key, article in assumed if article == "26/2023 and its decrees"} == {
        "limit.district",
        "limit.province",
        "limit.centre",
        "limit.delivery",
        "pin.reestablish.grounds",
        "pin.bulk_allowed",
        "ndp.fields",
        "old_document.action",
    }
    assert ("fee.waiver", "practice") in assumed
    assert ("admin.codes", "Decision 124/2004/QD-TTg") in assumed
    assert ("limit.centre", "Circ. 11/2016 as amended") in assumed
    assert ("card.form", "Circ. 06/2021") not in assumed


@pytest.mark.parametrize("on", [date(2020, 6, 1), date(2021, 3, 1), date(2022, 3, 1)])
@pytest.mark.parametrize(("zone", "kind"), list(product(get_args(Zone), get_args(Kind))))
def test_the_stages_of_a_district_intake_fit_into_the_total(
    zone: Zone, kind: Kind, on: date
) -> None:
    spent = sum(limit(stage, zone, kind, on) for stage in ("district", "centre", "delivery"))

    assert spent <= limit("total", zone, kind, on)


def limit(stage: Stage, zone: Zone, kind: Kind, on: date) -> float:
    rows = read(POLICY.at(on), f"limit.{stage}", Limit).rows
    return next(
        row.days
        for row in rows
        if row.zone in (None, zone) and row.kind in (None, kind) and not row.own_intake
    )


def test_groups_smaller_than_ten_are_suppressed_in_reports() -> None:
    assert read(POLICY.at(date(2021, 3, 1)), "reporting.min_group", MinGroup).persons == 10


def test_a_history_may_be_erased_on_four_grounds_only() -> None:
    grounds = read(POLICY.at(date(2021, 3, 1)), "erasure.grounds", Grounds).grounds

    assert set(grounds) == {"not-a-person", "not-a-citizen", "court-order", "retention-ended"}


def test_the_holidays_in_the_file_are_those_of_the_generator() -> None:
    assert TARGET.read_text(encoding="utf-8") == generated()


@pytest.mark.parametrize("year", NOTICED)
def test_the_noticed_holidays_agree_with_the_library_on_every_weekday(year: int) -> None:
    noticed = [
        day for day in NOTICED[year].split() if date.fromisoformat(f"{year}-{day}").weekday() < 5
    ]

    assert noticed == weekdays_off(year).split()


def test_only_the_noticed_years_of_the_calendar_are_confirmed() -> None:
    confidence = {one.valid_from.year: one.confidence for one in of_key("calendar.holidays")}

    assert {year for year, word in confidence.items() if word == "confirmed"} == {2021, 2022}
    assert sorted(confidence) == list(range(2016, 2031))
