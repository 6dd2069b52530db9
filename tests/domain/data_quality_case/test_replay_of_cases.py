"""History always loads: whatever was recorded, in whatever order, with or without its key."""

import typing
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.data_quality_case.givens import AN, CHECK, HAI, envelope

from domain.data_quality_case import events as e
from domain.data_quality_case.state import DataQualityCase, evolve
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
    st.tuples(st.one_of(*map(structs, EVENTS)), st.sampled_from([AN, CHECK, HAI])), max_size=10
)


def fold(history: list[tuple[e.Event, Actor]]) -> DataQualityCase | None:
    state = None
    for event, actor in history:
        state = evolve(state, event, envelope(actor))
    return state


def keyless(event: Any) -> Any:
    return replace(event, sealed=None) if hasattr(event, "sealed") else event


@settings(max_examples=200, deadline=None)
@given(histories)
def test_any_sequence_of_events_loads_and_always_to_the_same(
    history: list[tuple[e.Event, Actor]],
) -> None:
    state = fold(history)

    assert (state.version if state else 0) == len(history)
    assert fold(history) == state


@settings(max_examples=150, deadline=None)
@given(histories)
def test_without_its_key_a_history_loads_to_the_same_stage_and_tells_nothing_personal(
    history: list[tuple[e.Event, Actor]],
) -> None:
    whole = fold(history)
    erased = fold([(keyless(event), actor) for event, actor in history])

    if whole is None or erased is None:
        return
    assert (erased.status, erased.holder_unit, erased.check) == (
        whole.status,
        whole.holder_unit,
        whole.check,
    )
    assert (erased.other_citizen_id, erased.values) == (None, ())
    assert erased.finding is None or (erased.finding.remark, erased.finding.documents) == (None, ())


def test_every_event_survives_its_own_json() -> None:
    for event in EVENTS:
        fields = dict.fromkeys(event.__struct_fields__)
        read = msgspec.json.decode(msgspec.json.encode(event(**fields)))
        assert set(read) == set(event.__struct_fields__)


def test_the_state_survives_its_own_json() -> None:
    state = evolve(None, e.Dismissed("x"), envelope(AN))

    assert msgspec.json.decode(msgspec.json.encode(state), type=DataQualityCase) == state
