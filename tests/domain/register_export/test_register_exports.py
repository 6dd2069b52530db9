"""What is taken out of the register is stated first, by who may, and ended by the same officer.

Long because it holds every rule of the stream.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from adapters.reference.load_units import load_register
from application.kinds import CAPABILITIES
from application.register_exports import ABANDON, BEGIN, COMPLETE
from domain.catalogue import CATALOGUE
from domain.commands import Command
from domain.context import Context
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import NotAllowedNow, OutsideAuthority, Refusal, RuleBroken
from domain.register_export import commands as c
from domain.register_export import events as e
from domain.register_export.decisions import decide
from domain.register_export.state import RegisterExport, evolve
from domain.register_export.waits import waits
from domain.waits import due_at

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)
EXPORT = UUID("01780a5c-8e00-7000-8000-000000000001")
AN = Actor(UUID(int=1), "01", ("data-officer",))
BINH = Actor(UUID(int=2), "01", ("data-officer",))
DIRECTOR = Actor(UUID(int=3), "centre", ("director",))
DIGEST = "ab" * 32

BEGINNING = c.BeginExport(
    id=EXPORT, purpose="statistics", unit="001", columns=("id", "birth"), format="csv", position=7
)
COMPLETING = c.CompleteExport(rows=3, erased=1, bytes=120, sha256=DIGEST)
GIVING_UP = c.AbandonExport(reason="given-up", rows=2)
UNITS = load_register()


def context(actor: Actor = AN) -> Context:
    return Context(actor, NOW, NOW, Policy(SEEDS), UNITS, stream=EXPORT)


def after(*acts: tuple[Command, Actor]) -> RegisterExport | None:
    state: RegisterExport | None = None
    for command, actor in acts:
        around = context(actor)
        for event in decide(state, command, around):
            state = evolve(state, event, envelope(actor))
    return state


def envelope(actor: Actor) -> Envelope:
    return Envelope(NOW, NOW, actor, None, UUID(int=8), UUID(int=9), 0, None, None, 0)


def begun() -> RegisterExport:
    state = after((BEGINNING, AN))
    assert state is not None
    return state


def completed() -> RegisterExport:
    state = after((BEGINNING, AN), (COMPLETING, AN))
    assert state is not None
    return state


def abandoned() -> RegisterExport:
    state = after((BEGINNING, AN), (GIVING_UP, AN))
    assert state is not None
    return state


def test_the_wish_is_stated_in_full_and_names_nobody() -> None:
    assert decide(None, BEGINNING, context()) == [
        e.Begun("statistics", "001", ("id", "birth"), "csv", 7, None)
    ]
    exports = [event for topic, event in CATALOGUE.items() if topic.startswith("register-export.")]
    assert len(exports) == 3
    assert all("sealed" not in get_type_hints(event) for event in exports)


@pytest.mark.parametrize("unit", ["01", "001", "00001"])
def test_an_officer_takes_out_the_own_unit_and_those_below(unit: str) -> None:
    assert decide(None, replace(BEGINNING, unit=unit), context())


@pytest.mark.parametrize("unit", ["79", "760", "centre", "ministry", "99999"])
def test_nobody_takes_out_what_lies_elsewhere_or_above(unit: str) -> None:
    with pytest.raises(OutsideAuthority, match="unit-outside-authority"):
        decide(None, replace(BEGINNING, unit=unit), context())


def test_the_director_takes_out_the_whole_country() -> None:
    assert decide(None, replace(BEGINNING, unit="centre"), context(DIRECTOR))


def test_nothing_is_known_of_tomorrow() -> None:
    tomorrow = replace(BEGINNING, as_of=NOW + timedelta(days=1))

    with pytest.raises(RuleBroken) as refused:
        decide(None, tomorrow, context())

    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/as_of", "time-in-future")]


def test_an_export_ends_with_what_its_file_holds() -> None:
    assert decide(begun(), COMPLETING, context()) == [e.Completed(3, 1, 120, DIGEST)]
    state = completed()
    assert (state.status, state.rows, state.erased, state.bytes) == ("completed", 3, 1, 120)
    assert (state.officer, state.officer_unit, state.sha256) == (AN.officer, "01", DIGEST)
    assert (state.begun_at, state.ended_at) == (NOW, NOW)


def test_an_export_may_be_given_up() -> None:
    assert decide(begun(), GIVING_UP, context()) == [e.Abandoned("given-up", 2)]
    assert (abandoned().status, abandoned().reason) == ("abandoned", "given-up")


@pytest.mark.parametrize("command", [COMPLETING, GIVING_UP])
def test_only_who_began_an_export_ends_it(command: Command) -> None:
    with pytest.raises(OutsideAuthority, match="export-of-another-officer"):
        decide(begun(), command, context(BINH))


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (completed(), GIVING_UP),
        (abandoned(), COMPLETING),
        (completed(), replace(COMPLETING, rows=4)),
        (abandoned(), replace(GIVING_UP, reason="no-longer-needed")),
        (completed(), BEGINNING),
        (begun(), replace(BEGINNING, purpose="inspection")),
    ],
)
def test_an_export_ends_once(state: RegisterExport, command: Command) -> None:
    with pytest.raises(NotAllowedNow, match="register-export-is"):
        decide(state, command, context())


@pytest.mark.parametrize(
    ("state", "command"),
    [(begun(), BEGINNING), (completed(), COMPLETING), (abandoned(), GIVING_UP)],
)
def test_a_repeat_changes_nothing(state: RegisterExport, command: Command) -> None:
    assert decide(state, command, context()) == []


@pytest.mark.parametrize("command", [BEGINNING, COMPLETING, GIVING_UP])
def test_nothing_is_done_tomorrow(command: Command) -> None:
    state = None if command is BEGINNING else begun()
    ahead = replace(context(), occurred_at=NOW + timedelta(hours=1))

    with pytest.raises(Refusal, match="time-in-future"):
        decide(state, command, ahead)


def test_a_begun_export_waits_for_its_officer_two_days() -> None:
    [wait] = waits(begun())

    assert (wait.stage, wait.owner_role, wait.owner_unit) == ("begun", "data-officer", "01")
    assert due_at(wait, NOW, Policy(SEEDS), NOW) == NOW + timedelta(days=2)
    assert waits(completed()) == waits(abandoned()) == ()


def test_a_director_who_is_nothing_else_owns_the_own_export() -> None:
    state = after((replace(BEGINNING, unit="centre"), DIRECTOR))

    assert [wait.owner_role for wait in waits(state or begun())] == ["director"]


def test_no_export_is_begun_or_ended_over_rest() -> None:
    offered = {capability.name for capability in CAPABILITIES}

    assert offered.isdisjoint(one.name for one in (BEGIN, COMPLETE, ABANDON))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", "curiosity"),
        ("columns", []),
        ("columns", ["Surname"]),
        ("columns", ["x" * 61]),
        ("columns", ["id"] * 1001),
        ("format", "xlsx"),
        ("position", -1),
        ("unit", "everywhere"),
        ("as_of", "2021-06-15T10:00:00"),
    ],
)
def test_a_wish_is_bounded(field: str, value: Any) -> None:
    body = msgspec.to_builtins(BEGINNING) | {field: value}

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, c.BeginExport)
