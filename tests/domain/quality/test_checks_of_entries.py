"""Every check that an entry answers by itself: what fails it, what passes, what it cannot tell.

Long because it is a table: a row for each side of each check.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.quality.entries import (
    CONTEXT,
    MOTHER,
    PIN,
    POLICY,
    TODAY,
    citizen,
    discrepancy,
    entry,
    numbered,
    seen,
)

from citizen_stories import PHUC_XA, place, stay
from domain.citizen.facts import DeclaredRelation, Relation
from domain.citizen.person import Capture
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.quality.card_holding import OF_HOLDERS
from domain.quality.checks_of_entries import OF_ENTRIES, verdicts
from domain.quality.life import registered_late
from domain.quality.seen import Seen

FAILS, PASSES, UNTOLD = "fails", "passes", "not evaluated"
LATER = TODAY + timedelta(days=400)
SPOUSE = DeclaredRelation("spouse", Relation(UUID(int=7), None, None, None, "VN", None))
NAMELESS = DeclaredRelation("father", Relation(None, None, None, None, "VN", None))
CAPTURE = citizen(entry()).capture
assert CAPTURE is not None
BIRTH = replace(CAPTURE, form="birth-notice")
DAY_BEFORE = TODAY - timedelta(days=1)


def over(unit: str = PHUC_XA, kind: str = "permanent") -> Any:
    return stay(unit, kind, from_=date(2000, 1, 1), to=DAY_BEFORE)


ROWS: list[tuple[str, str, Seen]] = [
    ("DQ-01", PASSES, seen()),
    ("DQ-01", UNTOLD, seen(pins=())),
    ("DQ-01", FAILS, seen(pins=(numbered("002190000001"),))),
    ("DQ-01", FAILS, seen(entry(pin_declared="002190000001"), pins=())),
    ("DQ-02", PASSES, seen()),
    ("DQ-02", FAILS, seen(entry(sex="male"))),
    ("DQ-02", PASSES, seen(entry(birth="1990"))),
    ("DQ-03", PASSES, seen(entry(birth="1990"))),
    ("DQ-03", FAILS, seen(entry(birth="1991-03-07"))),
    ("DQ-04", PASSES, seen()),
    ("DQ-04", FAILS, seen(pins=(numbered("013190000001"),))),
    ("DQ-05", PASSES, seen(pins=(numbered(PIN, TODAY), numbered("003190000002")))),
    ("DQ-05", FAILS, seen(pins=(numbered(PIN), numbered("003190000002")))),
    ("DQ-09", UNTOLD, seen()),
    ("DQ-09", PASSES, seen(compared=("civil-status",))),
    ("DQ-09", FAILS, seen(discrepancies=(discrepancy("birth", "civil-status", "declaration"),))),
    ("DQ-10", UNTOLD, seen(compared=("civil-status",))),
    ("DQ-10", PASSES, seen(compared=("household-book",))),
    ("DQ-10", FAILS, seen(discrepancies=(discrepancy("given", "household-book"),))),
    ("DQ-11", UNTOLD, seen()),
    ("DQ-11", FAILS, seen(discrepancies=(discrepancy("given", "document"),))),
    ("DQ-12", UNTOLD, seen()),
    ("DQ-12", FAILS, seen(discrepancies=(discrepancy("given", "online"),))),
    ("DQ-13", PASSES, seen()),
    ("DQ-13", FAILS, seen(entry(ethnicity=""))),
    ("DQ-14", PASSES, seen()),
    ("DQ-14", FAILS, seen(entry(birth="1990"))),
    ("DQ-14", FAILS, seen(entry(birth="1990-03"))),
    ("DQ-15", PASSES, seen()),
    ("DQ-15", FAILS, seen(entry(residences=()))),
    ("DQ-15", FAILS, seen(entry(residences=(stay(PHUC_XA, "temporary"),)))),
    ("DQ-15", FAILS, seen(entry(residences=(over(),)))),
    ("DQ-15", PASSES, seen(entry(residences=()), standing="dead")),
    ("DQ-16", PASSES, seen()),
    ("DQ-16", FAILS, seen(entry(relations=()))),
    ("DQ-16", FAILS, seen(entry(relations=(NAMELESS,)))),
    ("DQ-18", PASSES, seen()),
    ("DQ-18", FAILS, seen(entry(residences=(stay("001"),)))),
    ("DQ-18", PASSES, seen(entry(residences=(over("001"), stay(PHUC_XA))))),
    ("DQ-18", PASSES, seen(entry(residences=(stay(None),)))),
    ("DQ-21", PASSES, seen()),
    ("DQ-21", FAILS, seen(entry(given="An7"))),
    ("DQ-21", FAILS, seen(entry(given="A\u0301nh"))),
    ("DQ-22", PASSES, seen()),
    ("DQ-22", FAILS, seen(entry(native_place=place("99999")))),
    ("DQ-24", PASSES, seen()),
    ("DQ-24", FAILS, seen(entry(birth="1899"))),
    ("DQ-24", PASSES, seen(entry(birth="1900"))),
    ("DQ-24", FAILS, seen(entry(died="1990-03-06"), standing="dead")),
    ("DQ-24", PASSES, seen(entry(died="1990"), standing="dead")),
    ("DQ-24", PASSES, seen(entry(birth="1850", died="1930"), standing="dead")),
    ("DQ-25", PASSES, seen()),
    ("DQ-25", FAILS, seen(entry(relations=(MOTHER, SPOUSE)))),
    ("DQ-25", PASSES, seen(entry(relations=(MOTHER, SPOUSE), marital="married"))),
    ("DQ-27", PASSES, seen()),
    ("DQ-27", FAILS, seen(entry(residences=(stay(PHUC_XA), stay("00715"))))),
    ("DQ-27", PASSES, seen(entry(residences=(over(), stay("00715", from_=TODAY))))),
    ("DQ-29", UNTOLD, seen()),
    ("DQ-29", FAILS, seen(discrepancies=(discrepancy("died", "civil-status"),))),
    ("DQ-29", PASSES, seen(compared=("civil-status",))),
    ("DQ-30", PASSES, seen(pins=(numbered(PIN, TODAY),), standing="nationality-lost")),
    ("DQ-30", FAILS, seen(standing="nationality-lost")),
    ("DQ-31", PASSES, seen()),
    ("DQ-31", PASSES, seen(entry(residences=()))),
    ("DQ-31", FAILS, seen(entry(residences=(over(), stay(PHUC_XA, "declared-absence"))))),
    ("DQ-31", PASSES, seen(entry(residences=(over(), stay(PHUC_XA, "current"))))),
    ("DQ-35", PASSES, seen()),
    ("DQ-35", FAILS, seen(entry(nationalities=()))),
    ("DQ-35", PASSES, seen(entry(nationalities=(), cmnd9=()), pins=())),
    ("DQ-36", UNTOLD, seen(pins=())),
    ("DQ-36", PASSES, seen(capture=BIRTH)),
    ("DQ-36", FAILS, seen(capture=BIRTH, pins=())),
]  # fmt: skip


def told(check: str, found: Seen) -> str:
    verdict = verdicts(found)[check]
    if not verdict.evaluated:
        return UNTOLD
    return FAILS if verdict.fails_on(TODAY) else PASSES


@pytest.mark.parametrize(("check", "outcome", "found"), ROWS)
def test_a_check_of_an_entry(check: str, outcome: str, found: Seen) -> None:
    assert told(check, found) == outcome


def test_every_check_is_asked_somewhere() -> None:
    own = {check for check, known in QUALITY_CHECKS.items() if known.own_state}
    of_pairs = {"DQ-06", "DQ-07", "DQ-08", "DQ-23", "DQ-25", "DQ-26"}
    of_records = {"DQ-32"}

    assert own | OF_ENTRIES.keys() | OF_HOLDERS.keys() | of_pairs | of_records == set(
        QUALITY_CHECKS
    )
    assert {check for check, _, _ in ROWS} == own | OF_ENTRIES.keys()


def test_a_check_may_begin_to_fail_on_a_later_day() -> None:
    leaving = entry(residences=(stay(PHUC_XA, to=LATER),))
    found = verdicts(seen(leaving))

    assert not found["DQ-15"].fails_on(LATER)
    assert found["DQ-15"].fails_on(LATER + timedelta(days=1))
    assert not found["DQ-24"].fails_on(date(2111, 3, 6))
    assert found["DQ-24"].fails_on(date(2111, 3, 7))


def test_a_birth_on_29_february_is_121_years_ago_on_the_28th() -> None:
    found = verdicts(seen(entry(birth="1904-02-29")))

    assert not found["DQ-24"].fails_on(date(2025, 2, 27))
    assert found["DQ-24"].fails_on(date(2025, 2, 28))


def test_a_number_is_awaited_for_two_working_days() -> None:
    friday = replace(CONTEXT, now=CONTEXT.now)
    capture = Capture("birth-notice", UUID(int=1), "x", CONTEXT.now, False, 1)
    verdict = verdicts(replace(seen(capture=capture, pins=()), context=friday))["DQ-36"]

    assert not verdict.fails_on(date(2021, 3, 12))
    assert verdict.fails_on(date(2021, 3, 13))


@pytest.mark.parametrize(
    ("recorded", "late"),
    [(date(2021, 3, 10), False), (date(2021, 3, 17), False), (date(2021, 3, 18), True)],
)
def test_a_civil_fact_is_late_after_five_working_days(recorded: date, late: bool) -> None:
    assert registered_late(POLICY, TODAY, recorded) is late


def test_no_date_of_any_calendar_stops_a_check() -> None:
    found = verdicts(seen(entry(birth="19xx")))

    assert not found["DQ-24"].evaluated
