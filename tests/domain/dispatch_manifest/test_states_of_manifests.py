"""In which state a command on a manifest is possible, and in which it waits or rests."""

import typing
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from tests.domain.citizen.givens import NOW
from tests.domain.dispatch_manifest.manifest_givens import (
    CLOCK,
    HAND,
    OPEN,
    PACK,
    RECEIVE,
    SEAL,
    SECOND,
    SECOND_CARD,
    SON,
    UYEN,
    context,
    given,
    in_discrepancy,
    in_transit,
    lost,
    opened,
    others,
    packed,
    reconciled,
    sealed,
)
from tests.histories import histories_of

from domain.deadlines import MarkDeadlineMissed
from domain.dispatch_manifest import commands as c
from domain.dispatch_manifest import events as e
from domain.dispatch_manifest.decisions import DECIDERS, decide
from domain.dispatch_manifest.state import DispatchManifest, evolve
from domain.dispatch_manifest.waits import RESTING, waits
from domain.refusals import NotAllowedNow
from domain.waits import due_at, escalates_to

STATES = {
    "open": packed(),
    "sealed": sealed(),
    "in-transit": in_transit(),
    "in-discrepancy": in_discrepancy(),
    "reconciled": reconciled(),
}
COMMANDS: list[tuple[Any, set[str]]] = [
    (c.UnpackCard(card_id=SECOND_CARD), {"open"}),
    (SEAL, {"open"}),
    (HAND, {"sealed"}),
    (RECEIVE, {"in-transit"}),
    (c.ReportManifestLost(), {"in-transit"}),
    (c.ResolveManifestDiscrepancy(finding="x", lost=(SECOND,)), {"in-discrepancy"}),
]
IN_PLACE = {
    ("SealManifest", "sealed"),
    ("HandToCarrier", "in-transit"),
    ("ReceiveManifest", "reconciled"),
}
"""Where the command's effect is there already, so that nothing happens."""

MISSED = MarkDeadlineMissed(
    stage="in-transit", due=NOW, owner_role="dispatcher", owner_unit="centre"
)
EVERYTHING = context(UYEN, others=others(), countersigner=SON)


def test_every_command_on_a_manifest_has_a_row_here() -> None:
    here = {type(command) for command, _ in COMMANDS}

    assert here | {type(OPEN), type(PACK), MarkDeadlineMissed} == set(DECIDERS)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_a_command_is_possible_in_the_states_of_its_row_only(
    command: Any, possible: set[str], status: str
) -> None:
    if status in possible:
        assert len(decide(STATES[status], command, EVERYTHING)) == 1
        return
    if (type(command).__name__, status) in IN_PLACE:
        assert decide(STATES[status], command, EVERYTHING) == []
        return
    with pytest.raises(NotAllowedNow) as refused:
        decide(STATES[status], command, EVERYTHING)

    assert refused.value.code == "dispatch-manifest-is"
    assert refused.value.params == {"state": status}


@pytest.mark.parametrize("status", ["sealed", "in-transit", "in-discrepancy", "reconciled"])
def test_nothing_is_packed_once_the_seal_is_on(status: str) -> None:
    other_slot = c.PackCard(card_id=SECOND_CARD, application_id=SECOND, box=9, slot=9)

    with pytest.raises(NotAllowedNow, match="dispatch-manifest-is"):
        decide(STATES[status], other_slot, EVERYTHING)


@pytest.mark.parametrize("state", [*STATES.values(), opened(), lost()], ids=lambda one: one.status)
def test_a_manifest_waits_or_rests(state: DispatchManifest) -> None:
    assert bool(waits(state)) != (state.status in RESTING)


@pytest.mark.parametrize(
    ("status", "due", "then"),
    [
        ("open", "2021-06-16T10:00", "security-officer"),
        ("sealed", "2021-06-16T10:00", "security-officer"),
        ("in-transit", "2021-06-18T10:00", "security-officer"),
        ("in-discrepancy", "2021-06-29T10:00", "security-officer"),
    ],
)
def test_the_dispatcher_owns_every_wait_of_a_manifest(status: str, due: str, then: str) -> None:
    [wait] = waits(STATES[status])
    policy = context().policy

    assert (wait.stage, wait.owner_role, wait.owner_unit) == (status, "dispatcher", "centre")
    moment = due_at(wait, NOW, policy, NOW)
    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == due
    assert escalates_to(wait, NOW, policy, NOW) == then


def test_a_missed_deadline_of_a_manifest_is_told_once_and_moves_nothing() -> None:
    [event] = decide(in_transit(), MISSED, context(CLOCK))
    state = given((CLOCK, event), after=in_transit())

    assert event == e.DeadlineMissed("in-transit", NOW, "dispatcher", "centre")
    assert state.status == "in-transit"
    assert decide(state, MISSED, context(CLOCK)) == []
    with pytest.raises(NotAllowedNow, match="dispatch-manifest-waits-not"):
        decide(reconciled(), MISSED, context(CLOCK))


@settings(max_examples=200, deadline=None)
@for_any(histories_of(e.Event))
def test_any_history_of_a_manifest_loads_and_then_waits_or_rests(history: list[Any]) -> None:
    state: DispatchManifest | None = None
    for event, by in history:
        state = evolve(state, event, by)

    assert (state.version if state else 0) == len(history)
    assert state is None or waits(state) or state.status in RESTING


def test_every_event_of_a_manifest_survives_its_own_json() -> None:
    for event in typing.get_args(e.Event):
        fields = dict.fromkeys(event.__struct_fields__)
        assert set(msgspec.json.decode(msgspec.json.encode(event(**fields)))) == set(fields)
        assert event.TOPIC.startswith("dispatch-manifest.")
        assert event.TOPIC.endswith(".v1")


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (OPEN, {"manifest_number": ""}),
        (PACK, {"slot": 0}),
        (SEAL, {"seal": "np 1"}),
        (HAND, {"due": "18/06/2021"}),
        (RECEIVE, {"counted": -1}),
        (RECEIVE, {"missing": [str(SECOND)] * 1001}),
    ],
)
def test_a_body_of_another_form_is_not_read(body: Any, changes: dict[str, Any]) -> None:
    good = msgspec.to_builtins(body)

    assert msgspec.convert(good, type(body)) == body
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**good, **changes}, type(body))
