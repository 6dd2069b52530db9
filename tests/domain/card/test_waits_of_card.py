"""Every state of a card has somebody who must act, or rests."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card.givens import (
    DISTRICT,
    NOW,
    STATES,
    TIMER,
    active,
    after,
    context,
    held,
    issued,
    lost,
    personalised,
    requested,
    revoked,
    suspended,
    voided,
)

from domain.card import events as e
from domain.card.decisions import decide
from domain.card.state import Card
from domain.card.waits import CLOSING, RESTING, waits
from domain.deadlines import MarkDeadlineMissed
from domain.policy.house_deadline import house_rule
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import NotAllowedNow, RuleBroken

LATE = MarkDeadlineMissed(
    stage="suspended",
    due=NOW - timedelta(hours=1),
    owner_role="card-approver",
    owner_unit="centre",
)


def owners(state: Card) -> list[tuple[str, str, str]]:
    return [(wait.stage, wait.owner_role, wait.owner_unit) for wait in waits(state)]


@pytest.mark.parametrize("status", STATES)
def test_every_state_rests_or_waits(status: str) -> None:
    assert (status in RESTING) == (waits(STATES[status]) == ())


@pytest.mark.parametrize(
    ("state", "owner"),
    [
        (personalised(), ("personalised", "director", "centre")),
        (voided(), ("voided", "security-officer", "centre")),
        (suspended(), ("suspended", "card-approver", "centre")),
        (held(), ("held", "data-officer", DISTRICT)),
        (lost(), ("lost-reported", "reception-officer", DISTRICT)),
        (requested(), ("revocation-requested", "director", "centre")),
    ],
)
def test_each_wait_has_its_owner_and_its_rule(state: Card, owner: Any) -> None:
    assert owners(state) == [owner]
    [wait] = waits(state)
    rule = house_rule(Policy(SEEDS), wait.rule.removeprefix("house."), NOW)
    assert rule.owner == wait.owner_role


def test_a_paused_card_with_a_request_waits_for_two() -> None:
    assert [stage for stage, *_ in owners(requested(lost()))] == [
        "lost-reported",
        "revocation-requested",
    ]


@pytest.mark.parametrize("ground", sorted(CLOSING))
@pytest.mark.parametrize("state", [personalised(), issued()])
def test_a_card_that_nobody_can_receive_any_more_waits_to_be_destroyed(
    state: Card, ground: str
) -> None:
    closed = requested(state, ground=ground)

    assert owners(closed) == [("issued-closed", "security-officer", "centre")]
    assert house_rule(Policy(SEEDS), "card.issued-closed", NOW).owner == "security-officer"


@pytest.mark.parametrize("ground", sorted(CLOSING))
def test_a_card_in_a_hand_waits_for_the_director(ground: str) -> None:
    in_hand = requested(active(), ground=ground)

    assert owners(in_hand) == [("revocation-requested", "director", "centre")]


def test_a_decided_request_waits_no_more() -> None:
    assert waits(revoked()) == ()
    assert waits(revoked(issued())) == ()


def test_a_wait_that_lasts_is_recorded_as_missed_once() -> None:
    [event] = decide(suspended(), LATE, context(TIMER))

    assert event == e.DeadlineMissed("suspended", LATE.due, "card-approver", "centre")
    assert decide(after(suspended(), LATE, TIMER), LATE, context(TIMER)) == []


def test_the_timer_tells_only_of_waits_that_are_over() -> None:
    with pytest.raises(NotAllowedNow, match="card-waits-not"):
        decide(active(), LATE, context(TIMER))
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(suspended(), replace(LATE, due=NOW + timedelta(hours=1)), context(TIMER))
