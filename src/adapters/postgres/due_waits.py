"""The waits that are due, oldest first: what the timer has to ring for."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, not_, select, true, tuple_, union

from adapters.postgres.live_view import LiveView, Pool, beside_live_slot, is_live
from adapters.postgres.view_tables import Slot, table_in
from application.timer import DueWait
from domain.context import VIETNAM_TIME

MOST = 200

_COLUMNS = (
    "stream", "kind", "stage", "due", "owner_role", "owner_unit", "entered_version", "missed",
)  # fmt: skip
MOVES = (
    ("card-application", "printing"),
    ("card-application", "unclaimed"),
    ("device", "calibration"),
    ("legal-instrument", "issued"),
)
"""Stages whose expiry moves the stream; their wait stays due until the move is recorded."""


class DueWaits:
    """Reads the live slot of the waits view; `most` bounds what one round may record."""

    def __init__(self, pool: Pool, most: int = MOST) -> None:
        self._view = LiveView(pool)
        self._most = most

    async def at(self, now: datetime, after: DueWait | None = None) -> list[DueWait]:
        """Due by `now`, and either not recorded as missed yet or still to be moved.

        With `after`, those behind it, where nothing can be done about the oldest. An instrument is
        brought into force on the morning of its day. Raises StoreUnavailable.
        """
        rows = await self._view.rows(lambda slot: _due(slot, now, after, self._most))
        return [DueWait(*row) for row in rows if row[0] is not None]


def _due(slot: Slot, now: datetime, after: DueWait | None, most: int) -> Select[Any]:
    """A branch for each index of what may be due, so that none of them reads what is not."""
    c = table_in(slot, "waits").c
    day_ends = now.astimezone(VIETNAM_TIME).replace(hour=23, minute=59, second=59)
    rings = and_(c.due <= now, c.escalates_to.is_not(None))
    in_force = and_(c.kind == "legal-instrument", c.stage == "issued", c.due <= day_ends)
    branches = (
        and_(rings, not_(c.missed)),
        *(and_(rings, c.missed, c.kind == kind, c.stage == stage) for kind, stage in MOVES),
        in_force,
    )
    place = tuple_(c.due, c.stream, c.stage)
    behind = place > tuple_(after.due, after.stream, after.stage) if after else true()
    some = (_oldest(slot, and_(branch, behind), most) for branch in branches)
    # An instrument may be found twice, as due today and as overdue.
    every = union(*(select(one.subquery()) for one in some)).subquery("every")
    found = select(every).order_by(*_order(every)).limit(most).lateral("due")
    return beside_live_slot("waits", found).order_by(*_order(found))


def _oldest(slot: Slot, branch: ColumnElement[bool], most: int) -> Select[Any]:
    waits = table_in(slot, "waits")
    return (
        select(*(waits.c[name] for name in _COLUMNS))
        .where(is_live(slot), branch)
        .order_by(*_order(waits))
        .limit(most)
    )


def _order(rows: FromClause) -> tuple[ColumnElement[Any], ...]:
    return (rows.c.due, rows.c.stream, rows.c.stage)
