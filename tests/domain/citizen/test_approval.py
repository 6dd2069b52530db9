"""Approval, and the number it gives: carried over, formed, or refused with the reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.domain.citizen.givens import (
    AN,
    BINH,
    DISCREPANCY,
    DOCUMENT,
    MAI,
    PIN,
    QUAN,
    TODAY,
    approved,
    captured,
    context,
    given,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import PinDraw, Place
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

APPROVE = c.ApproveCitizen()
ABROAD = Place(None, date(2021, 3, 1), "LA", None)


def established(state: Citizen, **changes: Any) -> e.PinEstablished:
    command = c.ApproveCitizen(in_bulk=changes.pop("in_bulk", False))
    _, event = decide(state, command, context(MAI, **changes))
    assert isinstance(event, e.PinEstablished)
    return event


def number(event: e.PinEstablished) -> str:
    assert event.sealed is not None
    return event.sealed.pin


def test_approval_names_the_version_it_rests_on_and_gives_a_number() -> None:
    assert decide(verified(), APPROVE, context(MAI)) == [
        e.Approved(2),
        e.PinEstablished("card", e.PinEstablishedSealed(PIN, None)),
    ]


def test_under_the_test_switch_only_numbers_of_nobody_are_formed() -> None:
    prefixes = {
        number(established(verified(), facts=PinDraw(7, choice)))[:3] for choice in range(8)
    }

    assert prefixes == {"003", "005", "007", "009"}


def test_in_production_the_prefix_is_the_province_of_birth_registration() -> None:
    event = established(verified(), test_numbers=False, facts=PinDraw(42, 0))

    assert number(event) == "001190000042"


def test_a_declared_number_that_agrees_is_carried_over() -> None:
    event = established(verified(pin_declared="001190123456"))

    assert event == e.PinEstablished("carried-over", e.PinEstablishedSealed("001190123456", None))


def test_a_declared_number_that_disagrees_is_refused_rule_by_rule() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(verified(pin_declared="001088123456"), APPROVE, context(MAI))

    assert [(f.pointer, f.params["rule"]) for f in refused.value.faults] == [
        ("/sex", "century-sex"),
        ("/birth", "year"),
    ]


def test_a_number_comes_from_birth_from_the_bulk_or_from_the_card() -> None:
    newborn = verified(form="birth-notice", birth="2021-06-01", birth_year=2021)

    assert established(newborn).origin == "birth"
    assert established(verified(), in_bulk=True).origin == "bulk"
    assert established(verified()).origin == "card"


def test_numbers_are_established_in_bulk_only_from_14_may_2021() -> None:
    before = datetime(2021, 5, 13, 3, 0, tzinfo=UTC)

    with pytest.raises(RuleBroken, match="bulk-not-allowed"):
        established(verified(), in_bulk=True, now=before, occurred_at=before)


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"sex": "unknown"}, "pin-needs-sex", "/sex"),
        ({"birth": "1899", "birth_year": 1899}, "pin-birth-year", "/birth"),
    ],
)
def test_without_sex_or_a_century_of_the_law_no_number_is_formed(
    changes: dict[str, Any], code: str, pointer: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(verified(**changes), APPROVE, context(MAI))

    assert (refused.value.code, refused.value.faults[0].pointer) == (code, pointer)


def test_a_birth_registered_abroad_waits_for_its_country_code() -> None:
    with pytest.raises(RuleBroken, match="pin-needs-country-code"):
        established(verified(birth_registration=ABROAD), test_numbers=False)


@pytest.mark.parametrize("former", [AN, BINH])
def test_who_captured_or_verified_does_not_approve(former: Actor) -> None:
    promoted = Actor(former.officer, "centre", ("register-approver",))

    with pytest.raises(SameOfficer, match="capturer-or-verifier-may-not-approve"):
        decide(verified(), APPROVE, context(promoted))


def test_an_open_discrepancy_blocks_the_approval() -> None:
    event = e.DiscrepancyRaised(DISCREPANCY, "birth", ("a", "b"), "00001", TODAY, None)

    with pytest.raises(RuleBroken) as refused:
        decide(given((AN, event), after=verified()), APPROVE, context(MAI))

    assert (refused.value.code, refused.value.params) == ("discrepancy-open", {"field": "birth"})


def test_the_dead_are_given_no_number() -> None:
    dead = given((BINH, e.DeathRecorded(e.DeathRecordedSealed("2021-06-01", DOCUMENT))),
                 after=verified())  # fmt: skip

    with pytest.raises(NotAllowedNow, match="citizen-recorded-as"):
        decide(dead, APPROVE, context(MAI))


def test_approved_twice_by_the_same_officer_is_approved_once() -> None:
    assert decide(approved(), c.ApproveCitizen(in_bulk=True), context(MAI)) == []


def test_approval_in_bulk_is_not_the_approval_of_one() -> None:
    one_by_one = e.PinEstablished("card", e.PinEstablishedSealed(PIN, None))
    state = given((MAI, e.Approved(2)), (MAI, one_by_one), after=verified())

    assert decide(state, APPROVE, context(MAI)) == []
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(state, c.ApproveCitizen(in_bulk=True), context(MAI))


def test_only_what_is_verified_is_approved() -> None:
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(captured(), APPROVE, context(MAI))
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(approved(), APPROVE, context(QUAN))
