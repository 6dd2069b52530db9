"""The runner of a projection: rows and position in one transaction, by one runner at a time."""

import logging
from threading import Event

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.projection_batches import (
    TRANSIENT,
    Batch,
    Batches,
    KeyReader,
    ProjectionStopped,
)
from adapters.postgres.projection_slots import Registration, advance, register, take_lock
from adapters.postgres.rebuild import Progress, rebuild
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.view_memory import Memories
from adapters.postgres.view_tables import Slot
from projections.projection import Projection

BATCH = 2000
WRITER = "cancuoc_projector"
"""Only this role writes views; whoever serves officers may not."""
SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.1
RECONNECT_PAUSE = 0.5

_log = logging.getLogger(__name__)


class Counters(msgspec.Struct):
    """What one projector has done; `lag` counts positioned events that are not yet in the view."""

    events: int = 0
    projected: int = 0
    batches: int = 0
    position: int = -1
    lag: int = 0
    reconnects: int = 0
    rebuilds: int = 0


def _silent(_done: int, _total: int) -> None:
    """The progress of a rebuild that nobody watches."""


class Projector:
    """Keeps the live slot of one projection up to date; a second one waits for its turn.

    A view that an older program filled is rebuilt first, while it goes on serving. `progress` is
    called with the number of events done and of all there are.
    """

    def __init__(
        self,
        dsn: str,
        projection: Projection,
        mapper: SealingMapper,
        keys: KeyReader | None = None,
        progress: Progress = _silent,
        batch: int = BATCH,
    ) -> None:
        self._dsn = make_conninfo(
            dsn,
            application_name=f"cancuoc-project-{projection.name}",
            options=f"-c statement_timeout=60s -c role={WRITER}",
        )
        self._projection = projection
        self._batches = Batches(projection, mapper, keys, batch)
        self._progress = progress
        self.counters = Counters()

    def run(self, stop: Event) -> Counters:
        """Project until `stop` is set, across restarts of the database and of the vault.

        Raises ProjectionStopped for what it does not understand, FeedBroken from the feed.
        """
        while not stop.is_set():
            try:
                with self._connect() as connection:
                    self._follow(connection, stop, leave_when_done=False)
            except TRANSIENT as lost:
                _log.warning("%s waits and begins again: %s", self._projection.name, lost)
                self.counters.reconnects += 1
                stop.wait(RECONNECT_PAUSE)
        return self.counters

    def catch_up(self) -> int:
        """Project all that has a position now, and leave; returns how many events were read."""
        before, done = self.counters.events, False
        while not done:
            with self._connect() as connection:
                done = self._follow(connection, Event(), leave_when_done=True)
        return self.counters.events - before

    def rebuild(self, stop: Event | None = None) -> bool:
        """Fill the other slot from position 0 and swap; False when `stop` was set before.

        What a rebuild of the same version began and did not end is taken up where it stood.
        """
        with self._connect() as connection:
            return self._rebuild(connection, stop or Event())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)

    def _follow(
        self, connection: psycopg.Connection, stop: Event, *, leave_when_done: bool
    ) -> bool:
        """Project into the slot that is live; False when it is not any more, or by `stop`."""
        slot = self._take_live_slot(connection, stop)
        feed, pause = LedgerFeed(connection), SHORTEST_PAUSE
        while slot is not None and not stop.is_set():
            memories = Memories(connection, slot)
            batch = self._batches.after(self.counters.position, feed, memories)
            if batch is not None and not self._write(connection, slot, batch):
                return False
            if self._count(batch, feed):
                continue
            if leave_when_done:
                return True
            pause = SHORTEST_PAUSE if batch else min(2 * pause, LONGEST_PAUSE)
            stop.wait(pause)
        return False

    def _take_live_slot(self, connection: psycopg.Connection, stop: Event) -> Slot | None:
        """The live slot, locked and its position known; None when it changed meanwhile."""
        slot = self._registration(connection, stop).live_slot
        if not take_lock(connection, self._projection, slot, stop):
            return None
        # Only now is the position settled: the former holder's last transaction has ended.
        now = self._registration(connection, stop)
        self.counters.position = now.position(slot)
        return slot if now.live_slot == slot else None

    def _registration(self, connection: psycopg.Connection, stop: Event) -> Registration:
        """As registered, after a rebuild where an older program filled the view."""
        ours = self._projection.version
        found = register(connection, self._projection)
        if found.version < ours:
            name = self._projection.name
            _log.warning("%s has version %s and is rebuilt as %s", name, found.version, ours)
            self._rebuild(connection, stop)
            found = register(connection, self._projection)
        if found.version > ours:
            raise ProjectionStopped(
                f"{self._projection.name} was filled by a newer program, version {found.version}; "
                f"this one knows version {ours}: start the newer program."
            )
        return found

    def _rebuild(self, connection: psycopg.Connection, stop: Event) -> bool:
        done = rebuild(connection, self._projection, self._batches, stop, self._progress)
        self.counters.rebuilds += done
        return done

    def _write(self, connection: psycopg.Connection, slot: Slot, batch: Batch) -> bool:
        """Rows and position at once; False when another slot or version is live by now."""
        former = self.counters.position
        with connection.transaction():
            moved = advance(connection, self._projection, slot, former, batch.last)
            if moved:
                batch.write(connection, slot)
        if not moved:
            self._refuse_if_overtaken(connection, slot)
        return moved

    def _refuse_if_overtaken(self, connection: psycopg.Connection, slot: Slot) -> None:
        now = register(connection, self._projection)
        if (now.live_slot, now.version) == (slot, self._projection.version):
            raise ProjectionStopped(
                f"{self._projection.name} stands at position {now.position(slot)} where this "
                f"runner left it at {self.counters.position}: another one writes it."
            )

    def _count(self, batch: Batch | None, feed: LedgerFeed) -> bool:
        """Take note of a batch that is written; True when more of them wait."""
        full = batch is not None and batch.read == self._batches.size
        if batch is not None:
            self.counters.batches += 1
            self.counters.events += batch.read
            self.counters.projected += batch.projected
            self.counters.position = batch.last
        self.counters.lag = feed.head() - self.counters.position if full else 0
        return full
