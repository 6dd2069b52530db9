"""Unit codes, old numbers and blank serials are text of a fixed shape, each of its own kind."""

from datetime import date

import pytest

from domain.refusals import BadValue
from domain.values.blank_serial import check_blank_serial
from domain.values.old_number import OldNumber
from domain.values.unit_code import UnitCode

DAY = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("code", "level"), [("01", "province"), ("001", "district"), ("00001", "commune")]
)
def test_the_length_of_a_unit_code_tells_its_level(code: str, level: str) -> None:
    assert UnitCode.parse(code, DAY) == UnitCode(code, level, DAY)  # type: ignore[arg-type]


def test_one_code_on_two_days_is_two_units() -> None:
    assert UnitCode.parse("15", date(2025, 6, 30)) != UnitCode.parse("15", date(2025, 7, 1))


@pytest.mark.parametrize(
    "code", ["", "1", "0001", "000001", "0a", "01 ", "+1", "\u0660\u0661", "\u00b2\u00b3", "01\n"]
)
def test_a_unit_code_has_2_3_or_5_digits(code: str) -> None:
    with pytest.raises(BadValue) as refused:
        UnitCode.parse(code, DAY)
    assert refused.value.code == "unit-code-malformed"


def test_an_old_number_keeps_its_kind() -> None:
    assert OldNumber.parse("cmnd9", "012345678") == OldNumber("cmnd9", "012345678")
    assert OldNumber.parse("cmnd12", "001190000001").kind == "cmnd12"


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("cmnd9", "01234567", "cmnd9-malformed"),
        ("cmnd9", "001190000001", "cmnd9-malformed"),
        ("cmnd9", "01234567\n", "cmnd9-malformed"),
        ("cmnd9", "\u0660" * 9, "cmnd9-malformed"),
        ("cmnd12", "012345678", "cmnd12-malformed"),
        ("pin", "001190000001", "old-number-kind-not-listed"),
    ],
)
def test_an_old_number_that_is_not_of_its_kind_is_refused(
    kind: str, number: str, code: str
) -> None:
    with pytest.raises(BadValue) as refused:
        OldNumber.parse(kind, number)
    assert refused.value.code == code


def test_a_blank_serial_has_the_pattern_of_its_supplier() -> None:
    assert check_blank_serial("AB0000000001") == "AB0000000001"
    assert check_blank_serial("X-12", r"X-\d\d") == "X-12"


@pytest.mark.parametrize(
    "serial",
    ["", "ab0000000001", "AB000000001", "AB0000000001\n", "AB000000000\u0661", "001190000001"],
)
def test_a_blank_serial_of_another_shape_is_refused(serial: str) -> None:
    with pytest.raises(BadValue) as refused:
        check_blank_serial(serial)
    assert refused.value.code == "blank-serial-malformed"


def test_a_suppliers_pattern_counts_ascii_digits_only() -> None:
    with pytest.raises(BadValue):
        check_blank_serial("X-1\u0661", r"X-\d\d")
