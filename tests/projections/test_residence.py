"""Which unit a citizen is found from."""

from datetime import date
from typing import Any

import msgspec
import pytest
from tests.projections.tables import person, person_of

from citizen_stories import DONG_VAN, PHUC_XA, captured, corrected, resided, stay, story
from domain.citizen.facts import Residence


def plain(residence: Residence) -> Any:
    return msgspec.to_builtins(residence)


HOMES = {
    "as declared": ((captured(),), PHUC_XA),
    "never declared": ((captured(residences=()),), None),
    "moved": ((captured(), resided(DONG_VAN)), DONG_VAN),
    "temporarily elsewhere": ((captured(), resided(DONG_VAN, "temporary")), PHUC_XA),
    "a stay of the past": ((captured(), resided(DONG_VAN, to=date(2021, 2, 28))), PHUC_XA),
    "gone abroad": ((captured(), resided(None)), None),
    "corrected": ((captured(), corrected(residences=[plain(stay(DONG_VAN))])), DONG_VAN),
    "the last that is not over": (
        (captured(residences=(stay(PHUC_XA), stay(DONG_VAN, to=date(2020, 1, 1)))),),
        PHUC_XA,
    ),
}


@pytest.mark.parametrize(("events", "unit"), HOMES.values(), ids=HOMES)
def test_the_residence_is_the_permanent_one(events: tuple[Any, ...], unit: str | None) -> None:
    assert person(*events)["residence_unit"] == unit


@pytest.mark.parametrize(
    ("unit", "seen_from"),
    [
        (PHUC_XA, [f"={PHUC_XA}", PHUC_XA, "001", "01", "01@2025-07-01"]),
        ("001", ["=001", "001", "01", "01@2025-07-01"]),
        ("01", ["=01", "01", "01@2025-07-01"]),
        ("10", ["=10", "10", "15@2025-07-01"]),
        ("centre", ["=centre"]),
        ("99999", ["=99999"]),
    ],
)
def test_an_entry_is_seen_from_those_above_its_unit_now_and_later(
    unit: str, seen_from: list[str]
) -> None:
    row = person_of(story(captured(), unit=unit))

    assert row["unit_places"].split() == seen_from
