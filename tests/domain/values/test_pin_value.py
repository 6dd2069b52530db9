"""A PIN has no check digit: its parts are compared with the entry instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadValue
from domain.values.partial_date import PartialDate
from domain.values.pin import (
    ABROAD,
    TEST_PREFIXES,
    check_prefix,
    form_pin,
    parse_pin,
    pin_agrees,
    prefix_is_known,
)

PROVINCES = frozenset({"001", "002", "015", "096"})


def born(text: str) -> PartialDate:
    return PartialDate.parse(text)


def test_the_parts_of_a_pin_are_text_because_leading_zeros_count() -> None:
    pin = parse_pin("003199000001")
    parts = (pin.prefix, pin.century_sex, pin.year_digits, pin.serial)
    assert parts == ("003", "1", "99", "000001")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00319900000",
        "0031990000011",
        "00319900000a",
        " 03199000001",
        "003199000001\n",
        "003-19900001",
        "+03199000001",
        "\u0660" * 12,
        "\uff10" * 12,
        "00319900000\x00",
        "00319900000\u00b2",
    ],
)
def test_a_pin_has_12_digits(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_pin(text)
    assert refused.value.code == "pin-malformed"


@pytest.mark.parametrize(
    ("pin", "birth", "sex", "province", "test_numbers", "failed"),
    [
        # E42, E43 (twice), then the rest of the law.
        ("003199000001", "1999-05-05", "male", "003", False, ("century-sex",)),
        ("005090000001", "1991-01-01", "male", "001", True, ("year",)),
        ("005090000001", "1991-01-01", "male", "001", False, ("province", "year")),
        ("001190000001", "1990-01-02", "female", "001", False, ()),
        ("001190000001", "1990", "female", "001", False, ()),
        ("001190000001", "1990", "female", "015", False, ("province",)),
        ("001190000001", "1990", "female", "015", True, ("province",)),
        ("001190000001", "1990", "unknown", "001", False, ()),
        ("001390000001", "1990", "unknown", "001", False, ("century-sex",)),
        ("001190000001", None, "female", "001", False, ()),
        ("001190000001", None, "male", "001", False, ("century-sex",)),
        ("001200000001", "2000-01-01", "male", "001", False, ()),
        ("001000000001", "2000-01-01", "male", "001", False, ("century-sex",)),
        ("001099000001", "1899", "male", "001", False, ("century-sex",)),
        ("002191000001", "2000", "male", "001", False, ("province", "century-sex", "year")),
        ("123190000001", "1990", "female", ABROAD, False, ()),
        ("001190000001", "1990", "female", ABROAD, False, ("province",)),
        ("123190000001", "1990", "female", "001", False, ("province",)),
        ("005190000001", "1990", "female", ABROAD, True, ()),
    ],
)
def test_a_pin_that_contradicts_the_entry_fails_by_the_rules_it_breaks(
    pin: str,
    birth: str | None,
    sex: str,
    province: str,
    test_numbers: bool,
    failed: tuple[str, ...],
) -> None:
    birth_date = born(birth) if birth else None
    assert pin_agrees(parse_pin(pin), birth_date, sex, province, test_numbers) == failed


@pytest.mark.parametrize(
    ("sex", "year", "digit"),
    [
        # E41
        ("male", 1999, "0"),
        ("female", 1999, "1"),
        ("male", 2000, "2"),
        ("female", 2000, "3"),
        ("male", 2100, "4"),
        ("male", 1900, "0"),
        ("female", 2100, "5"),
        ("male", 2299, "6"),
        ("female", 2299, "7"),
        ("male", 2300, "8"),
        ("female", 2399, "9"),
    ],
)
def test_the_fourth_digit_tells_century_and_sex(sex: str, year: int, digit: str) -> None:
    assert form_pin("003", sex, year, 1)[3] == digit


@pytest.mark.parametrize(
    ("sex", "year", "serial", "code"),
    [
        ("unknown", 1990, 1, "pin-needs-sex"),
        ("", 1990, 1, "pin-needs-sex"),
        ("male", None, 1, "pin-needs-birth-year"),
        ("male", 1899, 1, "pin-birth-year"),
        ("male", 2400, 1, "pin-birth-year"),
        ("male", 1990, -1, "pin-serial-out-of-range"),
        ("male", 1990, 1_000_000, "pin-serial-out-of-range"),
    ],
)
def test_no_pin_is_formed_from_what_is_missing_or_has_no_code(
    sex: str, year: int | None, serial: int, code: str
) -> None:
    with pytest.raises(BadValue) as refused:
        form_pin("003", sex, year, serial)
    assert refused.value.code == code


def test_the_refusal_of_a_birth_year_names_the_year() -> None:
    """E44."""
    with pytest.raises(BadValue) as refused:
        form_pin("003", "male", 1899, 1)
    assert refused.value.params == {"year": 1899}


@pytest.mark.parametrize("prefix", ["", "3", "0003", "a03", "\u0660\u0660\u0663"])
def test_a_pin_begins_with_three_digits(prefix: str) -> None:
    with pytest.raises(BadValue) as refused:
        form_pin(prefix, "male", 1990, 1)
    assert refused.value.code == "pin-prefix-unknown"


@pytest.mark.parametrize(
    ("prefix", "known"),
    [
        ("001", True),
        ("096", True),
        ("101", True),
        ("999", True),
        ("100", False),
        ("000", False),
        ("097", False),
        ("003", False),
        ("01", False),
        ("1010", False),
    ],
)
def test_a_prefix_is_a_province_or_a_country_above_100(prefix: str, known: bool) -> None:
    assert prefix_is_known(prefix, PROVINCES) is known


@pytest.mark.parametrize("prefix", TEST_PREFIXES)
def test_a_test_prefix_is_accepted_with_the_test_switch_only(prefix: str) -> None:
    assert check_prefix(prefix, PROVINCES, test_numbers=True) == prefix
    with pytest.raises(BadValue) as refused:
        check_prefix(prefix, PROVINCES, test_numbers=False)
    assert (refused.value.code, refused.value.params) == ("pin-prefix-reserved", {"code": prefix})


@pytest.mark.parametrize("test_numbers", [True, False])
def test_an_unassigned_prefix_is_refused_with_and_without_the_switch(test_numbers: bool) -> None:
    assert check_prefix("001", PROVINCES, test_numbers) == "001"
    with pytest.raises(BadValue) as refused:
        check_prefix("097", PROVINCES, test_numbers)
    assert (refused.value.code, refused.value.params) == ("pin-prefix-unknown", {"code": "097"})


@given(
    st.sampled_from(TEST_PREFIXES),
    st.sampled_from(["male", "female"]),
    st.integers(1900, 2399),
    st.integers(0, 999_999),
)
def test_a_pin_that_was_formed_agrees_with_what_it_was_formed_from(
    prefix: str, sex: str, year: int, serial: int
) -> None:
    pin = parse_pin(form_pin(prefix, sex, year, serial))
    assert int(pin.serial) == serial
    assert pin_agrees(pin, born(str(year)), sex, "001", test_numbers=True) == ()
