"""Fills the slot of a view that is not live from the first event on, then makes it the live one."""

from collections.abc import Callable
from threading import Event

import psycopg
from psycopg import sql

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.projection_batches import Batch, Batches, ProjectionStopped
from adapters.postgres.projection_slots import (
    Registration,
    advance_idle,
    begin_rebuild,
    flip,
    register,
    take_lock,
)
from adapters.postgres.view_memory import Memories
from adapters.postgres.view_tables import Slot, table_in
from projections.projection import Projection

Progress = Callable[[int, int], None]
"""Called with the number of events done and of all that have a position."""

# The live slot may be one step ahead; what made it so is in the feed at once.
FLIP_PAUSE = 0.01


def rebuild(
    connection: psycopg.Connection,
    projection: Projection,
    batches: Batches,
    stop: Event,
    progress: Progress,
) -> bool:
    """True when the new slot is live; False when `stop` was set, or another rebuild was faster.

    Each batch is a transaction of its own, so that a kill at any point costs one batch: the next
    rebuild of the same version goes on from the position that was written with its rows. The live
    slot serves, and is projected by whoever does that, until the swap.
    """
    slot = register(connection, projection).idle_slot
    if not take_lock(connection, projection, slot, stop):
        return False
    found = register(connection, projection)
    if found.live_slot == slot:
        return False
    filling = _Filling(connection, projection, slot, batches, _begin(connection, projection, found))
    if not filling.catch_up(stop, progress):
        return False
    filling.analyse()
    while filling.catch_up(stop, progress):
        if flip(connection, projection, slot, filling.position):
            return True
        stop.wait(FLIP_PAUSE)
    return False


def _begin(connection: psycopg.Connection, projection: Projection, found: Registration) -> int:
    """The position to go on from; -1 in a slot just emptied."""
    if found.building == projection.version:
        return found.position(found.idle_slot)
    if not begin_rebuild(connection, projection, found.idle_slot):
        raise ProjectionStopped(f"{projection.name} changed its live slot under a rebuild")
    return -1


class _Filling:
    """The slot that is being filled, and how far."""

    def __init__(
        self,
        connection: psycopg.Connection,
        projection: Projection,
        slot: Slot,
        batches: Batches,
        position: int,
    ) -> None:
        self._connection = connection
        self._projection = projection
        self._slot = slot
        self._batches = batches
        self._feed = LedgerFeed(connection)
        self._memories = Memories(connection, slot)
        self.position = position

    def catch_up(self, stop: Event, progress: Progress) -> bool:
        """Until nothing newer has a position; False when `stop` was set before."""
        while not stop.is_set():
            batch = self._batches.after(self.position, self._feed, self._memories)
            if batch is None:
                return True
            self._write(batch)
            progress(self.position + 1, self._feed.head() + 1)
        return False

    def analyse(self) -> None:
        """Let the planner know the new tables before the first search meets them."""
        for name in self._projection.tables:
            table = table_in(self._slot, name)
            named = sql.Identifier(str(table.schema), table.name)
            self._connection.execute(sql.SQL("ANALYZE {}").format(named))

    def _write(self, batch: Batch) -> None:
        with self._connection.transaction():
            place = (self._connection, self._projection, self._slot)
            if not advance_idle(*place, self.position, batch.last):
                name = self._projection.name
                raise ProjectionStopped(f"another program fills slot {self._slot} of {name}")
            batch.write(self._connection, self._slot)
        self.position = batch.last
