"""The register of units that comes with the program, and what its codes mean on a day."""

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest

from adapters.reference.load_units import FILES, load_provinces, load_register
from domain.units import Unit

UNITS = load_register()
PROVINCES = load_provinces()
MARCH_2021 = date(2021, 3, 1)
LAST_OF_63 = date(2025, 6, 30)
FIRST_OF_34 = date(2025, 7, 1)


def levels_on(on: date) -> Counter[str]:
    return Counter(unit.level for unit in UNITS.units if unit.exists_on(on))


def test_the_country_has_63_provinces_705_districts_and_10599_communes_in_2021() -> None:
    assert levels_on(MARCH_2021) == {"province": 63, "district": 705, "commune": 10_599}
    assert levels_on(LAST_OF_63) == levels_on(MARCH_2021)


def test_the_country_has_34_provinces_and_no_district_from_july_2025() -> None:
    assert levels_on(FIRST_OF_34) == {"province": 34}


def test_no_code_names_two_units_on_one_day() -> None:
    versions: dict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(UNITS.units, key=lambda one: one.valid_from):
        versions[unit.code].append(unit)

    assert Counter(map(len, versions.values())) == {1: 11_333, 2: 34}
    for former, later in (pair for found in versions.values() for pair in pairwise(found)):
        assert former.valid_to is not None
        assert former.valid_to < later.valid_from


def test_every_unit_below_a_province_lies_in_a_unit_of_the_same_days() -> None:
    levels = {"district": "province", "commune": "district"}
    for unit in UNITS.units:
        if unit.level != "province":
            assert unit.parent is not None
            assert UNITS.unit(unit.parent, levels[unit.level], unit.valid_from) is not None


def test_each_of_the_63_provinces_goes_into_exactly_one_of_the_34() -> None:
    merged = [code for unit in UNITS.children("centre", FIRST_OF_34) for code in unit.predecessors]

    assert sorted(merged) == sorted(unit.code for unit in UNITS.children("centre", LAST_OF_63))


def test_successors_and_predecessors_name_each_other() -> None:
    for former in UNITS.children("ministry", LAST_OF_63):
        (successor,) = former.successors
        later = UNITS.unit(successor, "province", FIRST_OF_34)
        assert later is not None
        assert former.code in later.predecessors


def test_a_code_is_looked_up_at_its_own_level_only() -> None:
    assert UNITS.unit("01", "district", MARCH_2021) is None
    assert UNITS.unit("001", "district", MARCH_2021) is not None


@pytest.mark.parametrize("code", ["", "1", "03", "1234", "99999", "000001", "0A", "centre", "０１"])
def test_a_code_that_was_never_given_names_nothing(code: str) -> None:
    assert UNITS.find(code, MARCH_2021) is None
    assert UNITS.province_of(code, MARCH_2021) is None
    assert not UNITS.within(code, "01", MARCH_2021)


@pytest.mark.parametrize("on", [date(2004, 7, 7), FIRST_OF_34])
def test_a_commune_of_2021_names_nothing_outside_its_days(on: date) -> None:
    assert UNITS.find("00091", on) is None


@pytest.mark.parametrize("ancestor", ["00091", "003", "01", "centre", "ministry"])
def test_a_unit_lies_within_itself_and_all_above_it(ancestor: str) -> None:
    assert UNITS.within("00091", ancestor, MARCH_2021)


@pytest.mark.parametrize("other", ["00094", "001", "02", "79", "", "mobile"])
def test_a_unit_lies_within_no_other(other: str) -> None:
    assert not UNITS.within("00091", other, MARCH_2021)


def test_a_unit_does_not_lie_within_what_is_below_it() -> None:
    assert not UNITS.within("01", "003", MARCH_2021)
    assert not UNITS.within("centre", "01", MARCH_2021)


def test_the_province_and_district_of_a_commune_are_those_above_it() -> None:
    assert UNITS.province_of("00091", MARCH_2021) == "01"
    assert UNITS.district_of("00091", MARCH_2021) == "003"
    assert UNITS.district_of("003", MARCH_2021) == "003"
    assert UNITS.district_of("01", MARCH_2021) is None


def test_the_children_of_a_unit_are_those_of_the_day() -> None:
    assert {unit.level for unit in UNITS.children("01", MARCH_2021)} == {"district"}
    assert len(UNITS.children("01", MARCH_2021)) == 30
    assert UNITS.children("01", FIRST_OF_34) == ()
    assert UNITS.children("00091", MARCH_2021) == ()


def test_the_census_of_2019_counted_96208984_people_in_63_provinces() -> None:
    assert len(PROVINCES) == 63
    assert sum(one.population for one in PROVINCES) == 96_208_984
    assert all(one.pin_code == "0" + one.code for one in PROVINCES)
    assert [one.code for one in PROVINCES] == sorted(one.code for one in PROVINCES)


def test_the_census_names_the_provinces_of_the_register() -> None:
    assert {one.code for one in PROVINCES} == {
        unit.code for unit in UNITS.children("centre", MARCH_2021)
    }


def test_six_provinces_of_2025_are_cities() -> None:
    cities = [one.name for one in UNITS.children("centre", FIRST_OF_34) if one.kind == "thanh-pho"]

    assert cities == ["Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"]


def test_the_start_of_the_units_of_2021_is_marked_assumed() -> None:
    assert {unit.confidence for unit in UNITS.units if unit.valid_to} == {"assumed"}


def test_the_register_is_read_once() -> None:
    load_register.cache_clear()

    assert load_register() is load_register()


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.csv")))
def test_a_reference_file_is_text_with_plain_line_ends_and_no_empty_name(name: str) -> None:
    content = (FILES / name).read_bytes().decode("utf-8")

    assert "\r" not in content
    assert all(
        row[field].strip() == row[field] != ""
        for row in csv.DictReader(content.splitlines())
        for field in row
        if field.startswith("name")
    )
