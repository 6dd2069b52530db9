"""An ended case is taken up again where it lay, while its subjects are there."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen import givens as citizens
from tests.domain.data_quality_case.givens import (
    CHECK,
    CITIZEN,
    COMMUNE,
    DISMISS,
    HAI,
    LINH,
    PAIR,
    REOPEN,
    TO_PROVINCE,
    assigned,
    context,
    detected,
    dismissed,
    found,
    given,
    living_at,
    resolved,
    seen,
)

from domain.context import Other
from domain.data_quality_case.decisions import decide
from domain.data_quality_case.state import DataQualityCase
from domain.refusals import AlreadyTaken, NotAllowedNow


@pytest.mark.parametrize("state", [resolved(), dismissed()])
def test_a_case_is_taken_up_where_it_lay(state: DataQualityCase) -> None:
    again = given((CHECK, REOPEN), after=state)

    assert (again.status, again.holder_unit, again.holder_role) == (
        "assigned",
        COMMUNE,
        "area-officer",
    )
    assert (again.due, again.finding, again.decided_by, again.dismissed_reason) == (
        None,
        None,
        None,
        None,
    )
    assert again.reopened_reason == "check-fails-again"


def test_a_case_that_never_left_the_centre_is_taken_up_there() -> None:
    state = given((LINH, DISMISS), (LINH, REOPEN), after=detected())

    assert (state.status, state.holder_unit) == ("assigned", "centre")
    assert decide(state, TO_PROVINCE, context(LINH))


def test_reopened_twice_is_reopened_once_and_reopened_again_after_another_end() -> None:
    again = given((CHECK, REOPEN), after=dismissed())

    assert decide(again, REOPEN, context(CHECK)) == []
    assert decide(given((HAI, DISMISS), after=again), REOPEN, context(CHECK))


def test_a_case_taken_up_may_be_assigned_as_before() -> None:
    before = given((LINH, TO_PROVINCE), after=detected())
    again = given((LINH, DISMISS), (LINH, REOPEN), after=before)

    assert decide(again, TO_PROVINCE, context(LINH))


@pytest.mark.parametrize("who", ["citizen", "other"])
def test_a_case_about_an_entry_that_ended_is_not_taken_up(who: str) -> None:
    state = given((HAI, DISMISS), after=found(PAIR))
    others = seen(living_at(COMMUNE), citizens.active())
    others[who] = Other(CITIZEN, 9, replace(citizens.active(), status="merged"))

    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(state, REOPEN, context(CHECK, others=others))


def test_a_case_is_not_taken_up_beside_another_open_one() -> None:
    others = seen(living_at(COMMUNE), open_case=Other(UUID(int=9), 2, assigned()))

    with pytest.raises(AlreadyTaken, match="case-already-open"):
        decide(dismissed(), REOPEN, context(CHECK, others=others))
