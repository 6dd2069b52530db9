"""Every application either waits for somebody, until a day, or rests (domain §1.14)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    MATCHED,
    QUESTIONED,
    STATES,
    SUSPECTED,
    appealed,
    captured,
    checked,
    intake_approved,
    opened,
    returned,
)

from domain.card_application import events as e
from domain.card_application.decisions import decide
from domain.card_application.waits import RESTING, case_of, waits
from domain.deadlines import MarkDeadlineMissed, Missed
from domain.policy.deadline import CardCase
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import NotAllowedNow, RuleBroken
from domain.roles import ROLES
from domain.waits import due_at

POLICY = Policy(SEEDS)

OWNERS = {
    "opened": [("opened", "reception-officer", "001")],
    "captured": [("captured", "intake-approver", "001")],
    "returned": [("returned", "capture-officer", "001")],
    "intake-approved": [
        ("register-check", "register-check", "centre"),
        ("quality-check", "quality-check", "centre"),
        ("duplicate-search", "matcher", "centre"),
    ],
    "duplicate-suspected": [("duplicate-suspected", "examiner", "centre")],
    "duplicate-confirmed": [("duplicate-confirmed", "card-approver", "centre")],
    "verified": [("verified", "card-approver", "centre")],
    "approved": [("approved", "print-operator", "centre")],
    "printing": [("printing", "print-gateway", "centre")],
    "outcome-unknown": [("outcome-unknown", "quality-controller", "centre")],
    "printed": [("printed", "quality-controller", "centre")],
    "quality-checked": [("quality-checked", "dispatcher", "centre")],
    "dispatched": [("dispatched", "dispatcher", "centre")],
    "missing-in-transit": [("missing-in-transit", "dispatcher", "centre")],
    "arrived": [
        ("arrived", "delivery-officer", "001"),
        ("unclaimed", "delivery-officer", "001"),
    ],
    "posted": [("posted", "post-courier", "001")],
    "delivery-failed": [("delivery-failed", "delivery-officer", "001")],
    "appealed": [("appealed", "director", "centre")],
}


def due(status: str, stage: str, began: datetime = g.NOW) -> datetime:
    [wait] = [one for one in waits(STATES[status]) if one.stage == stage]
    return due_at(wait, began, POLICY, g.NOW).astimezone(UTC)


def stages(state: Any) -> list[str]:
    return [wait.stage for wait in waits(state)]


@pytest.mark.parametrize("status", STATES)
def test_every_state_waits_for_a_role_or_rests(status: str) -> None:
    found = [(one.stage, one.owner_role, one.owner_unit) for one in waits(STATES[status])]

    assert found == OWNERS.get(status, [])
    assert (status in RESTING) == (not found)
    assert {role for _, role, _ in found} <= ROLES.keys()


@pytest.mark.parametrize("status", STATES)
def test_every_wait_has_a_day(status: str) -> None:
    for wait in waits(STATES[status]):
        assert due_at(wait, g.NOW, POLICY, g.NOW) > g.NOW


def test_the_checks_wait_beside_each_other_and_one_by_one_no_more() -> None:
    assert stages(checked((g.DUNG, MATCHED))) == ["quality-check", "duplicate-search"]
    questioned = checked((g.GIANG, QUESTIONED))
    assert stages(questioned)[1:] == ["quality-questioned", "duplicate-search"]
    assert waits(questioned)[1].owner_role == "examiner"


def test_a_suspected_duplicate_leaves_the_other_checks_waiting() -> None:
    state = g.given((g.HOA, SUSPECTED), after=intake_approved())

    assert stages(state) == ["duplicate-suspected", "register-check", "quality-check"]


def test_a_stage_of_the_law_runs_from_its_receipt() -> None:
    # Received on Tuesday 15 June: district urban 1.5 days, centre 2, delivery 3.
    later = g.NOW + timedelta(days=30)

    assert due("captured", "captured", later) == datetime(2021, 6, 17, 5, tzinfo=UTC)
    for status in ("verified", "approved", "printed"):
        assert due(status, status, later) == datetime(2021, 6, 17, 10, tzinfo=UTC)
    assert due("intake-approved", "register-check", later) == due("verified", "verified")
    for status in ("quality-checked", "dispatched"):
        assert due(status, status, later) == datetime(2021, 6, 18, 10, tzinfo=UTC)


def test_a_house_deadline_runs_from_the_event() -> None:
    later = g.NOW + timedelta(days=1)

    assert due("printing", "printing", later) == later + timedelta(minutes=10)
    assert due("arrived", "unclaimed", later) == later + timedelta(days=30)
    assert due("returned", "returned", later) == datetime(2021, 6, 29, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unit", "rule", "own_intake"),
    [
        ("001", "limit.district", False),
        ("00001", "limit.district", False),
        ("01", "limit.province", True),
        ("centre", "limit.centre", True),
    ],
)
def test_the_limit_at_the_counter_is_that_of_its_level(
    unit: str, rule: str, own_intake: bool
) -> None:
    state = g.given((g.BINH, g.captured_event()), after=opened(intake_unit=unit))

    [wait] = waits(state)
    assert (wait.rule, wait.owner_unit) == (rule, unit)
    assert case_of(state) == CardCase("urban", "conversion", own_intake)


def test_what_comes_back_to_the_counter_is_received_there_again() -> None:
    later = g.NOW + timedelta(days=10)
    [again] = decide(returned(), g.recapture(), g.context(g.BINH))
    upheld = e.AppealUpheld(g.APPEAL, None, None, None)

    for before, event in ((returned(), again), (appealed(), upheld)):
        state = g.evolve(before, event, g.envelope(g.BINH, later))
        assert waits(state)[0].since == later
    assert waits(captured())[0].since == g.NOW


def missed(stage: str, at: datetime, role: str = "print-operator") -> MarkDeadlineMissed:
    return MarkDeadlineMissed(stage=stage, due=at, owner_role=role, owner_unit="centre")


def test_a_missed_deadline_is_recorded_once_and_moves_nothing() -> None:
    command = missed("approved", g.NOW)

    [event] = decide(STATES["approved"], command, g.context(g.TIMER))
    state = g.given((g.TIMER, event), after=STATES["approved"])

    assert event == e.DeadlineMissed("approved", g.NOW, "print-operator", "centre")
    assert (state.status, state.missed) == ("approved", (Missed("approved", g.NOW),))
    assert decide(state, command, g.context(g.TIMER)) == []


def test_a_deadline_ahead_or_of_another_stage_is_not_missed() -> None:
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(
            STATES["approved"],
            missed("approved", g.NOW + timedelta(1)),
            g.context(g.TIMER),
        )
    with pytest.raises(NotAllowedNow, match="card-application-waits-not"):
        decide(STATES["approved"], missed("printing", g.NOW), g.context(g.TIMER))


def test_a_card_given_up_is_received_by_the_centre_again() -> None:
    later = g.NOW + timedelta(days=20)
    lost = e.LostInTransit(g.MANIFEST, g.DISTRICT)

    state = g.evolve(STATES["missing-in-transit"], lost, g.envelope(g.KHANH, later))

    assert waits(state)[0].since == later
    assert waits(replace(state, status="delivered")) == ()
