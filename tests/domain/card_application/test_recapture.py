"""Captured again after a return: counted on, and nothing of the former examination stands."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import STATES, captured, opened, returned

from domain.card_application import events as e
from domain.card_application.decisions import decide
from domain.envelope import Actor
from domain.refusals import NotAllowedNow


def test_a_recapture_counts_on_and_says_why() -> None:
    [event] = decide(returned(), g.recapture(), g.context(g.BINH))

    assert isinstance(event, e.Recaptured)
    assert (event.capture_attempt, event.because) == (2, "portrait-blurred")


def test_a_recapture_resets_the_checks_and_the_approval_of_the_intake() -> None:
    sent_back = g.given(
        (g.KHANH, e.Returned(("x",), g.DISTRICT, g.TODAY, None)), after=STATES["verified"]
    )
    [event] = decide(sent_back, g.recapture(), g.context(g.BINH))
    other = Actor(UUID(int=50), g.DISTRICT, ("capture-officer",))

    state = g.given((other, event), after=sent_back)

    assert state.status == "captured"
    assert (state.register_passed, state.quality_passed, state.duplicates_passed) == (False,) * 3
    assert (state.intake_approved_by, state.search_id) == (None, None)
    assert state.captured_by == (g.BINH.officer, other.officer)
    assert state.fee_settled


def test_the_same_capture_again_changes_nothing_whatever_the_fee_is_now() -> None:
    state = captured()
    july = datetime(2021, 7, 2, 3, 0, tzinfo=UTC)
    dearer = replace(g.captured_event(), fee_due=30_000)

    assert decide(state, g.complete_capture(), g.context(g.BINH)) == []
    assert decide(g.given((g.BINH, dearer), after=opened()), g.complete_capture(),
                  g.context(g.BINH, now=july, occurred_at=july)) == []  # fmt: skip
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(state, g.complete_capture(features="khác"), g.context(g.BINH))


def test_the_same_recapture_again_changes_nothing() -> None:
    [event] = decide(returned(), g.recapture(), g.context(g.BINH))
    state = g.given((g.BINH, event), after=returned())

    assert decide(state, g.recapture(), g.context(g.BINH)) == []
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(state, g.recapture(because="other"), g.context(g.BINH))
