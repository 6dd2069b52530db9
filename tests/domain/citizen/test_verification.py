"""Verifying against the sources, the checks that block it, and sending a form back."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AN,
    BINH,
    COMMUNE,
    DOCUMENT,
    HOA,
    LINH,
    MAI,
    PAPER,
    PLACE,
    approved,
    captured,
    context,
    given,
    returned,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.checks import CHECKS
from domain.citizen.decisions import decide
from domain.citizen.facts import Place, Residence
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, OutsideAuthority, RuleBroken, SameOfficer

VERIFY = c.VerifyCitizen(against=("household-book",), evidence=(PAPER,))
RETURN = c.ReturnCitizen(reasons=("birth-unclear",))


def home(start: str, end: str | None = None) -> Residence:
    last = date.fromisoformat(end) if end else None
    return Residence("permanent", date.fromisoformat(start), last, PLACE)


@pytest.mark.parametrize("actor", [BINH, HOA])
def test_the_commune_chief_or_a_data_officer_verifies(actor: Actor) -> None:
    passed = tuple(CHECKS)

    assert decide(captured(), VERIFY, context(actor)) == [
        e.Verified(("household-book",), passed, e.VerifiedSealed((DOCUMENT,)))
    ]


def test_the_checks_of_the_entry_alone_are_the_nine_of_the_law() -> None:
    assert " ".join(CHECKS) == "DQ-01 DQ-02 DQ-03 DQ-04 DQ-13 DQ-21 DQ-22 DQ-27 DQ-35"


def test_birth_notices_are_verified_at_the_centre_and_forms_are_not() -> None:
    assert decide(captured(form="birth-notice"), VERIFY, context(LINH))
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(captured(form="birth-notice"), VERIFY, context(BINH))
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(captured(), VERIFY, context(LINH))


@pytest.mark.parametrize(
    ("changes", "open_checks"),
    [
        ({"pin_declared": "001190000001", "birth_registration": Place("02", date(2021, 3, 1),
          "VN", None)}, {("DQ-01", "/birth_registration")}),
        ({"pin_declared": "003090000001"}, {("DQ-02", "/sex")}),
        ({"pin_declared": "003191000001"}, {("DQ-03", "/birth")}),
        ({"pin_declared": "003288000001"}, {("DQ-02", "/sex"), ("DQ-03", "/birth")}),
        ({"pin_declared": "013190000001"},
         {("DQ-01", "/birth_registration"), ("DQ-04", "/pin_declared")}),
        ({"native_place": None}, {("DQ-13", "/native_place")}),
        ({"given": "Mẫu1"}, {("DQ-21", "/given")}),
        ({"surname": "Ðặng"}, {("DQ-21", "/surname")}),
        ({"native_place": Place("99999", date(2021, 3, 1), "VN", None)},
         {("DQ-22", "/native_place")}),
        ({"residences": (home("2001-01-01"), home("2010-05-05"))}, {("DQ-27", "/residences")}),
        ({"nationalities": (), "cmnd9": ("123456789",)},
         {("DQ-13", "/nationalities"), ("DQ-35", "/nationalities")}),
    ],
)  # fmt: skip
def test_an_open_check_blocks_and_points_at_the_field(
    changes: dict[str, Any], open_checks: set[tuple[str, str]]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(captured(**changes), VERIFY, context(BINH))

    assert {(f.params["id"], f.pointer) for f in refused.value.faults} == open_checks
    assert refused.value.code == ("check-open" if len(open_checks) == 1 else "checks-open")


def test_a_number_reserved_for_tests_is_open_in_production() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(captured(pin_declared="003190000001"), VERIFY, context(BINH, test_numbers=False))

    assert {f.params["id"] for f in refused.value.faults} == {"DQ-01", "DQ-04"}


def test_one_home_after_the_other_is_one_home_a_day() -> None:
    homes = (home("2001-01-01", "2010-05-04"), home("2010-05-05"))

    assert decide(captured(residences=homes), VERIFY, context(BINH))


def test_who_captured_or_corrected_does_not_verify() -> None:
    an_as_chief = Actor(AN.officer, COMMUNE, ("commune-chief",))
    corrected = given((BINH, e.CaptureCorrected((), e.DiffSealed(()))), after=captured())

    with pytest.raises(SameOfficer, match="capturer-may-not-verify"):
        decide(captured(), VERIFY, context(an_as_chief))
    with pytest.raises(SameOfficer, match="capturer-may-not-verify"):
        decide(corrected, VERIFY, context(BINH))


def test_verified_twice_by_the_same_officer_is_verified_once() -> None:
    [event] = decide(captured(), VERIFY, context(BINH))
    state = given((BINH, event), after=captured())

    assert decide(state, VERIFY, context(BINH)) == []
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(state, VERIFY, context(HOA))


@pytest.mark.parametrize("others", [{"against": ("civil-status",)}, {"evidence": ()}])
def test_verified_against_other_papers_is_not_the_same(others: dict[str, Any]) -> None:
    [event] = decide(captured(), VERIFY, context(BINH))
    state = given((BINH, event), after=captured())

    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(state, replace(VERIFY, **others), context(BINH))


@pytest.mark.parametrize("state", [captured(), verified()])
def test_a_form_goes_back_to_its_unit_within_ten_working_days(state: Any) -> None:
    assert decide(state, RETURN, context(MAI)) == [
        e.Returned(("birth-unclear",), COMMUNE, date(2021, 6, 29), e.RemarkSealed(None))
    ]


def test_a_return_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(captured(), c.ReturnCitizen(), context(MAI))


def test_a_form_goes_back_to_a_unit_that_exists() -> None:
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(captured(), c.ReturnCitizen(reasons=("x",), to_unit="99999"), context(MAI))


def test_returned_twice_for_the_same_reason_is_returned_once() -> None:
    assert decide(returned(), RETURN, context(MAI)) == []
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(returned(), replace(RETURN, remark="mờ"), context(MAI))


def test_what_is_approved_does_not_go_back() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(approved(), RETURN, context(MAI))

    assert refused.value.params == {"state": "approved"}
