"""The state of a block: for every serial one account, and what is open about it."""

from datetime import date
from uuid import UUID

import msgspec

from domain.card_stock.facts import SerialRange
from domain.deadlines import Missed


class Proposal(msgspec.Struct, frozen=True):
    """Blanks proposed for destruction and not yet destroyed; `id` is that of the command."""

    id: UUID
    serials: tuple[SerialRange, ...]
    account: str
    reason: str
    proposed_by: UUID


class Count(msgspec.Struct, frozen=True):
    """The last count of an account."""

    account: str
    counted: int
    expected: int
    counted_on: date


class Block(msgspec.Struct, frozen=True):
    """Blanks are known by their place 0-99 in the block, the last two digits of the serial.

    `accounts` gives for each place the one account it is in, `movers` a digest of the event that
    put it there; `spent` are the places once used or spoiled, wherever they are now.
    `differences` gives per account what the books hold beyond the last count of it (less than
    nothing where more was counted), until it is settled.
    """

    version: int
    status: str
    supplier: str = ""
    box_number: str = ""
    first_serial: str = ""
    last_serial: str = ""
    form: str = ""
    accounts: tuple[str, ...] = ()
    movers: tuple[str, ...] = ()
    spent: tuple[int, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    counts: tuple[Count, ...] = ()
    differences: dict[str, int] = {}
    missed: tuple[Missed, ...] = ()
    done: dict[str, str] = {}
