"""Trust lasts no longer than the calibration, which the engineer who made it signs for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import NOW
from tests.domain.device.device_givens import (
    CALIBRATE,
    CLOCK,
    ENGINEER,
    GRANTED,
    LAST_DAY,
    SON,
    TRUSTED_AT,
    TU,
    calibrated,
    context,
    given,
    registered,
    suspended,
    trusted,
)

from domain.device import commands as c
from domain.device import events as e
from domain.device.decisions import decide
from domain.device.trust import device_trusted, end_of_calibration
from domain.refusals import NotAllowedNow, RuleBroken

MAY = datetime(2021, 5, 1, 2, 0, tzinfo=UTC)
MIDNIGHT = datetime(2022, 3, 1, 17, 0, tzinfo=UTC)
"""The end of 1 March 2022 in Viet Nam."""

INSTANT = timedelta(microseconds=1)


def test_a_device_whose_calibration_ended_is_not_trusted_anew() -> None:
    old = given((TU, MAY, e.Calibrated("HC-1", date(2021, 6, 14), None)), after=suspended())
    today = given((TU, MAY, e.Calibrated("HC-1", date(2021, 6, 15), None)), after=suspended())

    with pytest.raises(RuleBroken, match="calibration-ended") as refused:
        decide(old, c.GrantTrust(), context(SON))
    assert refused.value.params == {"day": date(2021, 6, 14)}
    assert decide(today, c.GrantTrust(), context(SON)) == [GRANTED]


def test_trust_ends_with_the_last_day_of_the_calibration_in_viet_nam() -> None:
    state = calibrated()

    assert end_of_calibration(LAST_DAY) == MIDNIGHT
    assert device_trusted(state, MIDNIGHT - INSTANT)
    assert not device_trusted(state, MIDNIGHT)


def test_a_new_calibration_lets_trust_go_on_but_heals_no_gap() -> None:
    renewed = MIDNIGHT + timedelta(days=10)
    state = given((TU, renewed, e.Calibrated("HC-2", date(2023, 3, 1), 500)), after=calibrated())

    assert not device_trusted(state, renewed - INSTANT)
    assert device_trusted(state, renewed)
    assert device_trusted(state, MIDNIGHT - INSTANT)
    assert state.calibrated_to == date(2023, 3, 1)


def test_a_calibration_recorded_late_stands_in_its_own_place() -> None:
    state = given((TU, TRUSTED_AT, e.Calibrated("HC-0", LAST_DAY, 500)), after=calibrated(at=NOW))

    assert [one.since for one in state.calibrations] == [TRUSTED_AT, NOW]


def test_the_engineer_signs_the_calibration_too() -> None:
    signed = context(TU, countersigner=ENGINEER)
    event = e.Calibrated("HC-1", LAST_DAY, 500)

    assert decide(trusted(), CALIBRATE, signed) == [event]
    assert decide(registered(), CALIBRATE, signed) == [event]
    assert decide(calibrated(), CALIBRATE, signed) == []
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(trusted(), CALIBRATE, context(TU))


def test_a_suspended_device_is_calibrated_so_that_it_may_be_trusted_again() -> None:
    overdue = given((TU, MAY, e.Calibrated("HC-1", date(2021, 6, 14), 500)), after=suspended())
    [event] = decide(overdue, CALIBRATE, context(TU, countersigner=ENGINEER))
    state = given((TU, NOW, event), after=overdue)

    assert decide(state, c.GrantTrust(), context(SON)) == [GRANTED]


def test_no_calibration_is_recorded_that_has_ended() -> None:
    past = replace(CALIBRATE, valid_to=date(2021, 6, 14))

    with pytest.raises(RuleBroken, match="calibration-ended") as refused:
        decide(trusted(), past, context(TU, countersigner=ENGINEER))
    assert refused.value.faults[0].pointer == "/valid_to"


def test_the_timer_suspends_a_device_whose_calibration_is_overdue() -> None:
    overdue = c.SuspendTrust(reason="calibration-overdue")
    at_close = datetime(2022, 3, 1, 10, 0, tzinfo=UTC)

    [event] = decide(calibrated(), overdue, context(CLOCK, at=at_close))
    state = given((CLOCK, at_close, event), after=calibrated())

    assert event == e.TrustSuspended("calibration-overdue", end_of_calibration(LAST_DAY))
    assert device_trusted(state, MIDNIGHT - INSTANT)
    assert not device_trusted(state, MIDNIGHT)
    assert decide(state, overdue, context(CLOCK, at=at_close)) == []


@pytest.mark.parametrize("state", [trusted(), calibrated()])
def test_the_timer_suspends_no_device_whose_calibration_holds(state: Any) -> None:
    with pytest.raises(NotAllowedNow, match="calibration-still-holds"):
        decide(state, c.SuspendTrust(reason="calibration-overdue"), context(CLOCK))
