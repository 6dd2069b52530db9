"""What must hold before blanks move: they lie in this block, and in the account named (§1.4)."""

from collections.abc import Sequence

from domain.card_stock.accounts import is_machine, place_of, places, serial_at
from domain.card_stock.block import Block
from domain.card_stock.facts import SerialRange
from domain.guards import refuse_field
from domain.refusals import Faults, NotAllowedNow, RuleBroken, refuse_if

IN_BEING = ("open", "closed")
"""Blanks of a closed block that were used or spoiled may still be lost, spoiled or destroyed."""


def require(state: Block, *statuses: str) -> None:
    refuse_if(state.status not in statuses, NotAllowedNow("card-stock-is", state=state.status))


def places_named(block: Block, ranges: Sequence[SerialRange]) -> tuple[int, ...]:
    """The places of the serials that a command names; RuleBroken for those of another block."""
    faults = Faults()
    for n, one in enumerate(ranges):
        for name, serial in (("first", one.first), ("last", one.last)):
            if place_of(block, serial) is None:
                faults.add(f"/serials/{n}/{name}", "blank-not-in-block", serial=serial)
        if one.last < one.first:
            faults.add(f"/serials/{n}/last", "range-ends-before-it-begins")
    faults.refuse_if_any()
    return places(block, ranges)


def place_named(block: Block, serial: str) -> int:
    place = place_of(block, serial)
    if place is None:
        raise refuse_field("/serial", "blank-not-in-block", serial=serial)
    return place


def require_in(block: Block, at: Sequence[int], expected: str) -> None:
    """Guard 4, with the first serial that is elsewhere."""
    for place in at:
        refuse_elsewhere(block, place, expected, block.accounts[place] == expected)


def require_out_of(account: str, *accounts: str) -> None:
    """Blanks leave one of these accounts, or any machine; what is destroyed stays so."""
    out = is_machine(account) or account in accounts
    refuse_if(not out, refuse_field("/from_account", "blanks-stay-in", account=account))


def refuse_elsewhere(block: Block, place: int, expected: str, is_there: bool) -> None:
    serial, account = serial_at(block, place), block.accounts[place]
    elsewhere = RuleBroken("blank-is-elsewhere", serial=serial, account=account, expected=expected)
    refuse_if(not is_there, elsewhere)
