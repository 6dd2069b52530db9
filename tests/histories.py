"""Any history of a stream, whatever its events say and in whatever order, for property tests."""

import typing
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.citizen.givens import AN, BINH, MAI, envelope

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.sampled_from([UUID(int=number) for number in range(4)]),
    str: st.text(max_size=5),
    int: st.integers(),
    bool: st.booleans(),
    type(None): st.none(),
    date: st.dates() | st.just(date.min) | st.just(date.max),
    datetime: st.datetimes(timezones=st.just(UTC)),
}
_ENVELOPES = st.builds(
    replace,
    st.just(envelope(AN)),
    occurred_at=_PLAIN[datetime],
    actor=st.sampled_from([AN, BINH, MAI]),
)


def histories_of(event: Any) -> st.SearchStrategy[Any]:
    """Lists of (event, envelope) of a stream, given as the union of its events."""
    events = st.one_of(*(_struct(kind) for kind in typing.get_args(event)))
    return st.lists(st.tuples(events, _ENVELOPES), max_size=12)


def _values(kind: Any) -> st.SearchStrategy[Any]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(kind)
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return st.lists(_values(arguments[0]), max_size=3).map(tuple)
    return st.one_of(*map(_values, arguments))


def _struct(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _values(hints[name]) for name in kind.__struct_fields__})
