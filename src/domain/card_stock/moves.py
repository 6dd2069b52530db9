"""Moving blanks from one account to another in the state; nothing else changes an account."""

from typing import Any

from msgspec.structs import replace

from domain.card_stock.accounts import MISSING, SPOILED, USED, places, ranges_at
from domain.card_stock.block import Block, Proposal
from domain.card_stock.events import Spoiled
from domain.card_stock.facts import SerialRange, one_serial
from domain.effects import digest

_MOVER_LENGTH = 16


def mover(event: Any) -> str:
    """What `Block.movers` keeps of an event: the first 64 bits of its digest, in hex.

    Where a spoiled blank came from is the book's own finding, which a repeat cannot find again.
    """
    told = replace(event, from_account="") if isinstance(event, Spoiled) else event
    return digest(told)[:_MOVER_LENGTH]


def moved(block: Block, event: Any, to: str) -> Block:
    """The block once the event has put its blanks into the account `to`."""
    at = places(block, _serials(event))
    accounts, movers, by = list(block.accounts), list(block.movers), mover(event)
    for place in at:
        accounts[place], movers[place] = to, by
    return replace(
        block,
        accounts=tuple(accounts),
        movers=tuple(movers),
        spent=_with(block.spent, at) if to in (USED, SPOILED) else block.spent,
        proposals=_without(block, set(at)),
    )


def in_place(block: Block, event: Any) -> bool:
    """Whether this very event was the last to move each of its blanks."""
    at, by = places(block, _serials(event)), mover(event)
    return bool(at) and all(block.movers[place] == by for place in at)


def settled(block: Block, account: str, more: int) -> Block:
    """The block once its books hold `more` blanks in an account whose count did not agree."""
    before = block.differences.get(account)
    if before is None:
        return block
    return differing(block, account, before + more)


def differing(block: Block, account: str, difference: int) -> Block:
    others = {name: n for name, n in block.differences.items() if name != account}
    return replace(block, differences=others | ({account: difference} if difference else {}))


def explained(block: Block, from_: str, to: str, count: int) -> Block:
    """A difference of the count follows blanks that go missing, and blanks that are found."""
    less = settled(block, from_, -count) if to == MISSING else block
    return settled(less, to, count) if from_ == MISSING else less


def _serials(event: Any) -> tuple[SerialRange, ...]:
    return one_serial(event.serial) if hasattr(event, "serial") else event.serials


def _with(spent: tuple[int, ...], at: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*spent, *at}))


def _without(block: Block, gone: set[int]) -> tuple[Proposal, ...]:
    """The proposals of what still lies where it was proposed."""
    remaining = (
        (one, [place for place in places(block, one.serials) if place not in gone])
        for one in block.proposals
    )
    return tuple(replace(one, serials=ranges_at(block, at)) for one, at in remaining if at)
