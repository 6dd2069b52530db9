"""In which state a command on a device is possible at all, and in which a device waits or rests."""

import typing
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import NOW
from tests.domain.device.device_givens import (
    CALIBRATE,
    CLOCK,
    ENGINEER,
    REGISTER,
    ROTATE,
    SON,
    calibrated,
    context,
    given,
    registered,
    retired,
    suspended,
    trusted,
)

from domain.deadlines import MarkDeadlineMissed
from domain.device import commands as c
from domain.device import events as e
from domain.device.decisions import DECIDERS, decide
from domain.device.state import Device
from domain.device.waits import RESTING, waits
from domain.refusals import NotAllowedNow
from domain.waits import due_at, escalates_to

STATES = {
    "registered": registered(),
    "trusted": trusted(),
    "suspended": suspended(),
    "retired": retired(),
}
PRESENT = {"registered", "trusted", "suspended"}
COMMANDS: list[tuple[Any, set[str]]] = [
    (c.AssignDevice(unit="001"), {"registered", "trusted"}),
    (c.GrantTrust(reason="inspected"), {"registered", "suspended"}),
    (CALIBRATE, PRESENT),
    (ROTATE, {"trusted"}),
    (c.SuspendTrust(reason="stolen"), {"trusted"}),
    (c.ReportDeviceLost(), PRESENT),
    (c.RetireDevice(reason="worn-out"), PRESENT),
]
MISSED = MarkDeadlineMissed(
    stage="registered", due=NOW, owner_role="security-officer", owner_unit="centre"
)
EVERYTHING = replace(context(SON, countersigner=ENGINEER), facts=True)


def test_every_command_on_a_device_has_a_row_here() -> None:
    here = {type(command) for command, _ in COMMANDS}

    assert here | {type(REGISTER), MarkDeadlineMissed} == set(DECIDERS)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_a_command_is_possible_in_the_states_of_its_row_only(
    command: Any, possible: set[str], status: str
) -> None:
    if status in possible:
        assert len(decide(STATES[status], command, EVERYTHING)) == 1
        return
    with pytest.raises(NotAllowedNow) as refused:
        decide(STATES[status], command, EVERYTHING)

    assert (refused.value.code, refused.value.params) == ("device-is", {"state": status})


@pytest.mark.parametrize("state", [*STATES.values(), calibrated()], ids=lambda one: one.status)
def test_a_device_waits_or_rests(state: Device) -> None:
    assert waits(state) or state.status in RESTING


@pytest.mark.parametrize(
    ("state", "stage", "owner", "due", "then"),
    [
        (registered(), "registered", "security-officer", "2021-06-22T10:00", "device-officer"),
        (suspended(), "suspended", "security-officer", "2021-06-22T10:00", "device-officer"),
        (calibrated(), "calibration", "device-officer", "2022-03-01T10:00", "security-officer"),
    ],
)
def test_every_wait_of_a_device_has_an_owner_and_a_deadline(
    state: Device, stage: str, owner: str, due: str, then: str
) -> None:
    [wait] = waits(state)
    policy = context().policy

    assert (wait.stage, wait.owner_role, wait.owner_unit) == (stage, owner, "centre")
    moment = due_at(wait, NOW, policy, NOW)
    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == due
    assert escalates_to(wait, NOW, policy, NOW) == then


def test_a_trusted_device_without_calibration_and_a_retired_one_rest() -> None:
    assert waits(trusted()) == waits(retired()) == ()


def test_a_missed_deadline_is_told_once_and_moves_nothing() -> None:
    [event] = decide(registered(), MISSED, context(CLOCK))
    state = given((CLOCK, NOW, event), after=registered())

    assert event == e.DeadlineMissed("registered", NOW, "security-officer", "centre")
    assert state.status == "registered"
    assert decide(state, MISSED, context(CLOCK)) == []


@pytest.mark.parametrize("state", [trusted(), retired()])
def test_the_timer_tells_only_of_waits_of_a_device(state: Device) -> None:
    with pytest.raises(NotAllowedNow, match="device-waits-not"):
        decide(state, MISSED, context(CLOCK))


def test_every_event_of_a_device_survives_its_own_json() -> None:
    for event in typing.get_args(e.Event):
        fields = dict.fromkeys(event.__struct_fields__)
        assert set(msgspec.json.decode(msgspec.json.encode(event(**fields)))) == set(fields)
        assert event.TOPIC.startswith("device.")
        assert event.TOPIC.endswith(".v1")


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (REGISTER, {"kind": "scanner"}),
        (REGISTER, {"make": "A/B"}),
        (REGISTER, {"serial": ""}),
        (REGISTER, {"key_fingerprint": "A" * 64}),
        (ROTATE, {"signature": "a b"}),
        (ROTATE, {"former_key": ""}),
        (CALIBRATE, {"resolution": 0}),
    ],
)
def test_a_body_of_another_form_is_not_read(body: Any, changes: dict[str, Any]) -> None:
    good = msgspec.to_builtins(body)

    assert msgspec.convert(good, type(body)) == body
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**good, **changes}, type(body))


def test_calibration_is_a_day_of_viet_nam() -> None:
    evening = datetime(2021, 6, 14, 18, 0, tzinfo=UTC)
    ended = given((SON, NOW, e.Calibrated("x", date(2021, 6, 14), None)), after=suspended())

    with pytest.raises(Exception, match="calibration-ended"):
        decide(ended, c.GrantTrust(), context(SON, at=evening))
