"""Units that ended by an order of the office itself, of which the published register is silent."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from domain.refusals import BadValue
from domain.units import RegisterOfUnits, Unit


class Succession(msgspec.Struct, frozen=True):
    """From the day `on` the unit `code` is no more, and its work is that of `successor`."""

    code: str
    successor: str
    on: date


def with_successions(units: RegisterOfUnits, orders: Iterable[Succession]) -> RegisterOfUnits:
    """The register as the orders have made it, the earliest first.

    What lay below an ended unit lies below its successor from that day. Raises BadValue
    `unit-unknown` where there is no such unit to end, or none to succeed it, on the day, and
    `successor-lies-below` for a part of the unit itself.
    """
    for order in sorted(orders, key=lambda one: (one.on, one.code)):
        _check(units, order)
        units = RegisterOfUnits(part for unit in units.units for part in _ordered(unit, order))
    return units


def _check(units: RegisterOfUnits, order: Succession) -> None:
    last_day = order.on - timedelta(days=1)
    if units.find(order.code, last_day) is None:
        raise BadValue("unit-unknown", code=order.code, day=last_day)
    if units.find(order.successor, order.on) is None:
        raise BadValue("unit-unknown", code=order.successor, day=order.on)
    if units.within(order.successor, order.code, last_day):
        raise BadValue("successor-lies-below", code=order.successor, above=order.code)


def _ordered(unit: Unit, order: Succession) -> Iterator[Unit]:
    """The unit as one or two: until the last day, and from the day of the order."""
    last_day = order.on - timedelta(days=1)
    if not unit.exists_on(last_day):
        yield unit
    elif unit.code == order.code:
        yield replace(unit, valid_to=last_day, successors=(order.successor,))
    elif unit.parent == order.code and unit.exists_on(order.on):
        yield replace(unit, valid_to=last_day)
        yield replace(unit, valid_from=order.on, parent=order.successor)
    else:
        yield unit
