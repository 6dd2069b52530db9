"""The double entry of blanks, kept by the test itself from the events of a block (domain §1.4)."""

from collections.abc import Callable, Iterator
from typing import Any

from domain.card_stock import events as e
from whole_register import Book

VAULT, USED, SPOILED = "vault", "used", "spoiled"
SAMPLE, DESTROYED = "sample", "destroyed"
Move = tuple[str, tuple[str, ...], str]
"""A serial, the accounts that it may leave, and the one it goes to."""


def accounts(block: Book) -> tuple[dict[str, str], list[str]]:
    """The account of each serial after all moves, and each move out of an account it was not in."""
    places: dict[str, str] = {}
    wrong = []
    for recorded in block.history:
        for serial, out_of, into in _moves(recorded.event):
            was = places.get(serial, "supplier")
            if was not in out_of:
                wrong.append(f"{serial} left {out_of} but was in {was}")
            places[serial] = into
    return places, wrong


def _moves(event: Any) -> Iterator[Move]:
    route = _ROUTES.get(type(event))
    if route is None:
        return
    out_of, into = route(event)
    for serial in _named(event):
        yield serial, out_of, into


_ROUTES: dict[type[Any], Callable[[Any], tuple[tuple[str, ...], str]]] = {
    e.Received: lambda event: (("supplier",), VAULT),
    e.Allocated: lambda event: ((VAULT,), f"machine:{event.machine_id}"),
    e.ReturnedToVault: lambda event: ((f"machine:{event.machine_id}",), VAULT),
    e.Used: lambda event: ((f"machine:{event.machine_id}",), USED),
    e.Spoiled: lambda event: ((event.from_account,), SPOILED),
    e.SampleDrawn: lambda event: ((event.from_account,), event.to_account),
    e.MissingReported: lambda event: ((event.from_account,), event.to_account),
    e.Found: lambda event: ((event.from_account,), event.to_account),
    e.Destroyed: lambda event: ((SPOILED, SAMPLE), DESTROYED),
}


def _named(event: Any) -> Iterator[str]:
    """Every serial that the event moves, whichever way it names them."""
    if isinstance(event, e.Received):
        yield from _serials(event.first_serial, event.last_serial)
    if isinstance(event, e.Used | e.Spoiled):
        yield event.serial
    for one in getattr(event, "serials", ()):
        yield from _serials(one.first, one.last)


def _serials(first: str, last: str) -> Iterator[str]:
    return (f"{first[:2]}{number:010d}" for number in range(int(first[2:]), int(last[2:]) + 1))
