"""The invented declarations: deterministic, spread as the census says, and nobody's."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from adapters.reference.load_units import load_provinces, load_register
from cancuoc.dc01_person import Row
from cancuoc.dc01_sample import (
    SAMPLE_DAY,
    SAMPLE_SEED,
    census_shares,
    declarations,
    even_shares,
    read_sample,
    sample,
    write_sample,
)
from domain.policy.apportion import apportion
from domain.values.pin import TEST_PREFIXES

UNITS = load_register()
PROVINCES = [province.code for province in load_provinces()]


def province_of(row: Row) -> str | None:
    home = row["residences"][0]["place"]
    return UNITS.province_of(home["unit"], date.fromisoformat(home["as_of"]))


@pytest.fixture(scope="module")
def shipped() -> list[Row]:
    return list(read_sample())


@pytest.fixture(scope="module")
def many() -> list[Row]:
    return list(declarations(6000, 1, SAMPLE_DAY))


def test_the_shipped_file_is_what_the_generator_makes(shipped: list[Row]) -> None:
    assert list(sample()) == shipped


def test_a_written_sample_reads_back_and_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, two = tmp_path / "one.gz", tmp_path / "two.gz"
    assert write_sample(one, declarations(70, 5, SAMPLE_DAY)) == 70
    write_sample(two, declarations(70, 5, SAMPLE_DAY))
    assert one.read_bytes() == two.read_bytes()
    # The time in the gzip header (RFC 1952 §2.3.1).
    assert one.read_bytes()[4:8] == bytes(4)
    assert list(read_sample(one)) == list(declarations(70, 5, SAMPLE_DAY))


def test_the_shipped_file_has_ten_people_of_each_of_the_63_provinces(shipped: list[Row]) -> None:
    assert Counter(map(province_of, shipped)) == Counter(dict.fromkeys(PROVINCES, 10))


def test_every_63_rows_of_the_shipped_file_touch_every_province(shipped: list[Row]) -> None:
    for start in range(0, 630, 63):
        assert {province_of(row) for row in shipped[start : start + 63]} == set(PROVINCES)


def test_a_large_sample_is_spread_by_hamilton_over_the_census(many: list[Row]) -> None:
    shares = apportion(6000, {one.code: one.population for one in load_provinces()})
    assert Counter(map(province_of, many)) == Counter(shares)
    assert (shares["79"], shares["01"], shares["06"]) == (561, 502, 20)


@pytest.mark.parametrize("count", [0, 1, 62, 63, 630, 1000, 12_345])
def test_shares_always_sum_to_the_count(count: int) -> None:
    assert sum(census_shares(count).values()) == count


def test_the_beginning_of_a_large_sample_touches_every_province(many: list[Row]) -> None:
    assert {province_of(row) for row in many[:63]} == set(PROVINCES)


def test_people_are_the_same_in_short_and_long_samples(many: list[Row]) -> None:
    assert list(declarations(63, 1, SAMPLE_DAY, even_shares(1))) == many[:63]
    assert list(islice(declarations(10**6, 1, SAMPLE_DAY), 100)) == many[:100]


def test_another_seed_gives_other_people_with_other_ids_and_numbers(shipped: list[Row]) -> None:
    others = list(declarations(630, SAMPLE_SEED + 1, SAMPLE_DAY, even_shares(10)))
    for field in ("id", "packet_id", "pin_declared"):
        assert not {row.get(field) for row in others} & {row.get(field) for row in shipped} - {None}


def test_no_id_and_no_pin_is_given_twice(many: list[Row]) -> None:
    ids = [row[field] for row in many for field in ("id", "packet_id")]
    pins = [row["pin_declared"] for row in many if "pin_declared" in row]
    assert len(set(ids)) == len(ids)
    assert len(set(pins)) == len(pins) > 500


def test_no_pin_could_belong_to_a_person(many: list[Row], shipped: list[Row]) -> None:
    pins = [row["pin_declared"] for row in (*many, *shipped) if "pin_declared" in row]
    assert {pin[:3] for pin in pins} == set(TEST_PREFIXES)


def test_no_relation_bears_a_number(many: list[Row]) -> None:
    relations = [one["relation"] for row in many for one in row["relations"]]
    assert not any({"pin", "cmnd9", "citizen_id"} & relation.keys() for relation in relations)


def test_old_numbers_are_of_a_series_that_was_never_issued(many: list[Row]) -> None:
    assert {number[:2] for row in many for number in row["cmnd9"]} == {"99"}


def test_the_sexes_are_as_many_as_in_the_census(many: list[Row]) -> None:
    assert share(many, lambda row: row["sex"] == "male") == pytest.approx(0.498, abs=0.02)


def test_about_85_in_a_hundred_are_kinh(many: list[Row]) -> None:
    kinh = share(many, lambda row: row["ethnicity"] == "vn-1979:01")
    assert kinh == pytest.approx(0.855, abs=0.015)


def test_minorities_live_where_they_live(many: list[Row]) -> None:
    khmer = [province_of(row) for row in many if row["ethnicity"] == "vn-1979:05"]
    assert {"84", "94", "91"} == {code for code, _ in Counter(khmer).most_common(3)}


def test_38_in_a_hundred_kinh_are_called_nguyen(many: list[Row]) -> None:
    kinh = [row for row in many if row["ethnicity"] == "vn-1979:01"]
    assert share(kinh, lambda row: row["surname"] == "Nguyễn") == pytest.approx(0.38, abs=0.02)
    assert share(kinh, lambda row: row["surname"] == "Trần") == pytest.approx(0.11, abs=0.015)


def test_some_names_have_one_word_a_prefix_a_hyphen_or_no_surname(many: list[Row]) -> None:
    assert any(row["given"].startswith("H'") for row in many)
    assert any(row["given"].startswith("Y ") for row in many)
    assert any("-" in row["surname"] for row in many)
    assert any(not row["surname"] and " " not in row["given"] for row in many)


def test_elders_often_know_only_the_year_of_their_birth(many: list[Row]) -> None:
    elders = [row for row in many if int(row["birth"][:4]) <= SAMPLE_DAY.year - 71]
    others = [row for row in many if int(row["birth"][:4]) > SAMPLE_DAY.year - 70]
    assert share(elders, lambda row: len(row["birth"]) < 10) == pytest.approx(0.15, abs=0.05)
    assert share(others, lambda row: len(row["birth"]) < 10) == pytest.approx(0.01, abs=0.005)


def test_a_quarter_are_under_fifteen_and_few_are_elders(many: list[Row]) -> None:
    ages = [SAMPLE_DAY.year - int(row["birth"][:4]) for row in many]
    assert sum(age < 15 for age in ages) / len(ages) == pytest.approx(0.243, abs=0.03)
    assert sum(age >= 65 for age in ages) / len(ages) == pytest.approx(0.079, abs=0.02)


def share(rows: list[Row], fits: Callable[[Row], bool]) -> float:
    return sum(map(fits, rows)) / len(rows)
