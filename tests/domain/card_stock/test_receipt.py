"""A block comes in whole, once, and its books close when nothing is left to use."""

from typing import Any

import pytest
from tests.domain.card_stock.givens import (
    CLOSE,
    COUNT,
    HASH,
    KHO,
    after,
    allocated,
    closed,
    context,
    envelope,
    proposed,
    receive,
    received,
    serial,
    serials,
    spoiled,
)

from domain.card_stock import commands as c
from domain.card_stock import events as e
from domain.card_stock.accounts import account_of, balance, block_key
from domain.card_stock.claims import claims
from domain.card_stock.decisions import decide
from domain.card_stock.state import evolve
from domain.claims import Claim
from domain.refusals import AlreadyTaken, RuleBroken


def test_a_block_comes_from_the_supplier_into_the_vault() -> None:
    assert decide(None, receive(), context(KHO)) == [
        e.Received(
            "supplier-a",
            "HOP-2021-0001",
            serial(0),
            serial(99),
            100,
            "chip-2021",
            HASH,
            "NP-004711",
        )
    ]
    assert balance(received()) == {"vault": 100}
    assert account_of(received(), serial(42)) == "vault"
    assert account_of(received(), "VN0000000200") is None


def test_a_block_claims_its_hundred_serials_for_ever() -> None:
    events = decide(None, receive(), context(KHO))

    assert claims(events, None) == (Claim("blank-block", "VN00000001", sealed=False),)
    assert block_key(serial(42)) == "VN00000001"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("serials-not-one-block", {"first_serial": serial(1)}),
        ("serials-not-one-block", {"last_serial": "VN0000000299"}),
        ("serials-not-one-block", {"first_serial": serial(50), "last_serial": "VN0000000249"}),
        ("serials-not-one-block", {"last_serial": "VX0000000199"}),
        ("serials-not-one-block", {"first_serial": serial(99), "last_serial": serial(0)}),
        ("serials-do-not-fill", {"count": 99}),
        ("serials-do-not-fill", {"count": 101}),
    ],
)
def test_a_box_is_received_as_whole_blocks(code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(None, receive(**changes), context(KHO))

    assert refused.value.code == code


def test_a_block_received_twice_is_received_once() -> None:
    assert decide(received(), receive(), context(KHO)) == []
    assert decide(allocated(), receive(), context(KHO)) == []
    with pytest.raises(AlreadyTaken, match="card-stock-exists"):
        decide(received(), receive(seal="NP-1"), context(KHO))


@pytest.mark.parametrize(("state", "n"), [(received(), 100), (spoiled(), 98)])
def test_a_block_with_blanks_to_use_is_not_closed(state: Any, n: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(state, CLOSE, context(KHO))

    assert (refused.value.code, refused.value.params) == ("blanks-not-accounted-for", {"n": n})


def test_the_closing_states_the_balance_of_every_account() -> None:
    lost = e.MissingReported(serials(2, 99), 98, "vault", "missing", "fire", None)
    state = evolve(spoiled(), lost, envelope(KHO))

    assert decide(state, CLOSE, context(KHO)) == [
        e.Closed({"missing": 98, "spoiled": 1, "used": 1})
    ]


def test_a_block_is_not_closed_while_a_count_differs_or_a_destruction_is_proposed() -> None:
    lost = e.MissingReported(serials(2, 99), 98, "vault", "missing", "fire", None)
    waiting = evolve(proposed(), lost, envelope(KHO))
    counted = c.CountBlock(account="spoiled", counted=0)
    differing = after(evolve(spoiled(), lost, envelope(KHO)), counted)

    with pytest.raises(RuleBroken, match="destruction-still-proposed"):
        decide(waiting, CLOSE, context(KHO))
    with pytest.raises(RuleBroken) as refused:
        decide(differing, CLOSE, context(KHO))

    assert refused.value.params == {"n": 1}


def test_a_block_closed_twice_is_closed_once() -> None:
    assert closed().status == "closed"
    assert decide(closed(), CLOSE, context(KHO)) == []


def test_the_state_knows_the_box() -> None:
    state = after(received(), COUNT)

    assert (state.supplier, state.box_number, state.form) == (
        "supplier-a",
        "HOP-2021-0001",
        "chip-2021",
    )
