"""What two entries say of each other: parents, spouses and households."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.quality.links import (
    Party,
    household_without_one_head,
    parent_too_young,
    shared_number,
    spouse_link_broken,
)

ONE = Party(UUID(int=1), "1990-03-07", "married", spouse_of_other=True)
TWO = Party(UUID(int=2), "1989-01-01", "married", spouse_of_other=True)


@pytest.mark.parametrize(
    ("child", "parent", "fails"),
    [
        ("1990-03-07", "1960-01-01", False),
        ("1990-03-07", "1977-03-07", False),
        ("1990-03-07", "1977-03-08", True),
        ("1990-03-07", "1991", True),
        ("1990", "1977-12-31", False),
        ("1990", "1978", True),
        ("1990-03-07", "1977", False),
        ("19xx", "1989", False),
    ],
)
def test_a_parent_is_thirteen_at_the_birth(child: str, parent: str, fails: bool) -> None:
    assert parent_too_young(replace(ONE, birth=child), replace(TWO, birth=parent)) is fails


@pytest.mark.parametrize(
    ("one", "other", "fails"),
    [
        ({}, {}, False),
        ({}, {"spouse_of_other": False}, True),
        ({"marital": "never-married"}, {}, True),
        ({}, {"marital": "never-married"}, True),
        ({}, {"spouse_of_other": False, "standing": "dead"}, False),
        ({"standing": "dead"}, {"spouse_of_other": False}, False),
    ],
)
def test_spouses_name_each_other(one: dict[str, Any], other: dict[str, Any], fails: bool) -> None:
    assert spouse_link_broken(replace(ONE, **one), replace(TWO, **other)) is fails


@pytest.mark.parametrize(
    ("member", "head", "fails"),
    [
        (False, True, False),
        (None, None, False),
        (False, False, True),
        (True, True, True),
        (False, None, False),
    ],
)
def test_a_household_has_one_head(member: bool | None, head: bool | None, fails: bool) -> None:
    assert (
        household_without_one_head(replace(ONE, is_head=member), replace(TWO, is_head=head))
        is fails
    )


def test_a_shared_pin_blocks_and_a_shared_old_number_warns() -> None:
    assert (shared_number("pin"), shared_number("cmnd9")) == ("blocking", "warning")
