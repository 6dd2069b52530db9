"""History always loads: whatever was recorded, in whatever order, with or without its key."""

import typing
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import STATES, cleared, suspected

from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.state import evolve
from domain.card_application.waits import waits
from domain.envelope import Actor

EVENTS = typing.get_args(e.Event)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type."""
    known: dict[Any, st.SearchStrategy[Any]] = {
        UUID: st.sampled_from([UUID(int=n) for n in range(4)]),
        datetime: st.datetimes(timezones=st.just(UTC)),
        date: st.dates(),
    }
    if kind in known:
        return known[kind]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind)
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    return st.one_of(*map(values, arguments)) if arguments else st.from_type(kind)


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: values(hints[name]) for name in kind.__struct_fields__})


histories = st.lists(
    st.tuples(st.one_of(*map(structs, EVENTS)), st.sampled_from([g.AN, g.HAI, g.TIMER])),
    max_size=12,
)


def fold(history: list[tuple[e.Event, Actor]]) -> CardApplication | None:
    state = None
    for event, actor in history:
        state = evolve(state, event, g.envelope(actor))
    return state


def keyless(event: Any) -> Any:
    return replace(event, sealed=None) if hasattr(event, "sealed") else event


@settings(max_examples=200, deadline=None)
@given(histories)
def test_any_sequence_of_events_loads(history: list[tuple[e.Event, Actor]]) -> None:
    state = fold(history)

    assert (state.version if state else 0) == len(history)
    assert state is None or waits(state) is not None


@settings(max_examples=100, deadline=None)
@given(histories)
def test_a_replay_gives_the_same_state(history: list[tuple[e.Event, Actor]]) -> None:
    assert fold(history) == fold(history)


@settings(max_examples=150, deadline=None)
@given(histories)
def test_without_its_key_a_history_loads_to_the_same_stage_and_no_facts(
    history: list[tuple[e.Event, Actor]],
) -> None:
    whole = fold(history)
    erased = fold([(keyless(event), by) for event, by in history])

    if whole is None or erased is None:
        return
    assert (erased.status, erased.citizen_id) == (whole.status, whole.citizen_id)
    assert (erased.candidates, erased.dossier_number) == ((), None)


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.TOPIC)
def test_an_event_survives_its_own_json(event: Any) -> None:
    named = {"try" if name == "try_" else name for name in event.__struct_fields__}
    empty = event(**dict.fromkeys(event.__struct_fields__))

    assert set(msgspec.json.decode(msgspec.json.encode(empty))) == named
    assert event.TOPIC.startswith("card-application.")
    assert "sealed" not in event.__struct_fields__[:-1]


@pytest.mark.parametrize("status", STATES)
def test_a_state_survives_being_kept(status: str) -> None:
    kept = msgspec.msgpack.encode(STATES[status])

    assert msgspec.msgpack.decode(kept, type=CardApplication) == STATES[status]


def test_an_examination_is_remembered_by_its_search() -> None:
    assert suspected().candidates == (g.CANDIDATE,)
    assert (cleared().searches, cleared().adjudication_id) == ((g.SEARCH,), g.ADJUDICATION)
