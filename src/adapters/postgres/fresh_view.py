"""Questions to one view, each answer with how fresh it is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Select, func, select

from adapters.postgres.live_view import (
    POSITION,
    Asked,
    LiveView,
    Pool,
    Row,
    beside_live_slot,
    is_live,
)
from adapters.postgres.stored_state import clear_text
from adapters.postgres.view_tables import EVENTS, POSITIONS, Slot


class Freshness(msgspec.Struct, frozen=True):
    """`position` is that of the newest event in the view, -1 before the first.

    `lag_ms` is 0 when no newer event has a position, otherwise the age of the first one missing.
    """

    position: int
    lag_ms: int


class _Recorded(msgspec.Struct):
    recorded_at: datetime


class _Clear(msgspec.Struct):
    envelope: _Recorded


FoundIn = Callable[[Slot], Select[Any]]
"""The rows asked for in one slot; their first column is never null."""


class FreshView:
    """Asks the live slot of a projection over a pool of autocommit connections.

    `now` is programme time.
    """

    def __init__(self, pool: Pool, projection: str, now: Callable[[], datetime]) -> None:
        self._view = LiveView(pool)
        self._projection = projection
        self._now = now

    async def ask(
        self, found_in: FoundIn, *order: str, asked: Asked | None = None
    ) -> tuple[list[Row], Freshness]:
        """The rows in the order of the columns named. Raises StoreUnavailable."""
        rows = await self._view.rows(partial(self._beside, found_in, order), asked)
        if not rows:
            return [], await self.freshness(-1, None)
        position, head = rows[0][:2]
        found = [row[2:] for row in rows if row[2] is not None]
        return found, await self.freshness(position, head)

    def _beside(self, found_in: FoundIn, order: tuple[str, ...], slot: Slot) -> Select[Any]:
        """Live slot, its position and the head of positions beside each row."""
        found = found_in(slot).where(is_live(slot)).lateral("found")
        head = select(func.coalesce(func.max(POSITIONS.c.position), -1)).scalar_subquery()
        beside = beside_live_slot(self._projection, found, POSITION, head.label("head"))
        return beside.order_by(*(found.c[name] for name in order))

    async def freshness(self, position: int, head: int | None) -> Freshness:
        """What to say of rows that stand at this position while the ledger stands at `head`."""
        if position == head:
            return Freshness(position, 0)
        missing = await self._view.read(
            select(EVENTS.c.state)
            .join(POSITIONS, POSITIONS.c.notification_id == EVENTS.c.notification_id)
            .where(POSITIONS.c.position == position + 1)
        )
        return Freshness(position, self._age_ms(missing[0][0]) if missing else 0)

    def _age_ms(self, state: bytes) -> int:
        recorded_at = msgspec.json.decode(clear_text(state), type=_Clear).envelope.recorded_at
        return max(0, (self._now() - recorded_at) // timedelta(milliseconds=1))
