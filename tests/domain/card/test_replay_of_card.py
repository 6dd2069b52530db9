"""History always loads: whatever was recorded, in whatever order, with or without its key."""

import typing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.card.givens import DU, DUYET, QUAN, STATES, envelope

from domain.card import events as e
from domain.card.state import Card, evolve
from domain.card.waits import RESTING, waits

EVENTS = typing.get_args(e.Event)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(UUID, st.sampled_from([UUID(int=n) for n in range(4)]))
steps = st.tuples(st.one_of(*map(st.from_type, EVENTS)), st.sampled_from([DU, DUYET, QUAN]))
histories = st.lists(steps, max_size=15)
beginnings = st.sampled_from([None, *STATES.values()])


def fold(begun: Card | None, history: list[Any]) -> Card | None:
    state = begun
    for event, actor in history:
        state = evolve(state, event, envelope(actor))
    return state


def keyless(event: Any) -> Any:
    return replace(event, sealed=None) if hasattr(event, "sealed") else event


@settings(max_examples=200, deadline=None)
@given(beginnings, histories)
def test_any_sequence_of_events_loads(begun: Card | None, history: list[Any]) -> None:
    state = fold(begun, history)

    assert (state.version if state else 0) == (begun.version if begun else 0) + len(history)
    assert fold(begun, history) == state


@settings(max_examples=200, deadline=None)
@given(histories)
def test_a_card_without_its_key_is_the_same_card(history: list[Any]) -> None:
    whole = fold(None, history)
    erased = fold(None, [(keyless(event), actor) for event, actor in history])

    if whole is not None and erased is not None:
        assert replace(erased, done={}) == replace(whole, done={})


@settings(max_examples=200, deadline=None)
@given(beginnings, histories)
def test_no_history_leaves_a_card_neither_waiting_nor_resting(
    begun: Card | None, history: list[Any]
) -> None:
    state = fold(begun, history)

    assert state is None or state.status in RESTING or waits(state)


def test_every_event_survives_its_own_json() -> None:
    for event in EVENTS:
        fields = dict.fromkeys(event.__struct_fields__)
        assert set(msgspec.json.decode(msgspec.json.encode(event(**fields)))) == {
            "from" if name == "from_" else name for name in fields
        }
