"""The person beside cards and applications: on which days each of these checks fails."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.quality.card_holding import OF_HOLDERS, Applied, Holder

TODAY = date(2021, 3, 10)
TEN = tuple(range(1, 11))
ID, OTHER = UUID(int=1), UUID(int=2)
TAKEN = Applied(ID, True, "001", date(2021, 1, 5), TEN, TEN)
BANDAGED = replace(TAKEN, captured=TEN[1:], bandaged=(1,))
AGAIN = Applied(OTHER, True, "001", date(2021, 2, 1), TEN, TEN)
WOMAN = Holder("living", "1990-03-07", active_card=True, home="00001")
CHILD = replace(WOMAN, birth="2007-03-10", active_card=False)


def with_(*applications: Applied, **changes: Any) -> Holder:
    return replace(WOMAN, applications=applications, **changes)


def away(**changes: Any) -> Holder:
    return with_(TAKEN, away=frozenset({ID}), **changes)


ROWS = [
    ("DQ-17", False, WOMAN, TODAY),
    ("DQ-17", True, CHILD, TODAY),
    ("DQ-17", False, CHILD, date(2021, 3, 9)),
    ("DQ-17", False, replace(CHILD, applications=(TAKEN,)), TODAY),
    ("DQ-17", False, replace(CHILD, standing="dead"), TODAY),
    ("DQ-17", True, replace(CHILD, birth="2006"), TODAY),
    ("DQ-17", False, replace(CHILD, birth="2007"), TODAY),
    ("DQ-17", False, replace(CHILD, birth="20xx"), TODAY),
    ("DQ-19", False, with_(TAKEN), TODAY),
    ("DQ-19", True, with_(replace(TAKEN, accounted=TEN[1:])), TODAY),
    ("DQ-19", False, with_(replace(TAKEN, accounted=TEN[1:], open=False)), TODAY),
    ("DQ-20", False, with_(BANDAGED), date(2021, 4, 5)),
    ("DQ-20", True, with_(BANDAGED), date(2021, 4, 6)),
    ("DQ-20", False, with_(BANDAGED, AGAIN), date(2021, 4, 6)),
    ("DQ-20", True, with_(BANDAGED, replace(AGAIN, captured=TEN[1:])), date(2021, 4, 6)),
    ("DQ-20", False, with_(BANDAGED, standing="dead"), date(2021, 4, 6)),
    ("DQ-24", False, replace(WOMAN, birth="1900"), TODAY),
    ("DQ-24", True, replace(WOMAN, birth="1899"), TODAY),
    ("DQ-24", False, replace(WOMAN, birth="1899", standing="dead"), TODAY),
    ("DQ-24", False, replace(WOMAN, birth="18xx"), TODAY),
    ("DQ-28", False, WOMAN, TODAY),
    ("DQ-28", True, replace(WOMAN, standing="dead"), TODAY),
    ("DQ-28", False, replace(WOMAN, standing="dead", active_card=False), TODAY),
    ("DQ-28", True, with_(TAKEN, standing="dead", active_card=False), TODAY),
    ("DQ-30", True, replace(WOMAN, standing="nationality-lost"), TODAY),
    ("DQ-30", False, replace(WOMAN, standing="nationality-lost", active_card=False), TODAY),
    ("DQ-33", False, away(), date(2021, 2, 4)),
    ("DQ-33", True, away(), date(2021, 2, 5)),
    ("DQ-33", True, away(confirmed_on=date(2021, 1, 4)), date(2021, 2, 5)),
    ("DQ-33", False, away(confirmed_on=date(2021, 1, 5)), date(2021, 2, 5)),
    ("DQ-33", False, with_(TAKEN), date(2021, 2, 5)),
    ("DQ-34", False, with_(TAKEN), TODAY),
    ("DQ-34", True, with_(replace(TAKEN, address_failed="returned-by-post")), TODAY),
    ("DQ-34", True, with_(replace(TAKEN, address_failed="unknown-address")), TODAY),
    ("DQ-34", False, with_(replace(TAKEN, address_failed="absent")), TODAY),
]


@pytest.mark.parametrize(("check", "fails", "holder", "day"), ROWS)
def test_a_check_of_a_holder(check: str, fails: bool, holder: Holder, day: date) -> None:
    assert OF_HOLDERS[check](holder).fails_on(day) is fails


def test_every_check_fails_and_passes_in_the_table() -> None:
    assert {(check, fails) for check, fails, _, _ in ROWS} == {
        (check, fails) for check in OF_HOLDERS for fails in (True, False)
    }
