"""The double entry of blanks, kept by the test itself from the events of a block (domain §1.4)."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.card_stock import events as e
from whole_register import Book

VAULT, USED, SPOILED, DESTROYED = "vault", "used", "spoiled", "destroyed"
Move = tuple[str, tuple[str, ...] | None, str]
"""A serial, the accounts that it may leave (None: any), and the one it goes to."""


def accounts(block: Book) -> tuple[dict[str, str], list[str]]:
    """The account of each serial after all moves, and each move out of an account it was not in."""
    places: dict[str, str] = {}
    wrong = []
    for recorded in block.history:
        for serial, out_of, into in _moves(recorded.event):
            was = places.get(serial, "supplier")
            if out_of is not None and was not in out_of:
                wrong.append(f"{serial} left {out_of} but was in {was}")
            places[serial] = into
    return places, wrong


def _moves(event: Any) -> Iterator[Move]:
    match event:
        case e.Received():
            yield from _all(_serials(event.first_serial, event.last_serial), ("supplier",), VAULT)
        case e.Allocated():
            yield from _all(_ranges(event), (VAULT,), f"machine:{event.machine_id}")
        case e.ReturnedToVault():
            yield from _all(_ranges(event), (f"machine:{event.machine_id}",), VAULT)
        case e.Used():
            yield event.serial, (f"machine:{event.machine_id}",), USED
        case e.Spoiled():
            yield event.serial, (event.from_account,), SPOILED
        case e.SampleDrawn() | e.MissingReported() | e.Found():
            yield from _all(_ranges(event), (event.from_account,), event.to_account)
        case e.Destroyed():
            yield from _all(_ranges(event), (SPOILED, "sample"), DESTROYED)


def _all(serials: Iterable[str], out_of: tuple[str, ...], into: str) -> Iterator[Move]:
    return ((serial, out_of, into) for serial in serials)


def _ranges(event: Any) -> Iterator[str]:
    for one in event.serials:
        yield from _serials(one.first, one.last)


def _serials(first: str, last: str) -> Iterator[str]:
    return (f"{first[:2]}{number:010d}" for number in range(int(first[2:]), int(last[2:]) + 1))
