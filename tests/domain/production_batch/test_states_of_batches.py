"""In which state a command on a batch is possible at all, and in which a batch waits or rests."""

import typing
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from tests.domain.citizen.givens import NOW
from tests.domain.production_batch.batch_givens import (
    CLOCK,
    COUNT,
    PLAN,
    QUYEN,
    SON,
    START,
    TWO,
    balanced,
    cancelled,
    cases,
    context,
    counted,
    given,
    in_discrepancy,
    in_production,
    machine,
    on_hold,
    planned,
    released,
)
from tests.histories import histories_of

from domain.deadlines import MarkDeadlineMissed
from domain.production_batch import commands as c
from domain.production_batch import events as e
from domain.production_batch.decisions import DECIDERS, decide
from domain.production_batch.state import ProductionBatch, evolve
from domain.production_batch.waits import RESTING, waits
from domain.refusals import NotAllowedNow
from domain.waits import due_at, escalates_to

STATES = {
    "planned": planned(),
    "released": released(),
    "on-hold": on_hold(),
    "in-production": in_production(),
    "counted": counted(),
    "in-discrepancy": in_discrepancy(),
    "balanced": balanced(),
    "cancelled": cancelled(),
}
COMMANDS: list[tuple[Any, set[str]]] = [
    (c.ReleaseBatch(reason="urgent"), {"planned"}),
    (c.RemoveFromBatch(application_id=TWO, reason="x"), {"planned", "on-hold"}),
    (c.CancelBatch(reason="x"), {"planned", "on-hold"}),
    (c.HoldBatch(reason="x"), {"planned", "released", "in-production"}),
    (c.ResumeBatch(reason="x"), {"on-hold"}),
    (START, {"released"}),
    (COUNT, {"in-production"}),
    (c.CloseBatch(), {"counted"}),
    (c.ResolveBatchDiscrepancy(finding="x"), {"in-discrepancy"}),
]
IN_PLACE = {
    ("StartBatch", "in-production"),
    ("StartBatch", "counted"),
    ("CountBatch", "counted"),
    ("CloseBatch", "balanced"),
    ("CloseBatch", "in-discrepancy"),
}
"""Where the command's effect is there already, so that nothing happens."""

MISSED = MarkDeadlineMissed(
    stage="counted", due=NOW, owner_role="quality-controller", owner_unit="centre"
)
EVERYTHING = context(QUYEN, others={**cases(), **machine()}, countersigner=SON)


def test_every_command_on_a_batch_has_a_row_here() -> None:
    here = {type(command) for command, _ in COMMANDS}

    assert here | {type(PLAN), MarkDeadlineMissed} == set(DECIDERS)


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

    assert refused.value.code == "production-batch-is"
    assert refused.value.params == {"state": status}


@pytest.mark.parametrize("status", STATES)
def test_a_batch_waits_or_rests(status: str) -> None:
    assert STATES[status].status == status
    assert bool(waits(STATES[status])) != (status in RESTING)


@pytest.mark.parametrize(
    ("status", "owner", "due", "then"),
    [
        ("planned", "production-planner", "2021-06-17T10:00", "director"),
        ("released", "production-planner", "2021-06-17T10:00", "director"),
        ("on-hold", "production-planner", "2021-06-17T10:00", "director"),
        ("in-production", "print-operator", "2021-06-15T11:00", "security-officer"),
        ("counted", "quality-controller", "2021-06-15T11:00", "security-officer"),
        ("in-discrepancy", "security-officer", "2021-06-15T11:00", "director"),
    ],
)
def test_every_wait_of_a_batch_has_an_owner_and_a_deadline(
    status: str, owner: str, due: str, then: str
) -> None:
    [wait] = waits(STATES[status])
    policy = context().policy

    assert (wait.stage, wait.owner_role, wait.owner_unit) == (status, owner, "centre")
    moment = due_at(wait, NOW, policy, NOW)
    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == due
    assert escalates_to(wait, NOW, policy, NOW) == then


def test_a_missed_deadline_of_a_batch_is_told_once_and_moves_nothing() -> None:
    [event] = decide(counted(), MISSED, context(CLOCK))
    state = given((CLOCK, event), after=counted())

    assert event == e.DeadlineMissed("counted", NOW, "quality-controller", "centre")
    assert state.status == "counted"
    assert decide(state, MISSED, context(CLOCK)) == []
    with pytest.raises(NotAllowedNow, match="production-batch-waits-not"):
        decide(balanced(), MISSED, context(CLOCK))


@settings(max_examples=200, deadline=None)
@for_any(histories_of(e.Event))
def test_any_history_of_a_batch_loads_and_then_waits_or_rests(history: list[Any]) -> None:
    state: ProductionBatch | None = None
    for event, by in history:
        state = evolve(state, event, by)

    assert (state.version if state else 0) == len(history)
    assert state is None or waits(state) or state.status in RESTING


def test_every_event_of_a_batch_survives_its_own_json() -> None:
    for event in typing.get_args(e.Event):
        fields = dict.fromkeys(event.__struct_fields__)
        assert set(msgspec.json.decode(msgspec.json.encode(event(**fields)))) == set(fields)
        assert event.TOPIC.startswith("production-batch.")
        assert event.TOPIC.endswith(".v1")


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (PLAN, {"priority": 10}),
        (PLAN, {"applications": []}),
        (PLAN, {"applications": [str(TWO)] * 501}),
        (PLAN, {"destination": "1"}),
        (START, {"handed_over": -1}),
        (COUNT, {"good": "2"}),
        (COUNT, {"expected": 2}),
    ],
)
def test_a_body_of_another_form_is_not_read(body: Any, changes: dict[str, Any]) -> None:
    good = msgspec.to_builtins(body)

    assert msgspec.convert(good, type(body)) == body
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**good, **changes}, type(body))
