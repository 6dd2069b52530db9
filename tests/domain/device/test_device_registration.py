"""A device enters the register, goes to a unit, and leaves the register for ever."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import NOW
from tests.domain.device.device_givens import (
    NEW_KEY,
    OLD_KEY,
    REGISTER,
    REGISTERED,
    ROTATE,
    STATION,
    TU,
    context,
    given,
    registered,
    retired,
    trusted,
)

from domain.claims import Claim
from domain.device import commands as c
from domain.device import events as e
from domain.device.claims import claims
from domain.device.decisions import decide
from domain.device.trust import device_trusted
from domain.refusals import AlreadyTaken, Refusal, RuleBroken


def test_a_device_is_registered_without_trust() -> None:
    assert decide(None, REGISTER, context(TU)) == [REGISTERED]

    state = registered()

    assert (state.status, state.unit, state.registered_by) == ("registered", "centre", TU.officer)
    assert state.trust == ()
    assert not device_trusted(state, NOW)


def test_the_same_registration_again_changes_nothing() -> None:
    assert decide(registered(), REGISTER, context(TU)) == []
    assert decide(retired(), REGISTER, context(TU)) == []


def test_another_device_with_the_same_id_is_refused() -> None:
    with pytest.raises(AlreadyTaken, match="device-exists"):
        decide(registered(), replace(REGISTER, serial="SN-2"), context(TU))


def test_make_and_serial_and_every_key_are_claimed_for_ever() -> None:
    first = claims(decide(None, REGISTER, context(TU)), None, REGISTER)
    rotated = claims(decide(trusted(), ROTATE, replace(context(TU), facts=True)), trusted())

    assert first == (
        Claim("device-serial", "Mẫu Optics/SN-000471", sealed=False),
        Claim("device-key", OLD_KEY, sealed=False),
    )
    assert rotated == (Claim("device-key", NEW_KEY, sealed=False),)
    assert claims([e.Retired(None, None)], trusted()) == ()


def test_a_device_is_assigned_to_a_unit_and_a_station() -> None:
    command = c.AssignDevice(unit="001", to_station=STATION)

    [event] = decide(trusted(), command, context(TU))

    assert event == e.Assigned("001", STATION)
    state = given((TU, NOW, event), after=trusted())
    assert (state.unit, state.station_id, state.status) == ("001", STATION, "trusted")
    assert decide(state, command, context(TU)) == []
    assert decide(state, c.AssignDevice(unit="001"), context(TU)) == [e.Assigned("001", None)]


def test_a_device_goes_to_a_unit_that_exists() -> None:
    with pytest.raises(RuleBroken, match="unit-unknown") as refused:
        decide(registered(), c.AssignDevice(unit="99999"), context(TU))

    assert refused.value.faults[0].pointer == "/unit"


def test_what_a_device_captured_while_trusted_stays_good_after_it_retired() -> None:
    command = c.RetireDevice(reason="worn-out")

    [event] = decide(trusted(), command, context(TU))

    state = given((TU, NOW, event), after=trusted())
    assert state.status == "retired"
    assert device_trusted(state, NOW - timedelta(seconds=1))
    assert not device_trusted(state, NOW)
    assert decide(state, command, context(TU)) == []


def test_nothing_is_recorded_of_a_device_before_it_happened() -> None:
    ahead = replace(context(TU), occurred_at=NOW + timedelta(minutes=6))

    with pytest.raises(Refusal, match="time-in-future"):
        decide(None, REGISTER, ahead)
