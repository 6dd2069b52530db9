"""Whatever officers ask, every serial is in one account; whatever was recorded, it loads."""

import typing
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.card_stock.givens import (
    AN,
    CHAT,
    IN,
    KHO,
    MACHINE,
    OTHER_MACHINE,
    PROPOSAL,
    context,
    envelope,
    receive,
    received,
    serial,
)

from domain.card_stock import commands as c
from domain.card_stock import events as e
from domain.card_stock.accounts import account_of, balance, places, ranges_at
from domain.card_stock.block import Block
from domain.card_stock.decisions import decide
from domain.card_stock.facts import SerialRange, one_serial
from domain.card_stock.state import evolve
from domain.refusals import Refusal

Asking = Callable[[Block, int, tuple[SerialRange, ...], UUID], Any]
EVENTS = typing.get_args(e.Event)
ACCOUNTS = {"vault", "used", "spoiled", "destroyed", "missing", "sample"}
SERIALS = [serial(place) for place in range(100)]
VERBS: list[Asking] = [
    lambda state, n, named, machine: receive(),
    lambda state, n, named, machine: c.AllocateBlanks(machine_id=machine, serials=named),
    lambda state, n, named, machine: c.AllocateBlanks(machine_id=machine, serials=named),
    lambda state, n, named, machine: c.ReturnBlanks(machine_id=machine, serials=named),
    lambda state, n, named, machine: c.UseBlank(
        serial=serial(n), job_id=machine, machine_id=machine
    ),
    lambda state, n, named, machine: c.SpoilBlank(serial=serial(n), cause="jam", job_id=machine),
    lambda state, n, named, machine: c.DrawSample(
        serials=named, from_account=state.accounts[n], reason="x"
    ),
    lambda state, n, named, machine: c.ProposeDestruction(serials=named, reason="x"),
    lambda state, n, named, machine: c.DestroyBlanks(
        proposal_id=PROPOSAL, serials=named, method="x"
    ),
    lambda state, n, named, machine: c.ReportBlanksMissing(
        serials=named, from_account=state.accounts[n], reason="x"
    ),
    lambda state, n, named, machine: c.ReportBlanksFound(
        serials=named, to_account="vault" if n % 2 else "spoiled", reason="x"
    ),
    lambda state, n, named, machine: c.CountBlock(account=state.accounts[n], counted=n),
    lambda state, n, named, machine: c.CloseBlock(),
]

# Few places, so that commands meet each other's blanks; and mostly what an honest book would ask.
orders = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 2),
        st.sampled_from([0, 0, 0, 1, -1]),
        st.sampled_from([MACHINE, MACHINE, OTHER_MACHINE]),
        st.sampled_from([(KHO, AN), (KHO, IN), (IN, KHO), (AN, CHAT), (KHO, KHO)]),
    ),
    min_size=15,
    max_size=60,
)

texts = st.sampled_from([*SERIALS[:5], "VN0000000999", "", "VN00000001²³", "x"])
st.register_type_strategy(SerialRange, st.builds(SerialRange, texts, texts))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(UUID, st.sampled_from([UUID(int=n) for n in range(4)]))


def sums_up(state: Block) -> bool:
    """`received = vault + machines + used + spoiled + destroyed + missing + sample`."""
    kept = balance(state)
    known = all(account in ACCOUNTS or account.startswith("machine:") for account in kept)
    return known and sum(kept.values()) == len(state.accounts) == 100


def events_of(state: Block, order: Any) -> list[Any]:
    asking, first, more, machine, (actor, second) = order
    named = (SerialRange(serial(first), serial(abs(first + more))),)
    command = asking(state, first, named, machine)
    try:
        return decide(state, command, context(actor, second))
    except Refusal:
        return []


def recorded(state: Block, events: list[Any], order: Any) -> Block:
    for event in events:
        state = evolve(state, event, envelope(order[-1][0]))
    return state


@settings(max_examples=300, deadline=None)
@given(orders)
def test_every_serial_is_in_exactly_one_account_whatever_is_asked(orders: list[Any]) -> None:
    state = received()
    for order in orders:
        destroyed = balance(state).get("destroyed", 0)
        state = recorded(state, events_of(state, order), order)

        assert sums_up(state)
        assert all(account_of(state, one) is not None for one in SERIALS)
        assert balance(state).get("destroyed", 0) >= destroyed


@settings(max_examples=200, deadline=None)
@given(orders)
def test_the_moves_of_the_events_add_up_to_the_accounts(orders: list[Any]) -> None:
    state, moved = received(), dict.fromkeys(SERIALS, "vault")
    for order in orders:
        events = events_of(state, order)
        for event in events:
            to, named = whither(event)
            moved.update((serial(place), to) for place in places(state, named) if to)
        state = recorded(state, events, order)

    assert moved == {one: account_of(state, one) for one in SERIALS}


def whither(event: Any) -> tuple[str, tuple[SerialRange, ...]]:
    """The account an event names and the serials it moves there, read from the event alone."""
    if isinstance(event, e.Used | e.Spoiled):
        return event.TOPIC.split(".")[1], one_serial(event.serial)
    if isinstance(event, e.Allocated):
        return f"machine:{event.machine_id}", event.serials
    fixed = {e.ReturnedToVault: "vault", e.Destroyed: "destroyed"}.get(type(event), "")
    return getattr(event, "to_account", fixed), getattr(event, "serials", ())


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([None, received()]),
    st.lists(st.one_of(*map(st.from_type, EVENTS)), max_size=12),
)
def test_any_sequence_of_events_loads(begun: Block | None, history: list[Any]) -> None:
    state = begun
    for event in history:
        state = evolve(state, event, envelope(KHO))

    begun_at = begun.version if begun else 0
    assert (state.version if state else 0) == begun_at + len(history)


@given(st.sets(st.integers(0, 99), min_size=1))
def test_ranges_hold_exactly_the_blanks_they_were_made_of(at: set[int]) -> None:
    state = received()

    assert places(state, ranges_at(state, at)) == tuple(sorted(at))


def test_every_event_survives_its_own_json() -> None:
    for event in EVENTS:
        fields = dict.fromkeys(event.__struct_fields__)
        assert set(msgspec.json.decode(msgspec.json.encode(event(**fields)))) == set(fields)
