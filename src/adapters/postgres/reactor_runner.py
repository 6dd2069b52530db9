"""Runs the reactors in position order: what they store and how far they have come is one commit.

`UPDATE reactor_position … WHERE position = former` stands in the transaction of the appends, so
that a runner that was overtaken (a zombie) stores nothing more. Commands have derived ids: after a kill
or a rewind to the beginning the same events give the same commands, which are stored already.
"""

import asyncio
from collections.abc import Callable

import msgspec
import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.batch import EXPECTING, expecting_parameters
from adapters.postgres.gathered_store import BatchFull, GatheredStore
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.reaction_rows import ReactionRows
from application.event_store import Conflict, RowRefused, StoreUnavailable
from application.feed import Positioned
from application.reactions.reacting import Reacting, Unaccepted
from application.vault import VaultMismatch, VaultUnavailable
from domain.recorded import StateUnreadable

NAME = "reactions"
BATCH = 2000
SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.2
RECONNECT_PAUSE = 0.5
LOCK = 0x63616E_726561
"""Advisory lock of the one runner; the number spells `can`, `rea`."""

TRANSIENT = (psycopg.OperationalError, StoreUnavailable, VaultUnavailable)
PARKS = (VaultMismatch, StateUnreadable, RowRefused, Conflict)
"""What stops one stream and not the others: it is tried again later, in order."""

log = structlog.get_logger()


class Overtaken(Exception):
    """Another runner has moved the position; this one has stored nothing."""


class Counters(msgspec.Struct):
    """What one runner has done since it was made."""

    events: int = 0
    commands: int = 0
    refused: int = 0
    parked: int = 0
    batches: int = 0
    alone: int = 0
    position: int = -1


class ReactorRunner:
    """At most one works per event store; another waits for its turn and then takes over.

    `reacting(store)` gives the reactors over the gathered store of this runner.
    """

    def __init__(
        self, dsn: str, store: AsyncEventStore, reacting: Callable[[GatheredStore], Reacting]
    ) -> None:
        self._dsn = make_conninfo(
            dsn, application_name="cancuoc-react", options="-c statement_timeout=30s"
        )
        self._gathered = GatheredStore(store)
        self._reacting = reacting(self._gathered)
        self.counters = Counters()

    async def run(self, stop: asyncio.Event) -> Counters:
        """React until `stop` is set, across restarts of the database."""
        while not stop.is_set():
            try:
                await self._session(stop)
            except (*TRANSIENT, Overtaken) as lost:
                log.warning("reactors-begin-again", reason=type(lost).__name__)
                await _pause(stop, RECONNECT_PAUSE)
        return self.counters

    async def catch_up(self) -> int:
        """React to all that has a position now, and leave; returns how many events were read."""
        before = self.counters.events
        with self._connect() as connection:
            self._take_position(connection)
            while await self._step(connection):
                pass
        return self.counters.events - before

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)

    async def _session(self, stop: asyncio.Event) -> None:
        with self._connect() as connection:
            while not _locked(connection):
                if await _pause(stop, LONGEST_PAUSE):
                    return
            self._take_position(connection)
            pause = SHORTEST_PAUSE
            while not stop.is_set():
                moved = await self._step(connection) or await self._retry(connection)
                pause = SHORTEST_PAUSE if moved else min(2 * pause, LONGEST_PAUSE)
                if not moved:
                    await _pause(stop, pause)

    def _take_position(self, connection: psycopg.Connection) -> None:
        self._rows = ReactionRows(connection, NAME)
        self.counters.position = self._rows.position()
        self._parked, self._reached = self._rows.parked_streams(), self._rows.reached()

    async def _step(self, connection: psycopg.Connection) -> int:
        """One batch; the number of events that it took up."""
        events = LedgerFeed(connection).read(self.counters.position, BATCH)
        if not events:
            return 0
        taken, unaccepted = await self._gather(events)
        try:
            self._store(connection, events[taken - 1].position, unaccepted)
        except Conflict:
            # Somebody else moved a stream meanwhile: event by event, each decided on fresh history.
            taken = await self._one_by_one(connection, events[:taken])
        self.counters.events += taken
        return taken

    async def _gather(self, events: list[Positioned]) -> tuple[int, list[Unaccepted]]:
        """What as many events as one batch takes come to: their number, and what was not accepted."""
        self._gathered.clear()
        unaccepted: list[Unaccepted] = []
        for taken, event in enumerate(events):
            if event.topic not in self._reacting.topics:
                continue
            self._gathered.begin_event()
            try:
                unaccepted += await self._react(event)
            except BatchFull:
                self._gathered.forget_event()
                return taken, unaccepted
        return len(events), unaccepted

    async def _react(self, event: Positioned) -> list[Unaccepted]:
        """What was not accepted; a stream that cannot be served now is parked with what follows."""
        if event.stream in self._parked:
            self._rows.park(event, "behind a parked event")
            return []
        try:
            again = self._rows.is_known if event.position <= self._reached else None
            return await self._reacting.to(event.stream, event.version, event.topic, again)
        except PARKS as fault:
            self._gathered.forget_event()
            log.error("reaction-parked", position=event.position, fault=type(fault).__name__)
            self._rows.park(event, type(fault).__name__)
            self._parked.add(event.stream)
            self.counters.parked += 1
            return []

    async def _one_by_one(self, connection: psycopg.Connection, events: list[Positioned]) -> int:
        for taken, event in enumerate(events):
            for attempt in range(12):
                gathered, unaccepted = await self._gather([event])
                try:
                    if gathered:
                        self._store(connection, event.position, unaccepted)
                        break
                except Conflict:
                    log.info("reaction-decided-again", position=event.position, attempt=attempt)
            else:
                return taken
            self.counters.alone += 1
        return len(events)

    def _store(self, connection: psycopg.Connection, to: int, unaccepted: list[Unaccepted]) -> None:
        """Writes, outcomes and position at once; Conflict or Overtaken, and then none of it."""
        writes = self._gathered.writes
        with connection.transaction():
            if not self._rows.advance(self.counters.position, to):
                raise Overtaken
            if writes:
                _execute(connection, expecting_parameters(writes))
            self._rows.note(unaccepted, to)
        self.counters.position = to
        self.counters.commands += len(writes)
        self.counters.refused += sum(one.outcome == "refused" for one in unaccepted)
        self.counters.batches += 1
        self._gathered.clear()

    async def _retry(self, connection: psycopg.Connection) -> int:
        """Parked events whose time has come, in order within each stream."""
        done = 0
        for source, version, topic in self._rows.due_again():
            self._gathered.clear()
            try:
                unaccepted = await self._reacting.to(source, version, topic)
                with connection.transaction():
                    if self._gathered.writes:
                        _execute(connection, expecting_parameters(self._gathered.writes))
                    self._rows.unpark(source, version)
                    self._rows.note(unaccepted, self.counters.position)
            except (*PARKS, BatchFull) as fault:
                self._rows.postpone(source, type(fault).__name__)
                continue
            done += 1
        if done:
            self._parked = self._rows.parked_streams()
        return done


def _execute(connection: psycopg.Connection, parameters: list[list[object]]) -> None:
    try:
        refused = connection.execute(EXPECTING, parameters).fetchall()
    except (psycopg.errors.UniqueViolation, psycopg.errors.SerializationFailure) as lost:
        raise Conflict from lost
    if refused:
        raise Conflict


def _locked(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    return row is not None and bool(row[0])


async def _pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; True when `stop` was set meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
