"""`cancuoc reassign-unit`: what waits in a unit that ends, where it goes, what has to be done."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec
import psycopg
from rich.console import Console
from rich.table import Table

from adapters.http.sentences import sentence
from adapters.postgres.unit_successions import (
    Waiting,
    give_back,
    order_succession,
    programme_day,
    waiting_in,
)
from cancuoc.register_here import register_here
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.units_of_register import units_known_to
from domain.refusals import BadValue
from domain.succession import Succession, with_successions
from domain.units import RegisterOfUnits


class Wish(msgspec.Struct, frozen=True):
    """The end of a unit: without `to` its heirs are those that the register knows."""

    unit: str
    to: str | None
    on: date
    reason: str


class Moved(msgspec.Struct, frozen=True):
    """What waits in one unit, and where that goes.

    Whoever takes over a unit has its roles too, so that nothing is left without an owner.
    """

    waiting: Waiting
    to: str


def reassign_unit(settings: Settings, wish: Wish, dry_run: bool, console: Console) -> int:
    """Exit status 0; whatever makes the order impossible is SettingsWrong."""
    with psycopg.connect(register_here(settings).dsn, connect_timeout=5) as connection:
        known = units_known_to(connection)
        units = _ended(known, wish)
        moved = [_moved(one, units, wish.on) for one in waiting_in(connection, wish.unit)]
        console.print(_table(moved))
        _tell(moved, wish, units, console)
        if not dry_run:
            for sentence in _steps(connection, wish, moved):
                console.print(sentence, soft_wrap=True)
    return 0


def _ended(units: RegisterOfUnits, wish: Wish) -> RegisterOfUnits:
    if wish.to is not None:
        order = Succession(wish.unit, wish.to, wish.on)
        return units if _stands(units, order) else _with(units, order)
    if units.find(wish.unit, wish.on) is not None:
        raise SettingsWrong(
            f"unit {wish.unit} still exists on {wish.on}: name its successor with --to"
        )
    if not units.heirs(wish.unit, wish.on):
        raise SettingsWrong(f"unit {wish.unit} never existed before {wish.on}")
    return units


def _with(units: RegisterOfUnits, order: Succession) -> RegisterOfUnits:
    try:
        return with_successions(units, [order])
    except BadValue as bad:
        raise SettingsWrong(sentence(bad.code, bad.params, "en")) from bad


def _stands(units: RegisterOfUnits, order: Succession) -> bool:
    """Whether the register has it so already, by an order or by itself."""
    gone = units.find(order.code, order.on) is None
    return gone and units.heirs(order.code, order.on) == {order.successor}


def _moved(waiting: Waiting, units: RegisterOfUnits, on: date) -> Moved:
    return Moved(waiting, units.seat_of(waiting.unit, on))


def _table(moved: list[Moved]) -> Table:
    table = Table("Kind", "Stage", "Role", "Now in", "Then in", "Cases", title="What waits")
    for one in sorted(moved, key=lambda m: (m.waiting.kind, m.waiting.stage, m.waiting.unit)):
        what = one.waiting
        table.add_row(what.kind, what.stage, what.role, what.unit, one.to, str(what.count))
    return table


def _tell(moved: list[Moved], wish: Wish, units: RegisterOfUnits, console: Console) -> None:
    there: Counter[str] = Counter()
    for one in moved:
        there[one.to] += one.waiting.count
    told = ", ".join(f"{count} in {unit}" for unit, count in sorted(there.items()))
    heirs = ", ".join(sorted(units.heirs(wish.unit, wish.on)))
    console.print(
        f"From {wish.on} unit {wish.unit} is {heirs}. {sum(there.values())} cases wait: "
        f"{told or 'none'}.",
        soft_wrap=True,
    )


def _steps(connection: psycopg.Connection, wish: Wish, moved: list[Moved]) -> Iterator[str]:
    """Who sees a case follows from the register of units; only these two need a row."""
    if wish.to is not None:
        known = units_known_to(connection)
        order = Succession(wish.unit, wish.to, wish.on)
        if _stands(known, order):
            yield "The register knows this succession already."
        elif order_succession(connection, order, wish.reason):
            yield "The succession is written: restart every process, one after the other."
    if wish.on > programme_day(connection):
        yield f"Cases in hand there stay in hand: give this order again on {wish.on}."
        return
    freed = give_back(connection, sorted({wish.unit, *(one.waiting.unit for one in moved)}))
    yield f"{freed} cases that were in hand there are free again."
