"""Whether the books agree at the end, asked of the public interface alone."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cancuoc.simulation.outcome import Outcome
from cancuoc.simulation.stock import BLOCK

USED = "used"
OPEN = frozenset({"planned", "released", "in-production", "counted"})
"""A batch that somebody is still at; what is in it is counted when it is over."""


def unbalanced(outcome: Outcome) -> list[str]:
    """A sentence for everything that does not agree; none where all is well."""
    return [*_of_blocks(outcome), *_of_cards(outcome), *_of_batches(outcome.batches)]


def _of_blocks(outcome: Outcome) -> Iterator[str]:
    for block in outcome.blocks:
        if len(block["accounts"]) != BLOCK or block["differences"]:
            yield f"block {block['first_serial']} accounts for {len(block['accounts'])} blanks"
    freshness = outcome.stock.get("freshness", {})
    if freshness.get("lag_ms") == 0:
        yield from _of_board(outcome)


def _of_board(outcome: Outcome) -> Iterator[str]:
    """The board of the whole register holds at least what our own blocks hold."""
    board: Counter[str] = Counter()
    for line in outcome.stock["items"]:
        board[line["account"]] += line["count"]
    own = Counter(account for block in outcome.blocks for account in block["accounts"])
    for account, blanks in sorted(own.items()):
        if board[account] < blanks:
            yield f"the board shows {board[account]} blanks in {account}, the blocks {blanks}"


def _of_cards(outcome: Outcome) -> Iterator[str]:
    """Every card of ours is a used blank of ours, and no blank is two cards."""
    accounts = {
        f"{block['first_serial'][:-2]}{n:02d}": account
        for block in outcome.blocks
        for n, account in enumerate(block["accounts"])
    }
    cards = [one["blank_serial"] for one in outcome.applications.values() if one["card_id"]]
    for serial, times in Counter(cards).items():
        if times > 1:
            yield f"blank {serial} is {times} cards"
        if accounts.get(serial) != USED:
            yield f"blank {serial} of a card is in the account {accounts.get(serial)}"
    used = sum(account == USED for account in accounts.values())
    if used != len(set(cards)):
        yield f"{used} blanks are used, for {len(set(cards))} cards"


def _of_batches(batches: list[dict[str, Any]]) -> Iterator[str]:
    for batch in batches:
        balanced = batch["status"] == "balanced" and not batch["missing"]
        if not balanced and batch["status"] not in (*OPEN, "cancelled"):
            yield f"batch {batch['batch_number']} is {batch['status']}, {batch['missing']} missing"
