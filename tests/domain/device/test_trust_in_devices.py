"""Trust is asked for a moment: given, ended, sometimes back-dated, never undone for the past."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import NOW
from tests.domain.device.device_givens import (
    GRANTED,
    HEAD,
    REGISTERED_AT,
    SON,
    TRUSTED_AT,
    TU,
    context,
    given,
    registered,
    suspended,
    trusted,
)

from domain.device import commands as c
from domain.device import events as e
from domain.device.decisions import decide
from domain.device.trust import device_trusted
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

MAY = datetime(2021, 5, 1, 2, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_another_officer_than_the_one_who_registered_grants_trust() -> None:
    both = replace(TU, roles=("device-officer", "security-officer"))

    assert decide(registered(), c.GrantTrust(), context(SON)) == [GRANTED]
    with pytest.raises(SameOfficer, match="registrar-may-not-grant-trust"):
        decide(registered(), c.GrantTrust(), context(both))


def test_trust_granted_again_changes_nothing() -> None:
    assert decide(trusted(), c.GrantTrust(), context(SON)) == []
    with pytest.raises(NotAllowedNow, match="device-is"):
        decide(trusted(), c.GrantTrust(reason="inspected"), context(SON))


def test_trust_begins_at_its_moment_and_lasts() -> None:
    state = trusted()

    assert not device_trusted(state, TRUSTED_AT - INSTANT)
    assert device_trusted(state, TRUSTED_AT)
    assert device_trusted(state, NOW + timedelta(days=9999))


def test_a_suspension_ends_trust_at_its_moment() -> None:
    command = c.SuspendTrust(reason="doubt")
    [event] = decide(trusted(), command, context(SON))
    state = given((SON, NOW, event), after=trusted())

    assert state.status == "suspended"
    assert device_trusted(state, NOW - INSTANT)
    assert not device_trusted(state, NOW)
    assert decide(state, command, context(SON)) == []


def test_a_loss_may_be_back_dated_and_cuts_what_was_trusted_since() -> None:
    command = c.ReportDeviceLost(since=MAY)
    [event] = decide(trusted(), command, context(HEAD))
    state = given((HEAD, NOW, event), after=trusted())

    assert device_trusted(state, MAY - INSTANT)
    assert not device_trusted(state, MAY)
    assert not device_trusted(state, NOW)
    assert decide(state, command, context(HEAD)) == []


def test_a_loss_before_every_trust_leaves_none() -> None:
    state = given((HEAD, NOW, e.LostReported(None, REGISTERED_AT)), after=trusted())

    assert state.trust == ()
    assert not device_trusted(state, MAY)


def test_an_earlier_period_that_ended_before_the_loss_stays() -> None:
    twice = given((SON, NOW, GRANTED), after=suspended(MAY))
    later = NOW + timedelta(days=9)
    state = given((HEAD, later, e.LostReported(None, NOW + timedelta(days=1))), after=twice)

    assert device_trusted(state, MAY - INSTANT)
    assert not device_trusted(state, MAY)
    assert device_trusted(state, NOW)
    assert not device_trusted(state, later - INSTANT)


def test_an_earlier_moment_of_loss_is_recorded_and_a_later_one_gives_nothing_back() -> None:
    lost = given((HEAD, NOW, e.LostReported(None, MAY)), after=trusted())
    earlier = MAY - timedelta(days=3)

    [event] = decide(lost, c.ReportDeviceLost(since=earlier), context(HEAD))
    cut = given((HEAD, NOW, event), after=lost)
    same = given((HEAD, NOW, e.LostReported(None, NOW)), after=cut)

    assert not device_trusted(same, earlier)
    assert device_trusted(same, earlier - INSTANT)


def test_trust_given_for_a_moment_of_doubt_begins_when_the_doubt_ended() -> None:
    doubtful = suspended(NOW)
    late = replace(context(SON), occurred_at=MAY)

    [event] = decide(doubtful, c.GrantTrust(), late)

    assert event == e.TrustGranted(None, NOW)
    state = given((SON, MAY, event), after=doubtful)
    assert state.trust[-1].since == NOW


def test_after_new_trust_the_same_loss_may_be_reported_again() -> None:
    again = given((SON, NOW, GRANTED), after=suspended(MAY))

    assert decide(again, c.SuspendTrust(reason="doubt"), context(SON)) == [
        e.TrustSuspended("doubt", None)
    ]


@pytest.mark.parametrize(
    "command",
    [
        c.SuspendTrust(reason="doubt", since=NOW + timedelta(minutes=6)),
        c.ReportDeviceLost(since=NOW + timedelta(minutes=6)),
    ],
)
def test_no_loss_begins_in_the_future(command: Any) -> None:
    with pytest.raises(RuleBroken, match="time-in-future") as refused:
        decide(trusted(), command, context(SON))

    assert refused.value.faults[0].pointer == "/since"
