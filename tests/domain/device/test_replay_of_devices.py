"""The history of a device always loads, in whatever order it comes."""

from typing import Any

from hypothesis import given, settings
from tests.histories import histories_of

from domain.device import events as e
from domain.device.state import Device, evolve
from domain.device.waits import RESTING, waits


def fold(history: list[Any]) -> Device | None:
    state = None
    for event, by in history:
        state = evolve(state, event, by)
    return state


@settings(max_examples=200, deadline=None)
@given(histories_of(e.Event))
def test_any_history_of_a_device_loads_and_then_waits_or_rests(history: list[Any]) -> None:
    state = fold(history)

    assert (state.version if state else 0) == len(history)
    assert state == fold(history)
    assert state is None or waits(state) or state.status in RESTING


@settings(max_examples=200, deadline=None)
@given(histories_of(e.Event))
def test_no_trust_outlasts_the_moment_at_which_it_ended(history: list[Any]) -> None:
    state = fold(history)

    if state is None or state.status not in ("suspended", "retired"):
        return
    assert all(one.until is not None and one.since < one.until for one in state.trust)
