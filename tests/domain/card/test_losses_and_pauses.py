"""A card lost, suspended or held is not ended; each pause ends as it began."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card.givens import (
    ACTIVATE,
    CARD,
    CITIZEN,
    DISTRICT,
    DOCUMENT,
    DU,
    DUYET,
    END_HOLD,
    FIND,
    GIAO,
    HOLD,
    KHAC,
    LOSE,
    NOW,
    OTHER_CARD,
    REINSTATE,
    REPLACEMENT,
    SUSPEND,
    TIEP,
    TODAY,
    TOMORROW,
    YESTERDAY,
    active,
    after,
    context,
    held,
    issued,
    lost,
    replaced,
    replacement,
    suspended,
)

from domain.card import events as e
from domain.card.decisions import decide
from domain.card.readings import readings
from domain.card.state import Card, Hold
from domain.claims import Claim
from domain.readings import Reading
from domain.refusals import RuleBroken


@pytest.mark.parametrize("state", [issued(), active(), suspended()])
def test_a_found_card_is_as_it_was_before_the_loss(state: Card) -> None:
    missed = lost(state)
    found = after(missed, FIND, TIEP)

    assert (missed.status, missed.former_status) == ("lost-reported", state.status)
    assert (missed.kept_by, missed.activated_at) == (DISTRICT, state.activated_at)
    assert (found.status, found.former_status) == (state.status, None)
    assert decide(found, FIND, context(TIEP)) == []


def test_a_loss_and_a_find_are_recorded_as_they_were_told() -> None:
    assert decide(active(), LOSE, context(TIEP)) == [
        e.LostReported(NOW, "counter", e.StatementSealed(None))
    ]
    assert decide(lost(), FIND, context(TIEP)) == [
        e.Found(NOW, "counter", e.StatementSealed(DOCUMENT))
    ]


@pytest.mark.parametrize(("state", "command"), [(active(), LOSE), (lost(), FIND)])
def test_nobody_loses_or_finds_a_card_later_than_now(state: Card, command: Any) -> None:
    later = replace(command, reported_at=NOW + timedelta(hours=1))

    with pytest.raises(RuleBroken) as refused:
        decide(state, later, context(TIEP))

    assert refused.value.faults[0].pointer == "/reported_at"


def test_a_find_sees_the_open_application_of_the_holder() -> None:
    claim = Claim("open-application", str(CITIZEN), sealed=False)

    assert readings(lost(), FIND, CARD) == (
        Reading("replacement", "card-application", claim=claim, expect=True),
    )


APPROVED = (
    "approved printing outcome-unknown printed quality-checked dispatched missing-in-transit"
    " arrived posted delivery-failed"
)


@pytest.mark.parametrize("status", APPROVED.split())
@pytest.mark.parametrize("kind", ["reissue", "exchange"])
def test_a_card_is_not_found_once_its_replacement_is_approved(status: str, kind: str) -> None:
    others = {"replacement": replacement(status, kind)}

    with pytest.raises(RuleBroken) as refused:
        decide(lost(), FIND, context(TIEP, others=others))

    assert refused.value.code == "replacement-approved"
    assert refused.value.params == {"id": REPLACEMENT}


@pytest.mark.parametrize(
    "other",
    [
        replacement("opened"),
        replacement("captured"),
        replacement("verified"),
        replacement("returned"),
        replacement("approved", "first-issue"),
    ],
)
def test_a_card_is_found_while_its_replacement_is_only_asked_for(other: Any) -> None:
    assert decide(lost(), FIND, context(TIEP, others={"replacement": other}))


def test_a_replaced_card_is_not_found() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(replaced(lost()), FIND, context(TIEP))

    assert refused.value.params == {"id": OTHER_CARD}


def test_another_officer_ends_a_suspension() -> None:
    assert decide(active(), SUSPEND, context(DUYET)) == [e.Suspended("court-order")]
    assert decide(suspended(), REINSTATE, context(KHAC)) == [e.Reinstated("order-lifted")]
    again = after(suspended(), REINSTATE, KHAC)
    assert (again.status, again.suspended_by) == ("active", None)
    assert suspended().suspended_by == DUYET.officer


@pytest.mark.parametrize("command", [SUSPEND, HOLD])
def test_a_pause_needs_a_ground(command: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(active(), replace(command, ground=None), context(DU))

    assert (refused.value.code, refused.value.faults[0].pointer) == ("ground-needed", "/ground")


def test_a_hold_ends_with_the_ground_and_the_day_it_began() -> None:
    sealed = e.HoldSealed(DOCUMENT)

    assert decide(active(), HOLD, context(DU)) == [e.Held("custody", YESTERDAY, None, sealed)]
    assert (held().hold, held().kept_by) == (Hold("custody", YESTERDAY, None), DISTRICT)
    assert decide(held(), END_HOLD, context(DU)) == [
        e.HoldEnded("custody", YESTERDAY, TODAY, sealed)
    ]
    assert after(held(), END_HOLD, DU).status == "active"


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (active(), replace(HOLD, from_=TOMORROW), "day-in-future"),
        (active(), replace(HOLD, from_=TODAY, to=YESTERDAY), "ends-before-it-begins"),
        (held(), replace(END_HOLD, to=TOMORROW), "day-in-future"),
        (
            after(active(), replace(HOLD, from_=TODAY), DU),
            replace(END_HOLD, to=YESTERDAY),
            "ends-before-it-begins",
        ),
    ],
)
def test_the_days_of_a_hold_are_in_order_and_have_come(
    state: Card, command: Any, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        decide(state, command, context(DU))


@pytest.mark.parametrize(
    ("before", "command"),
    [
        (issued(), ACTIVATE),
        (active(), SUSPEND),
        (suspended(), REINSTATE),
        (active(), LOSE),
        (lost(), FIND),
        (active(), HOLD),
        (held(), END_HOLD),
    ],
)
def test_what_is_repeated_is_recorded_once(before: Card, command: Any) -> None:
    assert decide(after(before, command, KHAC), command, context(KHAC)) == []


def test_the_same_pause_again_is_a_new_one() -> None:
    assert decide(after(suspended(), REINSTATE, KHAC), SUSPEND, context(DUYET))
    assert decide(after(held(), END_HOLD, DU), HOLD, context(DU))
    assert decide(after(lost(), FIND, TIEP), LOSE, context(GIAO))
