"""Coded values come from closed lists, and an ethnicity names the list it comes from."""

from collections.abc import Callable

import pytest

from domain.refusals import BadValue
from domain.values.codes import (
    MARITAL_BORDER_CODE,
    SEX_BORDER_CODE,
    check_blood,
    check_country,
    check_ethnicity,
    check_marital,
    check_nationalities,
    check_nationality,
    check_relation_to_head,
    check_religion,
    check_sex,
    ethnicity_name,
    sex_from_border,
)
from domain.values.countries import ALPHA_2
from domain.values.ethnic_groups import VN_1979, VN_2008_CONFIRMED


@pytest.mark.parametrize(
    ("check", "values"),
    [
        (check_sex, "unknown male female"),
        (check_marital, "unknown never-married married divorced widowed"),
        (check_blood, "00 01 02 03 04"),
        (check_religion, "01 02 03 04 05 06 07 08 09 10 11 12 13 14 99"),
        (check_nationality, "VN LA KH US"),
        (check_country, "VN LA KH US"),
        (check_ethnicity, "vn-1979:01 vn-1979:54 vn-2008:01 vn-2008:54"),
        (
            check_relation_to_head,
            "head spouse child adopted-child parent parent-in-law child-in-law grandparent "
            "grandchild sibling other-relative lodger other",
        ),
    ],
)
def test_a_listed_value_is_itself(check: Callable[[str], str], values: str) -> None:
    for value in values.split():
        assert check(value) == value


@pytest.mark.parametrize(
    ("check", "value", "code"),
    [
        (check_sex, "1", "sex-not-listed"),
        (check_sex, "Male", "sex-not-listed"),
        (check_sex, "", "sex-not-listed"),
        (check_marital, "single", "marital-not-listed"),
        (check_marital, "3", "marital-not-listed"),
        (check_blood, "05", "blood-not-listed"),
        (check_blood, "A", "blood-not-listed"),
        (check_religion, "00", "religion-not-listed"),
        (check_religion, "15", "religion-not-listed"),
        (check_religion, "1", "religion-not-listed"),
        (check_ethnicity, "01", "ethnicity-without-list"),
        (check_ethnicity, "", "ethnicity-without-list"),
        (check_ethnicity, "vn-2019:01", "ethnicity-list-unknown"),
        (check_ethnicity, ":01", "ethnicity-list-unknown"),
        (check_ethnicity, "vn-1979:00", "ethnicity-not-listed"),
        (check_ethnicity, "vn-1979:55", "ethnicity-not-listed"),
        (check_ethnicity, "vn-2008:55", "ethnicity-not-listed"),
        (check_ethnicity, "vn-1979:1", "ethnicity-not-listed"),
        (check_ethnicity, "vn-1979:01:01", "ethnicity-not-listed"),
        (check_ethnicity, "vn-1979:\u0660\u0661", "ethnicity-not-listed"),
        (check_nationality, "vn", "nationality-not-listed"),
        (check_nationality, "VNM", "nationality-not-listed"),
        (check_nationality, "ZZ", "nationality-not-listed"),
        (check_country, "SU", "country-not-listed"),
        (check_relation_to_head, "wife", "relation-to-head-not-listed"),
    ],
)
def test_an_unlisted_value_is_refused(check: Callable[[str], str], value: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        check(value)
    assert refused.value.code == code


def test_sex_is_0_1_2_at_the_border() -> None:
    assert SEX_BORDER_CODE == {"unknown": 0, "male": 1, "female": 2}
    assert [sex_from_border(code) for code in (0, 1, 2)] == ["unknown", "male", "female"]
    with pytest.raises(BadValue):
        sex_from_border(3)


def test_divorced_and_widowed_are_one_code_at_the_border() -> None:
    assert list(MARITAL_BORDER_CODE.values()) == [0, 1, 2, 3, 3]


def test_both_numberings_of_ethnic_groups_are_known_and_clash() -> None:
    assert list(VN_1979) == [f"{row:02d}" for row in range(1, 55)]
    assert [VN_1979[row] for row in ("01", "04", "05", "06")] == ["Kinh", "Hoa", "Khơ-me", "Mường"]
    assert [VN_2008_CONFIRMED[row] for row in ("04", "05", "06")] == ["Mường", "Khơ-me", "Hoa"]
    assert ethnicity_name("vn-1979:04") == "Hoa"
    assert ethnicity_name("vn-2008:04") == "Mường"
    assert ethnicity_name("vn-2008:54") is None


def test_there_are_249_countries() -> None:
    assert len(ALPHA_2) == 249
    assert {"VN", "LA", "KH", "CN", "SS"} <= ALPHA_2


def test_nationalities_are_named_once_with_viet_nam_first() -> None:
    assert check_nationalities(["VN", "US"]) == ("VN", "US")
    assert check_nationalities(["LA", "US"]) == ("LA", "US")
    assert check_nationalities([]) == ()


@pytest.mark.parametrize(
    ("nationalities", "code"),
    [
        (["US", "VN"], "nationality-vn-not-first"),
        (["VN", "VN"], "nationality-repeated"),
        (["VN", "XX"], "nationality-not-listed"),
    ],
)
def test_a_disordered_list_of_nationalities_is_refused(nationalities: list[str], code: str) -> None:
    with pytest.raises(BadValue) as refused:
        check_nationalities(nationalities)
    assert refused.value.code == code
