"""A block of blanks coming in from the supplier, and the closing of its books."""

from domain.card_stock.accounts import BLOCK_SIZE, VAULT, balance, block_key, is_machine
from domain.card_stock.block import Block
from domain.card_stock.commands import CloseBlock, ReceiveBlock
from domain.card_stock.events import Closed, Event, Received
from domain.card_stock.guards import require
from domain.context import Context
from domain.effects import repeats
from domain.refusals import AlreadyTaken, RuleBroken, refuse_if


def receive(state: Block | None, command: ReceiveBlock, _context: Context) -> list[Event]:
    event = Received(
        command.supplier,
        command.box_number,
        command.first_serial,
        command.last_serial,
        command.count,
        command.form,
        command.packing_list_sha256,
        command.seal,
    )
    if state is None:
        _refuse_other_than_a_block(command)
        return [event]
    refuse_if(not repeats(state, event), AlreadyTaken("card-stock-exists"))
    return []


def close(state: Block, _command: CloseBlock, _context: Context) -> list[Event]:
    event = Closed(balance(state))
    if repeats(state, event, "closed"):
        return []
    require(state, "open")
    _refuse_unaccounted(state)
    proposed = RuleBroken("destruction-still-proposed", n=len(state.proposals))
    refuse_if(bool(state.proposals), proposed)
    return [event]


def _refuse_other_than_a_block(command: ReceiveBlock) -> None:
    """Guards 2 and 3."""
    first, last = command.first_serial, command.last_serial
    key = block_key(first)
    not_one_block = RuleBroken("serials-not-one-block", first=first, last=last)
    refuse_if((first, last) != (f"{key}00", f"{key}{BLOCK_SIZE - 1}"), not_one_block)
    do_not_fill = RuleBroken("serials-do-not-fill", count=command.count, first=first, last=last)
    refuse_if(command.count != BLOCK_SIZE, do_not_fill)


def _refuse_unaccounted(state: Block) -> None:
    """Guard 8: what may still be used, and what a count did not find or found beyond the books."""
    in_stock = sum(n for account, n in balance(state).items() if _is_stock(account))
    n = in_stock + sum(abs(difference) for difference in state.differences.values())
    refuse_if(n > 0, RuleBroken("blanks-not-accounted-for", n=n))


def _is_stock(account: str) -> bool:
    return account == VAULT or is_machine(account)
