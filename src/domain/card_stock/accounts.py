"""In which account a blank is, and how many are in each: double entry by serial (domain §1.4)."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from domain.card_stock.block import Block
from domain.card_stock.facts import SerialRange

BLOCK_SIZE = 100
VAULT, USED, SPOILED = "vault", "used", "spoiled"
DESTROYED, MISSING, SAMPLE = "destroyed", "missing", "sample"
MACHINE = "machine:"
_KEY_LENGTH = 10


def machine_account(machine_id: UUID) -> str:
    return f"{MACHINE}{machine_id}"


def is_machine(account: str) -> bool:
    return account.startswith(MACHINE)


def block_key(serial: str) -> str:
    """What the 100 serials of an aligned block share: the supplier's letters and eight digits."""
    return serial[:_KEY_LENGTH]


def account_of(block: Block, serial: str) -> str | None:
    """The account that a serial is in; None for one of another block."""
    place = place_of(block, serial)
    return None if place is None else block.accounts[place]


def balance(block: Block) -> dict[str, int]:
    """Blanks in each account that has any; together they are the blanks received."""
    return dict(sorted(Counter(block.accounts).items()))


def place_of(block: Block, serial: str) -> int | None:
    """The place of a serial in its block, its last two digits; None for one of another block."""
    last = serial[_KEY_LENGTH:]
    readable = len(last) == 2 and last.isascii() and last.isdigit()
    if not readable or block_key(serial) != block_key(block.first_serial):
        return None
    place = int(last)
    return place if place < len(block.accounts) else None


def serial_at(block: Block, place: int) -> str:
    return f"{block_key(block.first_serial)}{place:02}"


def places(block: Block, ranges: Iterable[SerialRange]) -> tuple[int, ...]:
    """The places of all serials of the ranges, each once and in order.

    A range that is not within this block counts for nothing; a decision refuses it before.
    """
    found: set[int] = set()
    for one in ranges:
        first, last = place_of(block, one.first), place_of(block, one.last)
        if first is not None and last is not None:
            found.update(range(first, last + 1))
    return tuple(sorted(found))


def ranges_at(block: Block, at: Iterable[int]) -> tuple[SerialRange, ...]:
    """The fewest ranges that hold the blanks at these places, in order."""
    runs: list[tuple[int, int]] = []
    for place in sorted(set(at)):
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return tuple(SerialRange(serial_at(block, a), serial_at(block, b)) for a, b in runs)
