"""The runner of a projection: rows and the marks of its feed in one transaction."""

import logging
from threading import Event

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.postgres.foreign_views import refuse_newer, refuse_other_feed, refuse_overtaken
from adapters.postgres.ledger_lane import FromLedger
from adapters.postgres.projection_batches import (
    TRANSIENT,
    Batch,
    Batches,
    KeyReader,
)
from adapters.postgres.projection_slots import take_lock
from adapters.postgres.projector_counters import Counters
from adapters.postgres.rebuild import Progress, rebuild
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.view_memory import Memories
from adapters.postgres.view_registration import Place, Registration, Source, register
from application.feed import Delivered, ProjectionFeed
from projections.projection import Projection

WRITER = "cancuoc_projector"
"""Only this role writes views; whoever serves officers may not."""
SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 0.1
RECONNECT_PAUSE = 0.5

_log = logging.getLogger(__name__)


def _silent(_done: int, _total: int) -> None:
    """The progress of a rebuild that nobody watches."""


class Projector:
    """Keeps the live slot of one projection up to date.

    From the ledger a second one waits for its turn; from Kafka several share the partitions. A
    view that an older program filled is rebuilt first, while it goes on serving. `progress` is
    called with the number of events done and of all there are.
    """

    def __init__(
        self,
        dsn: str,
        projection: Projection,
        mapper: SealingMapper,
        keys: KeyReader | None = None,
        progress: Progress = _silent,
        source: Source | None = None,
    ) -> None:
        self._dsn = make_conninfo(
            dsn,
            application_name=f"cancuoc-project-{projection.name}",
            options=f"-c statement_timeout=60s -c role={WRITER}",
        )
        self._projection = projection
        self._source: Source = source or FromLedger()
        self._batches = Batches(projection, mapper, keys, self._source.batch)
        self._progress = progress
        self.counters = Counters()

    def run(self, stop: Event) -> Counters:
        """Project until `stop` is set, across restarts of database, vault and broker.

        Raises ProjectionStopped for what it does not understand, FeedBroken from the feed.
        """
        try:
            while not stop.is_set():
                self._work(stop)
        finally:
            self._source.close()
        return self.counters

    def catch_up(self) -> int:
        """Project all that the feed has now, and leave; returns how many events were read."""
        before, done = self.counters.events, False
        try:
            while not done:
                with self._connect() as connection:
                    done = self._follow(connection, Event(), leave_when_done=True)
        finally:
            self._source.close()
        return self.counters.events - before

    def rebuild(self, stop: Event | None = None) -> bool:
        """Fill the other slot from the first event on and swap; False when `stop` was set before.

        What a rebuild of the same version began and did not end is taken up where it stood.
        """
        try:
            with self._connect() as connection:
                return self._rebuild(connection, stop or Event())
        finally:
            self._source.close()

    def _work(self, stop: Event) -> None:
        try:
            with self._connect() as connection:
                self._follow(connection, stop, leave_when_done=False)
        except TRANSIENT as lost:
            _log.warning("%s waits and begins again: %s", self._projection.name, lost)
            self.counters.reconnects += 1
            stop.wait(RECONNECT_PAUSE)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)

    def _follow(
        self, connection: psycopg.Connection, stop: Event, *, leave_when_done: bool
    ) -> bool:
        """Project into the slot that is live; False when it is not any more, or by `stop`."""
        place = self._take_live_slot(connection, stop)
        if place is None:
            return False
        feed, pause = self._source.open(place), SHORTEST_PAUSE
        memories = Memories(connection, place.slot)
        self.counters.position = feed.position
        while not stop.is_set():
            delivered = feed.deliver(self._batches.size)
            if delivered and not self._write(place, feed, self._batches.of(delivered, memories)):
                return False
            self._count(delivered, feed)
            if feed.more or (feed.waits and not leave_when_done):
                continue
            if leave_when_done:
                return True
            pause = SHORTEST_PAUSE if delivered else min(2 * pause, LONGEST_PAUSE)
            stop.wait(pause)
        return False

    def _take_live_slot(self, connection: psycopg.Connection, stop: Event) -> Place | None:
        """The live slot, locked; None when it changed meanwhile, or by `stop`."""
        place = self._place(connection, self._registration(connection, stop))
        if not take_lock(place, stop, shared=self._source.shared):
            return None
        # Only now is the position settled: the former holder's last transaction has ended.
        now = self._registration(connection, stop)
        return place if now.live_slot == place.slot else None

    def _place(
        self, connection: psycopg.Connection, found: Registration, *, live: bool = True
    ) -> Place:
        slot = found.live_slot if live else found.idle_slot
        return Place(connection, self._projection, slot, live, self._source.feed)

    def _registration(self, connection: psycopg.Connection, stop: Event) -> Registration:
        """As registered, after a rebuild where an older program filled the view."""
        ours, name = self._projection.version, self._projection.name
        found = self._registered(connection)
        if found.version < ours:
            _log.warning("%s has version %s and is rebuilt as %s", name, found.version, ours)
            self._rebuild(connection, stop)
            found = self._registered(connection)
        refuse_newer(found, self._projection)
        return found

    def _registered(self, connection: psycopg.Connection) -> Registration:
        found = register(connection, self._projection, self._source.feed)
        refuse_other_feed(found, self._projection, self._source.feed)
        return found

    def _rebuild(self, connection: psycopg.Connection, stop: Event) -> bool:
        found = register(connection, self._projection, self._source.feed)
        place = self._place(connection, found, live=False)
        done = rebuild(place, self._source, self._batches, stop, self._progress)
        self.counters.rebuilds += done
        return done

    def _write(self, place: Place, feed: ProjectionFeed, batch: Batch) -> bool:
        """Rows and marks at once; False when another slot, version or writer is there by now."""
        moved = self._moved(place, feed, batch)
        if moved:
            feed.saved(batch.delivered)
            self.counters.batches += 1
            self.counters.projected += batch.projected
        elif not self._source.shared:
            refuse_overtaken(self._registered(place.connection), place, feed.position)
        return moved

    @staticmethod
    def _moved(place: Place, feed: ProjectionFeed, batch: Batch) -> bool:
        moved = False
        with place.connection.transaction():
            moved = feed.save(batch.delivered)
            if not moved:
                raise psycopg.Rollback
            batch.write(place.connection, place.slot)
        return moved

    def _count(self, delivered: Delivered | None, feed: ProjectionFeed) -> None:
        self.counters.events += delivered.read if delivered else 0
        self.counters.position = feed.position
        done, of = feed.extent() if feed.more else (0, 0)
        self.counters.lag = of - done
