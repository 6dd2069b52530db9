"""History always loads: whatever was recorded, in whatever order, with or without its key."""

import typing
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AN,
    BINH,
    MAI,
    NOW,
    active,
    captured_event,
    declaration,
    envelope,
    requested,
)

from domain.citizen import events as e
from domain.citizen.entry import Entry
from domain.citizen.facts import Change
from domain.citizen.state import Citizen, evolve
from domain.envelope import Envelope

EVENTS = typing.get_args(e.Event)
IDS = st.sampled_from([UUID(int=n) for n in range(4)])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
st.register_type_strategy(UUID, IDS)
st.register_type_strategy(date, st.dates() | st.just(date.min) | st.just(date.max))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type; JSON values where the type says no more."""
    if kind is Any:
        return JSON
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if arguments:
        return st.one_of(*(values(one) for one in arguments))
    return st.from_type(kind)


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    fields = {name: st.deferred(lambda h=hints[name]: values(h)) for name in kind.__struct_fields__}
    if kind is Change:
        fields["field"] = st.sampled_from(declaration().__struct_fields__) | st.text(max_size=5)
    return st.builds(kind, **fields)


envelopes = st.builds(
    replace, st.just(envelope(AN)), occurred_at=st.datetimes(
        min_value=datetime(1900, 1, 1), max_value=datetime(2400, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001
    ), actor=st.sampled_from([AN, BINH, MAI]),
)  # fmt: skip
histories = st.lists(st.tuples(st.one_of(*map(structs, EVENTS)), envelopes), max_size=12)


def fold(history: list[tuple[e.Event, Envelope]]) -> Citizen | None:
    state = None
    for event, by in history:
        state = evolve(state, event, by)
    return state


def keyless(event: Any) -> Any:
    return replace(event, sealed=None) if hasattr(event, "sealed") else event


@settings(max_examples=300, deadline=None)
@given(histories)
def test_any_sequence_of_events_loads(history: list[tuple[e.Event, Envelope]]) -> None:
    state = fold(history)

    assert (state.version if state else 0) == len(history)


@settings(max_examples=150, deadline=None)
@given(histories)
def test_without_its_key_a_history_loads_to_the_same_stage_and_no_facts(
    history: list[tuple[e.Event, Envelope]],
) -> None:
    whole = fold(history)
    erased = fold([(keyless(event), by) for event, by in history])

    if whole is None or erased is None:
        return
    assert (erased.status, erased.standing) == (whole.status, whole.standing)
    assert erased.entry is None
    assert all(pin.number is None for pin in erased.pins)


@settings(max_examples=100, deadline=None)
@given(histories)
def test_a_replay_gives_the_same_state(history: list[tuple[e.Event, Envelope]]) -> None:
    assert fold(history) == fold(history)


def test_every_event_survives_its_own_json() -> None:
    for event in EVENTS:
        fields = dict.fromkeys(event.__struct_fields__)
        assert set(msgspec.json.decode(msgspec.json.encode(event(**fields)))) == {
            "from" if name == "from_" else name for name in event.__struct_fields__
        }


def test_the_version_counts_events_and_dates_each_field() -> None:
    state = requested()

    assert state.version == 6
    assert {v for field, v in state.field_versions.items() if field != "pin"} == {1}
    assert state.field_versions["pin"] == 4
    corrected = evolve(state, e.CaptureCorrected(("birth",), None), envelope(AN))
    assert (corrected.field_versions["birth"], corrected.field_versions["sex"]) == (7, 1)


def test_a_value_of_another_form_leaves_the_fact_as_it_was() -> None:
    diff = (Change("given", "Mẫu", 7, "x", None), Change("middle", "Thị", "Thu", "x", None))
    state = evolve(active(), e.CaptureCorrected(("given",), e.DiffSealed(diff)), envelope(AN))

    assert state.entry is not None
    assert (state.entry.given, state.entry.middle) == ("Mẫu", "Thu")


def test_an_amended_birth_carries_the_year_with_it() -> None:
    diff = (Change("birth", "1990-01-02", "1991-02", "x", None),)
    state = evolve(active(), e.CaptureCorrected(("birth",), e.DiffSealed(diff)), envelope(AN))

    assert isinstance(state.entry, Entry)
    assert (state.entry.birth, state.entry.birth_year) == ("1991-02", 1991)


def test_a_recapture_begins_anew_and_remembers_who_captured() -> None:
    first = evolve(None, captured_event(), envelope(AN))
    again = e.Recaptured("DC01", UUID(int=5), "citizen", NOW, False, 2, declaration(given="Mậu"))
    state = evolve(first, again, replace(envelope(BINH), occurred_at=NOW + timedelta(days=1)))

    assert state.entry is not None
    assert state.entry.given == "Mậu"
    assert state.captured_by == (AN.officer, BINH.officer)
    assert state.capture is not None
    assert state.capture.attempt == 2
