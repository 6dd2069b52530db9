"""How far each unit has come, counter by counter, without telling of anybody in a small group."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, Table, case, false, func, literal, select, true

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool
from adapters.postgres.view_tables import Slot, table_in
from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY
from projections.small_groups import suppressed

__all__ = ["Asked", "Dimension", "Freshness", "Progress", "ProgressBoard", "ProgressCell"]

Basis = Literal["occurred", "recorded"]
Dimension = Literal["day", "sex", "age_band"]
PERSONAL: tuple[Dimension, ...] = ("sex", "age_band")

_BELOW = {"province": "district", "district": "commune"}
_ORDER = ("unit", "counter", "day", "sex", "age_band")


class Asked(msgspec.Struct, frozen=True):
    """Which figures: of a unit (a code, `centre` or `ministry`) and from day to day, both included.

    `below` gives a line for each unit directly below instead of one for all of it. `counters`
    empty means all. `former` are ended units in whose place this one is: their figures are its own.
    """

    unit: str
    first: date
    last: date
    basis: Basis = "occurred"
    below: bool = False
    by: tuple[Dimension, ...] = ()
    counters: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


class ProgressCell(msgspec.Struct, frozen=True):
    """One figure; null where it would tell of too few persons. What was not asked for is null too.

    `unit` is empty for what was taken in above the level of the lines, `sex` and `age_band` where
    they are not known.
    """

    unit: str
    counter: str
    day: date | None
    sex: str | None
    age_band: str | None
    count: int | None


class Progress(msgspec.Struct, frozen=True):
    cells: tuple[ProgressCell, ...]
    freshness: Freshness


class ProgressBoard:
    """Reads the live slot of the progress view; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._view = FreshView(pool, "progress", now)

    async def figures(self, asked: Asked, min_group: int) -> Progress:
        """Sums over the days asked for, unless by day. Raises StoreUnavailable.

        By sex or age band, a group of fewer than `min_group` (`reporting.min_group`) is suppressed,
        with one more of the same line where it could be told from the sum.
        """
        rows, freshness = await self._view.ask(partial(_figures, asked=asked), *_ORDER)
        cells = [ProgressCell(*row) for row in rows]
        if set(asked.by) & set(PERSONAL):
            cells = list(_without_small_groups(cells, min_group))
        return Progress(tuple(cells), freshness)


def _figures(slot: Slot, asked: Asked) -> Select[Any]:
    progress = table_in(slot, "progress")
    line = _line(progress, asked)
    shown = {name: _dimension(progress, name, asked) for name in ("day", *PERSONAL)}
    grouped = [line, progress.c.counter, *(progress.c[name] for name in asked.by)]
    return (
        select(
            line.label("unit"),
            progress.c.counter,
            *(column.label(name) for name, column in shown.items()),
            func.sum(progress.c.count).cast(progress.c.count.type).label("count"),
        )
        .where(*_conditions(progress, asked))
        .group_by(*grouped)
    )


def _line(progress: Table, asked: Asked) -> ColumnElement[str]:
    if not asked.below:
        return literal(asked.unit)
    level = "province" if asked.unit in WHOLE_COUNTRY else _BELOW.get(_level(asked.unit))
    return progress.c[level] if level else progress.c.unit


def _dimension(progress: Table, name: Any, asked: Asked) -> ColumnElement[Any]:
    column = progress.c[name]
    nothing: ColumnElement[Any] = case((false(), func.max(column)))
    return column if name in asked.by else nothing


def _conditions(progress: Table, asked: Asked) -> Iterator[ColumnElement[bool]]:
    yield progress.c.basis == asked.basis
    yield progress.c.day.between(asked.first, asked.last)
    yield _reached(progress, asked)
    if asked.counters:
        yield progress.c.counter.in_(asked.counters)


def _reached(progress: Table, asked: Asked) -> ColumnElement[bool]:
    if asked.unit in WHOLE_COUNTRY:
        return true()
    level = _level(asked.unit)
    return progress.c[level].in_((asked.unit, *asked.former)) if level else false()


def _level(unit: str) -> str:
    return LEVEL_BY_DIGITS.get(len(unit), "")


def _without_small_groups(cells: list[ProgressCell], min_group: int) -> Iterator[ProgressCell]:
    lines: dict[tuple[Any, ...], list[ProgressCell]] = {}
    for cell in cells:
        lines.setdefault((cell.unit, cell.counter, cell.day), []).append(cell)
    for line in lines.values():
        hidden = suppressed([cell.count or 0 for cell in line], min_group)
        for n, cell in enumerate(line):
            yield msgspec.structs.replace(cell, count=None) if n in hidden else cell
