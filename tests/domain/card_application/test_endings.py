"""How an application ends without a card, and the appeal of the citizen (guards 17, 37 to 39)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    STATES,
    appealed,
    approved,
    captured,
    closed,
    confirmed,
    refused,
    suspected,
    withdrawn,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.decisions import decide
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, SameOfficer

REFUSE = c.RefuseApplication(
    legal_ground="duplicate-identity", reason="same-person", notice=g.PAPER
)
APPEAL = c.LodgeAppeal(appeal_id=g.APPEAL, ground="not-me")
UPHOLD = c.DecideAppeal(appeal_id=g.APPEAL, outcome="upheld", ground="evidence-accepted")
DISMISS = replace(UPHOLD, outcome="dismissed")


def test_a_refusal_stands_on_a_ground_of_law() -> None:
    [event] = decide(confirmed(), REFUSE, g.context(g.KHANH))

    sealed = e.RefusedSealed(None, g.DOCUMENT)
    assert event == e.Refused("duplicate-identity", "same-person", sealed)
    with pytest.raises(RuleBroken, match="refusal-needs-legal-ground"):
        decide(confirmed(), replace(REFUSE, legal_ground=None), g.context(g.KHANH))


def test_a_suspicion_is_no_ground() -> None:
    with pytest.raises(NotAllowedNow, match="duplicate-not-adjudicated"):
        decide(suspected(), REFUSE, g.context(g.KHANH))


def test_a_refusal_is_given_once_by_the_same_officer() -> None:
    assert decide(refused(), REFUSE, g.context(g.KHANH)) == []
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(refused(), REFUSE, g.context(g.officer(91, "centre", "card-approver")))


def test_the_citizen_may_withdraw_with_a_reason() -> None:
    command = c.WithdrawApplication(reason="changed-mind")

    assert decide(captured(), command, g.context(g.AN)) == [e.Withdrawn("changed-mind")]
    assert decide(withdrawn(), command, g.context(g.AN)) == []
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(captured(), c.WithdrawApplication(), g.context(g.AN))


def test_an_appeal_is_due_in_thirty_days() -> None:
    [event] = decide(refused(), APPEAL, g.context(g.AN))

    assert event == e.AppealLodged(g.APPEAL, date(2021, 7, 15), "not-me", e.StatementSealed(None))
    later = g.NOW + timedelta(days=1)
    assert decide(appealed(), APPEAL, g.context(g.AN, now=later, occurred_at=later)) == []


@pytest.mark.parametrize(("days", "in_time"), [(90, True), (91, False)])
def test_the_time_to_appeal_is_ninety_days(days: int, in_time: bool) -> None:
    then = g.NOW + timedelta(days=days)
    context = g.context(g.AN, now=then, occurred_at=then)
    if in_time:
        assert decide(refused(), APPEAL, context)
        return
    with pytest.raises(RuleBroken) as late:
        decide(refused(), APPEAL, context)

    assert (late.value.code, late.value.params) == (
        "appeal-time-over",
        {"day": date(2021, 9, 13)},
    )


def test_another_officer_than_the_one_who_refused_decides_the_appeal() -> None:
    with pytest.raises(SameOfficer, match="refuser-may-not-decide-appeal"):
        decide(appealed(), UPHOLD, g.context(replace(g.TAM, officer=g.KHANH.officer)))


def test_an_appeal_upheld_begins_the_checks_again() -> None:
    [event] = decide(appealed(), UPHOLD, g.context(g.TAM))
    state = g.given((g.TAM, event), after=appealed())

    assert event == e.AppealUpheld(g.APPEAL, None, "evidence-accepted", e.StatementSealed(None))
    assert (state.status, state.fee_settled) == ("captured", True)
    assert (state.register_passed, state.quality_passed, state.duplicates_passed) == (False,) * 3
    assert decide(state, UPHOLD, g.context(g.TAM)) == []


def test_an_appeal_dismissed_leaves_the_refusal_and_its_id_used() -> None:
    [event] = decide(appealed(), DISMISS, g.context(g.TAM))
    state = g.given((g.TAM, event), after=appealed())

    assert isinstance(event, e.AppealDismissed)
    assert (state.status, state.refused_by) == ("refused", g.KHANH.officer)
    assert decide(state, DISMISS, g.context(g.TAM)) == []
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(state, APPEAL, g.context(g.AN))


def test_only_the_open_appeal_is_decided() -> None:
    with pytest.raises(NotAllowedNow, match="appeal-not-open"):
        decide(appealed(), replace(UPHOLD, appeal_id=UUID(int=6)), g.context(g.TAM))


@pytest.mark.parametrize(
    ("status", "destroy"),
    [
        ("opened", False),
        ("approved", False),
        ("printed", True),
        ("quality-checked", True),
        ("arrived", True),
        ("delivery-failed", True),
        ("appealed", False),
    ],
)
def test_an_application_closed_with_its_card_made_has_the_card_destroyed(
    status: str, destroy: bool
) -> None:
    command = c.CloseApplication(reason="death")

    [event] = decide(STATES[status], command, g.context(g.PROCESS))

    assert event == e.Closed("death", destroy)
    state = g.given((g.PROCESS, event), after=STATES[status])
    assert decide(state, command, g.context(g.PROCESS)) == []


def test_closing_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(approved(), c.CloseApplication(), g.context(g.KHANH))
    with pytest.raises(NotAllowedNow):
        decide(closed(), c.CloseApplication(reason="error"), g.context(g.KHANH))
