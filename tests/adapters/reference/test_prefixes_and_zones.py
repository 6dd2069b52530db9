"""What the PIN prefix of a province and the zone of a district are on a day."""

from collections import Counter
from datetime import date

import pytest

from adapters.reference.load_units import load_provinces, load_register
from domain.policy.sla_zone import sla_zone
from domain.refusals import RuleBroken
from domain.units import RegisterOfUnits, Unit

UNITS = load_register()
PROVINCES = load_provinces()
MARCH_2021 = date(2021, 3, 1)
FIRST_OF_34 = date(2025, 7, 1)


def test_pin_prefixes_stay_those_of_the_63_provinces_after_the_mergers() -> None:
    prefixes = frozenset(one.pin_code for one in PROVINCES)

    assert len(prefixes) == 63
    assert UNITS.pin_prefixes(MARCH_2021) == prefixes
    assert UNITS.pin_prefixes(date(2026, 1, 1)) == prefixes
    assert not prefixes & {"003", "005", "007", "009"}


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("015", "Yên Bái"), ("010", "Lào Cai"), ("096", "Cà Mau"), ("003", None), ("101", None)],
)
@pytest.mark.parametrize("established_on", [MARCH_2021, date(2026, 1, 1)])
def test_a_pin_prefix_keeps_naming_the_province_it_was_formed_for(
    prefix: str, name: str | None, established_on: date
) -> None:
    unit = UNITS.resolve_pin_prefix(prefix, established_on)

    assert (unit.name if unit else None) == name


@pytest.mark.parametrize("prefix", ["", "15", "115", "0015", "0091", "0"])
def test_what_is_no_prefix_of_a_province_resolves_to_none(prefix: str) -> None:
    assert UNITS.resolve_pin_prefix(prefix, MARCH_2021) is None


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("001", "urban"),  # Ba Đình, an urban district
        ("755", "mountain"),  # Côn Đảo, an island district
        ("911", "mountain"),  # Phú Quốc, an island and a city: mountain wins
        ("00091", "urban"),  # a commune has the zone of its district
    ],
)
def test_the_zone_of_a_place_is_that_of_its_district(code: str, zone: str) -> None:
    assert sla_zone(UNITS, code, MARCH_2021) == zone


def test_every_district_of_2021_has_a_zone() -> None:
    districts = [unit for unit in UNITS.units if unit.level == "district"]

    assert Counter(unit.zone for unit in districts) == {"other": 343, "mountain": 182, "urban": 180}


@pytest.mark.parametrize(
    ("code", "on", "refusal"),
    [
        ("001", FIRST_OF_34, "unit-unknown"),
        ("999", MARCH_2021, "unit-unknown"),
        ("01", MARCH_2021, "zone-unknown"),
        ("01", FIRST_OF_34, "zone-unknown"),
    ],
)
def test_no_zone_is_guessed(code: str, on: date, refusal: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        sla_zone(UNITS, code, on)

    assert refused.value.code == refusal
    assert refused.value.params == {"code": code, "day": on}


def test_an_empty_register_knows_nothing() -> None:
    nothing = RegisterOfUnits(())

    assert nothing.find("01", MARCH_2021) is None
    assert nothing.children("centre", MARCH_2021) == ()
    assert nothing.pin_prefixes(MARCH_2021) == frozenset()


def test_a_province_founded_later_gives_pins_from_its_first_day() -> None:
    founded = Unit("97", "province", None, "Mới", "tinh", None, date(2022, 1, 1), None)
    register = RegisterOfUnits((founded,))

    assert register.pin_prefixes(date(2021, 12, 31)) == frozenset()
    assert register.pin_prefixes(date(2022, 1, 1)) == {"097"}


def test_a_prefix_is_never_that_of_a_province_into_which_others_were_merged() -> None:
    merged = Unit(
        "97", "province", None, "Mới", "tinh", None, FIRST_OF_34, None, predecessors=("10", "15")
    )
    register = RegisterOfUnits((merged, *reversed(UNITS.units)))
    in_2026 = date(2026, 1, 1)
    yen_bai = register.resolve_pin_prefix("015", in_2026)

    assert register.pin_prefixes(in_2026) == UNITS.pin_prefixes(MARCH_2021)
    assert register.resolve_pin_prefix("097", in_2026) is None
    assert yen_bai is not None
    assert yen_bai.name == "Yên Bái"
