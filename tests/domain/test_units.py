"""Which unit lies in which, also after the provinces were merged on 1 July 2025."""

from datetime import date

import pytest
from tests.domain.citizen.givens import units

BEFORE, AFTER = date(2021, 6, 15), date(2026, 1, 1)
YEN_BAI_COMMUNE = "04252"
LAO_CAI_COMMUNE = "02635"


@pytest.mark.parametrize(
    ("code", "ancestor", "on", "lies"),
    [
        (YEN_BAI_COMMUNE, "15", BEFORE, True),
        (YEN_BAI_COMMUNE, "10", BEFORE, False),
        (LAO_CAI_COMMUNE, "10", BEFORE, True),
        (LAO_CAI_COMMUNE, "15", BEFORE, False),
        (YEN_BAI_COMMUNE, "15", AFTER, True),
        (LAO_CAI_COMMUNE, "15", AFTER, True),
        (LAO_CAI_COMMUNE, "10", AFTER, False),
        ("080", "15", AFTER, True),
        (LAO_CAI_COMMUNE, "080", BEFORE, True),
        (LAO_CAI_COMMUNE, "080", AFTER, False),
        ("10", "15", BEFORE, False),
        ("10", "15", AFTER, True),
        ("15", "15", AFTER, True),
        ("00001", "01", AFTER, True),
        ("00001", "15", AFTER, False),
        ("00001", "centre", AFTER, True),
        ("99999", "15", AFTER, False),
    ],
)
def test_a_unit_of_2021_lies_in_the_province_that_took_its_own_over(
    code: str, ancestor: str, on: date, lies: bool
) -> None:
    assert units().within(code, ancestor, on) is lies
