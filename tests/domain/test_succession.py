"""One unit takes over the work of another on a day, by law or by an order of the office."""

from datetime import date

import pytest
from tests.domain.citizen.givens import units

from domain.refusals import BadValue
from domain.succession import Succession, with_successions
from domain.units import RegisterOfUnits

DAY = date(2022, 3, 1)
BEFORE, AFTER = date(2022, 2, 28), date(2025, 7, 1)
DONG_VAN, MEO_VAC, COMMUNE, OTHER = "026", "027", "00715", "00718"


@pytest.fixture(scope="module")
def ordered() -> RegisterOfUnits:
    """The district Đồng Văn goes to its neighbour; later one of its communes to another one."""
    orders = [Succession(COMMUNE, OTHER, date(2023, 1, 1)), Succession(DONG_VAN, MEO_VAC, DAY)]
    return with_successions(units(), orders)


def test_the_work_of_an_ended_unit_is_that_of_its_successor(ordered: RegisterOfUnits) -> None:
    assert ordered.heirs(DONG_VAN, BEFORE) == {DONG_VAN}
    assert ordered.heirs(DONG_VAN, DAY) == {MEO_VAC}
    assert ordered.seat_of(DONG_VAN, DAY) == MEO_VAC
    assert ordered.stands_for(MEO_VAC, DAY) == (MEO_VAC, DONG_VAN)
    assert ordered.stands_for(MEO_VAC, BEFORE) == (MEO_VAC,)


def test_what_lay_below_an_ended_unit_lies_below_its_successor(ordered: RegisterOfUnits) -> None:
    assert ordered.district_of(OTHER, BEFORE) == DONG_VAN
    assert ordered.district_of(OTHER, DAY) == MEO_VAC
    assert ordered.within(OTHER, MEO_VAC, DAY)
    assert not ordered.within(OTHER, MEO_VAC, BEFORE)
    assert ordered.province_of(OTHER, DAY) == "02"


def test_a_successor_that_ends_is_succeeded_in_turn(ordered: RegisterOfUnits) -> None:
    for ended in (DONG_VAN, MEO_VAC, COMMUNE, OTHER, "02"):
        assert ordered.heirs(ended, AFTER) == {"08"}
    assert ordered.stands_for("08", AFTER) == ("08", "02")


def test_roles_of_the_lower_levels_are_at_home_in_the_province_only_after_their_end() -> None:
    known = units()

    assert known.levels("08", date(2025, 6, 30)) == {"province"}
    assert known.levels("08", AFTER) == {"province", "district", "commune"}
    assert known.levels(DONG_VAN, AFTER) == {"district"}
    assert known.levels("centre", AFTER) == set()


def test_a_unit_of_a_merged_province_has_that_province_over_it() -> None:
    known = units()

    assert known.province_over(COMMUNE, date(2025, 6, 30)) == "02"
    assert known.province_over(COMMUNE, AFTER) == "08"
    assert known.province_over("99999", AFTER) is None
    assert known.seat_of("99999", AFTER) == "99999"


def test_every_unit_of_2021_has_exactly_one_heir() -> None:
    known = units()
    ended = [one.code for one in known.units if one.valid_to is not None]

    assert len(ended) > 11_000
    assert {len(known.heirs(code, AFTER)) for code in ended} == {1}


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Succession("99999", OTHER, DAY), "99999"),
        (Succession(COMMUNE, "99999", DAY), "99999"),
        (Succession(COMMUNE, OTHER, date(2025, 8, 1)), COMMUNE),
        (Succession(DONG_VAN, MEO_VAC, date(2025, 7, 1)), MEO_VAC),
        (Succession(DONG_VAN, COMMUNE, DAY), COMMUNE),
        (Succession(DONG_VAN, DONG_VAN, DAY), DONG_VAN),
    ],
)
def test_only_units_of_the_day_end_and_succeed(order: Succession, code: str) -> None:
    with pytest.raises(BadValue, match=r"unit-unknown|successor-lies-below") as refused:
        with_successions(units(), [order])

    assert refused.value.params["code"] == code
