"""The personal identification number: twelve digits `PPP G YY NNNNNN`, without a check digit.

Law 59/2014 Art. 12 and Circular 07/2016: PPP place of birth registration, G century and sex,
YY year of birth, NNNNNN random. As nothing else betrays a mistyped digit, each part is checked
against the entry.
"""

import re
from collections.abc import Collection

import msgspec

from domain.refusals import BadValue
from domain.values.partial_date import PartialDate

TEST_PREFIXES = ("003", "005", "007", "009")
"""Province codes never assigned: numbers for tests and demonstrations that belong to nobody."""

ABROAD = "abroad"
"""In the place of a province's code: registered abroad, the country's own PIN code unknown."""

_TWELVE_DIGITS = re.compile(r"[0-9]{12}")
_LAST_PROVINCE = 100
_SEXES = ("male", "female")
# Calendar hundreds: 2000 belongs to the digits 2 and 3.
_CENTURY_SEX = {
    (century, sex): str(2 * (century - 19) + _SEXES.index(sex))
    for century in range(19, 24)
    for sex in _SEXES
}
_SERIALS = 1_000_000


class Pin(msgspec.Struct, frozen=True):
    """The number and its parts, all of them text, as leading zeros count."""

    text: str

    @property
    def prefix(self) -> str:
        return self.text[:3]

    @property
    def century_sex(self) -> str:
        return self.text[3]

    @property
    def year_digits(self) -> str:
        return self.text[4:6]

    @property
    def serial(self) -> str:
        return self.text[6:]


def parse_pin(text: str) -> Pin:
    if not _TWELVE_DIGITS.fullmatch(text):
        raise BadValue("pin-malformed")
    return Pin(text)


def prefix_is_known(prefix: str, provinces: Collection[str]) -> bool:
    """Whether PPP is one of the `provinces` ("0" + statistics code) or a country code above 100.

    The prefixes reserved for tests are not known ones; `check_prefix` tells the three apart.
    """
    return prefix in provinces or _is_country(prefix)


def check_prefix(prefix: str, provinces: Collection[str], test_numbers: bool) -> str:
    """The prefix, or BadValue; `test_numbers` is the switch that is off in production."""
    if prefix in TEST_PREFIXES and not test_numbers:
        raise BadValue("pin-prefix-reserved", code=prefix)
    if prefix not in TEST_PREFIXES and not prefix_is_known(prefix, provinces):
        raise BadValue("pin-prefix-unknown", code=prefix)
    return prefix


def pin_agrees(
    pin: Pin, birth: PartialDate | None, sex: str, province: str, test_numbers: bool
) -> tuple[str, ...]:
    """The rules that fail, of "province", "century-sex" and "year" in this order; empty if none.

    `province` is the PIN code of the province of birth registration on the day of establishment
    (three digits), or ABROAD. What is unknown contradicts nothing: without a birth date only the
    sex is compared, and with the sex unknown only the century.
    """
    failed = {
        "province": not _province_agrees(pin, province, test_numbers),
        "century-sex": pin.century_sex not in _possible_digits(birth, sex),
        "year": birth is not None and pin.year_digits != f"{birth.year % 100:02d}",
    }
    return tuple(rule for rule, fails in failed.items() if fails)


def form_pin(prefix: str, sex: str, birth_year: int | None, serial: int) -> str:
    """The twelve digits; `serial` is 0 to 999999, drawn by the caller from a secure generator."""
    if not re.fullmatch(r"[0-9]{3}", prefix):
        raise BadValue("pin-prefix-unknown", code=prefix[:12])
    if not 0 <= serial < _SERIALS:
        raise BadValue("pin-serial-out-of-range")
    digit = _century_sex_digit(sex, birth_year)
    return f"{prefix}{digit}{(birth_year or 0) % 100:02d}{serial:06d}"


def _century_sex_digit(sex: str, birth_year: int | None) -> str:
    if sex not in _SEXES:
        raise BadValue("pin-needs-sex")
    if birth_year is None:
        raise BadValue("pin-needs-birth-year")
    if (birth_year // 100, sex) not in _CENTURY_SEX:
        raise BadValue("pin-birth-year", year=birth_year)
    return _CENTURY_SEX[birth_year // 100, sex]


def _is_country(prefix: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{3}", prefix)) and int(prefix) > _LAST_PROVINCE


def _province_agrees(pin: Pin, province: str, test_numbers: bool) -> bool:
    if test_numbers and pin.prefix in TEST_PREFIXES:
        return True
    return _is_country(pin.prefix) if province == ABROAD else pin.prefix == province


def _possible_digits(birth: PartialDate | None, sex: str) -> set[str]:
    return {
        digit
        for (century, of_sex), digit in _CENTURY_SEX.items()
        if (birth is None or birth.year // 100 == century) and (of_sex == sex or sex not in _SEXES)
    }
