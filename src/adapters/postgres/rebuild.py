"""Fills the slot of a view that is not live from the first event on, then makes it the live one."""

from collections.abc import Callable
from threading import Event

from psycopg import sql

from adapters.postgres.projection_batches import Batch, Batches, ProjectionStopped
from adapters.postgres.projection_slots import begin_rebuild, flip, take_lock
from adapters.postgres.view_memory import Memories
from adapters.postgres.view_registration import Place, Source, register
from adapters.postgres.view_tables import table_in
from application.feed import ProjectionFeed

Progress = Callable[[int, int], None]
"""Called with the number of events done and of all that have a position."""

# The live slot may be one step ahead; what made it so is in the feed at once.
FLIP_PAUSE = 0.01


def rebuild(
    place: Place, source: Source, batches: Batches, stop: Event, progress: Progress
) -> bool:
    """True when the new slot is live; False when `stop` was set, or another rebuild was faster.

    Each batch is a transaction of its own, so that a kill at any point costs one batch: the next
    rebuild of the same version from the same feed goes on from the marks that were written with
    its rows. The live slot serves, and is projected by whoever does that, until the swap. `place`
    is the slot that was idle when it was looked up.
    """
    if not take_lock(place, stop) or not _begin(place):
        return False
    filling = _Filling(place, source.open(place), batches)
    if not filling.catch_up(stop, progress):
        return False
    filling.analyse()
    while filling.catch_up(stop, progress):
        if flip(place):
            return True
        stop.wait(FLIP_PAUSE)
    return False


def _begin(place: Place) -> bool:
    """Go on with what was begun, or empty the slot; False when it is live by now."""
    found = register(place.connection, place.projection, place.feed)
    if found.live_slot == place.slot:
        return False
    if (found.building, found.building_feed) == (place.projection.version, place.feed):
        return True
    if not begin_rebuild(place):
        raise ProjectionStopped(f"{place.projection.name} changed its live slot under a rebuild")
    return True


class _Filling:
    """The slot that is being filled."""

    def __init__(self, place: Place, feed: ProjectionFeed, batches: Batches) -> None:
        self._place = place
        self._feed = feed
        self._batches = batches
        self._memories = Memories(place.connection, place.slot)

    def catch_up(self, stop: Event, progress: Progress) -> bool:
        """Until the feed has nothing newer; False when `stop` was set before."""
        while not stop.is_set():
            delivered = self._feed.deliver(self._batches.size)
            if delivered is not None:
                self._write(self._batches.of(delivered, self._memories))
                progress(*self._feed.extent())
            elif not self._feed.more:
                return True
        return False

    def analyse(self) -> None:
        """Let the planner know the new tables before the first search meets them."""
        for name in self._place.projection.tables:
            table = table_in(self._place.slot, name)
            named = sql.Identifier(str(table.schema), table.name)
            self._place.connection.execute(sql.SQL("ANALYZE {}").format(named))

    def _write(self, batch: Batch) -> None:
        with self._place.connection.transaction():
            if not self._feed.save(batch.delivered):
                name, slot = self._place.projection.name, self._place.slot
                raise ProjectionStopped(f"another program fills slot {slot} of {name}")
            batch.write(self._place.connection, self._place.slot)
        self._feed.saved(batch.delivered)
