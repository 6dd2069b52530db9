"""Serials as officers name them: of this block only, in order, each once."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card_stock.givens import (
    ALLOCATE,
    IN,
    KHO,
    MACHINE,
    USE,
    allocated,
    context,
    received,
    serial,
    serials,
)

from domain.card_stock import events as e
from domain.card_stock.decisions import decide
from domain.card_stock.facts import SerialRange, one_serial
from domain.refusals import RuleBroken


def refusal(state: Any, command: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        decide(state, command, context(KHO, IN))
    return refused.value


def test_ranges_are_recorded_in_order_and_each_serial_once() -> None:
    scattered = (*serials(5, 7), *serials(1, 2), *serials(3), *serials(6, 7))
    command = replace(ALLOCATE, serials=scattered)

    [event] = decide(received(), command, context(KHO, IN))

    assert event == e.Allocated(MACHINE, (*serials(1, 3), *serials(5, 7)), 6, IN.officer)


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (one_serial("VN0000000200"), "blank-not-in-block"),
        (one_serial("VX0000000101"), "blank-not-in-block"),
        ((SerialRange(serial(7), serial(3)),), "range-ends-before-it-begins"),
    ],
)
def test_only_serials_of_the_block_are_named(named: Any, code: str) -> None:
    refused = refusal(received(), replace(ALLOCATE, serials=named))

    assert code in {fault.code for fault in refused.faults}
    assert refused.faults[0].pointer.startswith("/serials/0/")
    if code == "blank-not-in-block":
        assert refusal(allocated(), replace(USE, serial=named[0].first)).code == code
