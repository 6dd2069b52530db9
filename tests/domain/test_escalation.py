"""A missed case goes up, and no further than to the first unit that has the role."""

from datetime import date

import pytest

from adapters.reference.load_units import load_register
from domain.escalation import LEVEL_ABOVE, Owner, escalated, unit_of_role
from domain.units import RegisterOfUnits, Unit

UNITS = load_register()
DAY = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("role", "unit", "found"),
    [
        ("commune-chief", "00001", "00001"),
        ("data-officer", "00001", "001"),
        ("data-officer", "01", "01"),
        ("province-checker", "00001", "01"),
        ("intake-approver", "001", "001"),
        ("director", "00001", "centre"),
        ("director", "centre", "centre"),
        ("steering-secretary", "centre", "ministry"),
        ("steering-secretary", "ministry", "ministry"),
        ("data-officer", "centre", None),
        ("commune-chief", "001", None),
        ("nobody-of-this-name", "001", None),
        ("data-officer", "99999", None),
    ],
)
def test_a_role_is_looked_for_at_the_unit_and_above_it(
    role: str, unit: str, found: str | None
) -> None:
    assert unit_of_role(role, unit, UNITS, DAY) == found


def test_without_districts_the_province_is_above_the_commune() -> None:
    province = Unit("01", "province", None, "Hà Nội", "city", None, DAY, None)
    commune = Unit("00001", "commune", "01", "Phúc Xá", "ward", None, DAY, None)
    two_levels = RegisterOfUnits((province, commune))

    assert unit_of_role("data-officer", "00001", two_levels, DAY) == "01"
    assert escalated(LEVEL_ABOVE, "00001", two_levels, DAY) == Owner("data-officer", "01")


@pytest.mark.parametrize(
    ("unit", "owner"),
    [
        ("00001", Owner("data-officer", "001")),
        ("001", Owner("data-officer", "01")),
        ("01", Owner("data-quality-officer", "centre")),
        ("centre", Owner("steering-secretary", "ministry")),
        ("ministry", Owner("steering-secretary", "ministry")),
        ("99999", Owner("data-quality-officer", "centre")),
    ],
)
def test_the_level_above_is_the_unit_above_with_whoever_answers_for_entries(
    unit: str, owner: Owner
) -> None:
    assert escalated(LEVEL_ABOVE, unit, UNITS, DAY) == owner


def test_a_role_that_nobody_above_has_stays_with_the_unit() -> None:
    assert escalated("data-officer", "centre", UNITS, DAY) == Owner("data-officer", "centre")
    assert escalated("commune-chief", "00001", UNITS, DAY) == Owner("commune-chief", "00001")
