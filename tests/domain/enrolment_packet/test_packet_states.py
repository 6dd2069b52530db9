"""In which state a command on a packet is possible, for whom it waits, and how it loads."""

import typing
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.enrolment_packet.packet_givens import (
    ACCEPT,
    AN,
    DISCARD,
    HAI,
    INTAKE,
    NOW,
    QUARANTINE,
    RELEASE,
    TIMER,
    accepted,
    context,
    discarded,
    envelope,
    given,
    quarantined,
    received,
    released,
)

from domain.citizen.facts import SealedObject
from domain.deadlines import MarkDeadlineMissed
from domain.enrolment_packet import commands as c
from domain.enrolment_packet import events as e
from domain.enrolment_packet.decisions import DECIDERS, decide
from domain.enrolment_packet.state import EnrolmentPacket, evolve
from domain.enrolment_packet.waits import RESTING, waits
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import NotAllowedNow
from domain.waits import due_at, escalates_to

STATES = {
    "received": received(),
    "accepted": accepted(),
    "quarantined": quarantined(),
    "discarded": discarded(),
}
COMMANDS: list[tuple[Any, set[str]]] = [
    (replace(ACCEPT, application_id=None), {"received"}),
    (replace(QUARANTINE, refusal="packet-malformed"), {"received"}),
    (replace(RELEASE, reason="other"), {"quarantined"}),
    (replace(DISCARD, reason="other"), {"quarantined"}),
]
EVENTS = typing.get_args(e.Event)


def test_every_command_has_a_row_here() -> None:
    here = {type(command) for command, _ in COMMANDS}

    assert here | {c.ReceivePacket, MarkDeadlineMissed} == set(DECIDERS)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_a_command_is_possible_in_the_states_of_the_table_and_in_no_other(
    command: Any, possible: set[str], status: str
) -> None:
    signed = context(AN, countersigner=HAI)
    if status in possible:
        assert decide(STATES[status], command, signed)
        return
    with pytest.raises(NotAllowedNow) as refused:
        decide(STATES[status], command, signed)
    assert (refused.value.code, refused.value.params) == ("enrolment-packet-is", {"state": status})


@pytest.mark.parametrize("status", STATES)
def test_every_state_waits_for_somebody_or_rests(status: str) -> None:
    assert bool(waits(STATES[status])) != (status in RESTING)


@pytest.mark.parametrize(
    ("status", "owner", "due", "then"),
    [
        ("received", "intake", NOW + timedelta(minutes=15), "data-officer"),
        ("quarantined", "data-officer", datetime(2021, 6, 17, 10, 0, tzinfo=UTC),
         "data-quality-officer"),
    ],
)  # fmt: skip
def test_each_wait_has_its_owner_its_time_and_whom_it_goes_to(
    status: str, owner: str, due: datetime, then: str
) -> None:
    [wait] = waits(STATES[status])

    assert (wait.stage, wait.owner_role, wait.owner_unit) == (status, owner, "01")
    assert due_at(wait, NOW, Policy(SEEDS), NOW) == due
    assert escalates_to(wait, NOW, Policy(SEEDS), NOW) == then


def test_a_packet_of_the_centre_waits_for_its_data_quality_officer() -> None:
    """No data officer works there."""
    [wait] = waits(replace(quarantined(), unit="centre"))

    assert (wait.owner_role, wait.owner_unit) == ("data-quality-officer", "centre")


def test_a_missed_deadline_is_told_once_and_moves_nothing() -> None:
    late = MarkDeadlineMissed(stage="quarantined", due=NOW, owner_role="data-officer",
                              owner_unit="centre")  # fmt: skip
    [event] = decide(quarantined(), late, context(TIMER))
    state = given((TIMER, late), after=quarantined())

    assert event == e.DeadlineMissed("quarantined", NOW, "data-officer", "centre")
    assert state.status == "quarantined"
    assert decide(state, late, context(TIMER)) == []
    with pytest.raises(NotAllowedNow, match="enrolment-packet-waits-not"):
        decide(accepted(), late, context(TIMER))


def values(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind)
    if kind is datetime:
        return st.datetimes(timezones=st.just(UTC))
    arguments = typing.get_args(kind)
    return st.one_of(*map(values, arguments)) if arguments else st.from_type(kind)


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind, localns={"SealedObject": SealedObject})
    return st.builds(kind, **{name: values(hints[name]) for name in kind.__struct_fields__})


@settings(max_examples=200, deadline=None)
@over(st.lists(st.one_of(*map(structs, EVENTS)), max_size=8))
def test_any_history_loads_with_and_without_its_key(history: list[Any]) -> None:
    whole: EnrolmentPacket | None = None
    erased: EnrolmentPacket | None = None
    for event in history:
        whole = evolve(whole, event, envelope(INTAKE))
        keyless = replace(event, sealed=None) if hasattr(event, "sealed") else event
        erased = evolve(erased, keyless, envelope(INTAKE))
    if whole is None or erased is None:
        return

    assert whole.version == len(history)
    assert (erased.status, erased.sha256) == (whole.status, whole.sha256)
    assert (erased.content, erased.detail) == (None, None)


def test_every_event_survives_its_own_json() -> None:
    for event in EVENTS:
        fields = dict.fromkeys(event.__struct_fields__)
        read = msgspec.json.decode(msgspec.json.encode(event(**fields)))
        assert set(read) == set(event.__struct_fields__)


@pytest.mark.parametrize("state", [received(), released(), discarded()])
def test_the_state_survives_its_own_json(state: EnrolmentPacket) -> None:
    assert msgspec.json.decode(msgspec.json.encode(state), type=EnrolmentPacket) == state
