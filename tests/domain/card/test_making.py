"""A card is signed only after the quality check, and destroyed only before two officers."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card.givens import (
    AN,
    APPLICATION,
    BLANK,
    CARD,
    CITIZEN,
    CONG,
    DESTROY,
    ISSUE,
    KHO,
    OTHER_CARD,
    PERSONALISE,
    QUAN,
    TODAY,
    TOMORROW,
    VOID,
    YESTERDAY,
    active,
    after,
    application,
    context,
    issued,
    personalised,
    voided,
)

from domain.card import events as e
from domain.card.decisions import decide
from domain.card.readings import readings
from domain.readings import Reading
from domain.refusals import RuleBroken


def test_a_card_keeps_nothing_personal_in_the_open() -> None:
    [event] = decide(None, PERSONALISE, context(CONG))

    assert event == e.Personalised(
        CITIZEN,
        APPLICATION,
        BLANK,
        "chip-2021",
        YESTERDAY,
        PERSONALISE.valid_to,
        e.PersonalisedSealed("0A1B2C3D", "003190000001", "DS-TEST-1"),
    )
    assert "003190000001" not in repr(personalised())


def test_the_director_signs_what_passed_the_quality_check() -> None:
    assert readings(personalised(), ISSUE, CARD) == (
        Reading("application", "card-application", stream=APPLICATION, expect=True),
    )
    assert decide(personalised(), ISSUE, context(QUAN)) == [e.Issued(TODAY, "director")]
    assert (issued().status, issued().signed_on) == ("issued", TODAY)


@pytest.mark.parametrize(
    "other",
    [
        application("printed"),
        application("approved"),
        application("closed"),
        application("quality-checked", card_id=OTHER_CARD),
        application("quality-checked", card_id=None),
    ],
)
def test_an_unchecked_card_is_not_signed(other: Any) -> None:
    with pytest.raises(RuleBroken, match="card-not-quality-checked"):
        decide(personalised(), ISSUE, context(QUAN, others={"application": other}))


def test_a_card_without_its_application_is_not_signed() -> None:
    with pytest.raises(RuleBroken, match="application-unknown"):
        decide(personalised(), ISSUE, context(QUAN, others={}))


def test_nobody_signs_tomorrow() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(personalised(), replace(ISSUE, signed_on=TOMORROW), context(QUAN))

    assert (refused.value.code, refused.value.faults[0].pointer) == ("day-in-future", "/signed_on")


@pytest.mark.parametrize("state", [personalised(), issued()])
def test_a_spoiled_card_is_void(state: Any) -> None:
    assert decide(state, VOID, context(CONG)) == [e.Voided("misprint")]


@pytest.mark.parametrize("state", [personalised(), issued(), voided()])
def test_two_officers_destroy_a_card(state: Any) -> None:
    assert decide(state, DESTROY, context(AN, KHO)) == [e.Destroyed("shredding")]
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(state, DESTROY, context(AN))


@pytest.mark.parametrize(
    ("before", "command"), [(personalised(), ISSUE), (issued(), VOID), (voided(), DESTROY)]
)
def test_what_is_repeated_is_recorded_once(before: Any, command: Any) -> None:
    assert decide(after(before, command), command, context(QUAN, KHO)) == []


def test_a_card_in_force_reads_nothing_to_be_voided() -> None:
    assert readings(active(), VOID, CARD) == ()
    assert readings(None, PERSONALISE, CARD) == ()
