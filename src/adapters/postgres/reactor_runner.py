"""Runs the reactors in position order: what they store and how far they have come is one commit.

`UPDATE reactor_position … WHERE position = former` stands in the transaction of the appends, so
that a runner that was overtaken (a zombie) stores nothing more. Commands have derived ids: after a
kill or a rewind to the beginning the same events give the same commands, which are stored already.
"""

import asyncio
from collections.abc import Callable
from functools import partial

import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.gathered_store import GatheredStore
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.lone_event import LoneEvent
from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.reaction_batch import BEHIND, Batch, Gatherer, Parked
from adapters.postgres.reaction_commit import Counters, Overtaken, ReactionCommit
from adapters.postgres.reaction_rows import ReactionRows
from application.event_store import Conflict, RowRefused, StoreBusy, StoreUnavailable
from application.feed import Positioned
from application.pauses import pause
from application.reactions.reacting import IsKnown, Reacting
from application.vault import VaultUnavailable

NAME = "reactions"
BATCH = 2000
SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.2
RECONNECT_PAUSE = 0.5
LOCK = 0x63616E_726561
"""Advisory lock of the one runner; the number spells `can`, `rea`."""

TRANSIENT = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    REFUSED,
    psycopg.errors.IdleInTransactionSessionTimeout,
    StoreBusy,
    StoreUnavailable,
    VaultUnavailable,
)
# A runner that is halted in the middle of a transaction must not hold back readers for ever.
_OPTIONS = "-c statement_timeout=30s -c idle_in_transaction_session_timeout=10s"

log = structlog.get_logger()


class ReactorRunner:
    """At most one works per event store; another waits for its turn and then takes over.

    `reacting(store)` gives the reactors over the gathered store of this runner.
    """

    def __init__(
        self, dsn: str, store: AsyncEventStore, reacting: Callable[[GatheredStore], Reacting]
    ) -> None:
        self._dsn = make_conninfo(dsn, application_name="cancuoc-react", options=_OPTIONS)
        self._gatherer = Gatherer(GatheredStore(store), reacting)
        self._mode = store.mode
        self.counters = Counters()

    async def run(self, stop: asyncio.Event) -> Counters:
        """React until `stop` is set, across restarts of the database."""
        while not stop.is_set():
            await self._mode.wait_until_writing(stop)
            try:
                await self._session(stop)
            except (*TRANSIENT, Overtaken) as lost:
                log.warning("reactors-begin-again", reason=type(lost).__name__)
                await pause(stop, RECONNECT_PAUSE)
        return self.counters

    async def catch_up(self) -> int:
        """React to all that has a position now, and leave; returns how many events were read."""
        before = self.counters.events
        with self._connect() as connection:
            self.take_up(connection)
            while await self.step():
                pass
        return self.counters.events - before

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)

    async def _session(self, stop: asyncio.Event) -> None:
        with self._connect() as connection:
            while not _locked(connection):
                if await pause(stop, LONGEST_PAUSE):
                    return
            self.take_up(connection)
            idle = SHORTEST_PAUSE
            while not stop.is_set() and not self._mode.read_only:
                moved = await self.step() + await self.retry()
                idle = SHORTEST_PAUSE if moved else min(2 * idle, LONGEST_PAUSE)
                if not moved:
                    await pause(stop, idle)

    def take_up(self, connection: psycopg.Connection) -> None:
        """Begin on this connection where the last runner ended."""
        self._rows = ReactionRows(connection, NAME)
        self._commit = ReactionCommit(connection, self._rows, self.counters)
        self._alone = LoneEvent(self._gatherer, self._commit, self._rows.is_known)
        self._feed = LedgerFeed(connection)
        self._reached, self._parked = self._rows.reached(), self._rows.parked_streams()
        self._ahead: list[Positioned] = []

    async def step(self) -> int:
        """One batch; the number of events that it took up."""
        self._ahead = self._ahead or self._feed.read(self._commit.position, BATCH)
        if not self._ahead:
            self._commit.require_own_position()
            return 0
        batch = await self._gatherer.gather(self._ahead, self._parked, self._known)
        taken = self._ahead[: batch.events or 1]
        if not batch.events or not self._is_stored(batch, taken[-1].position):
            await self._one_by_one(taken)
        self._ahead = self._ahead[len(taken) :]
        self.counters.events += len(taken)
        return len(taken)

    def _known(self, event: Positioned) -> IsKnown | None:
        """Only up to the point that was reached once are there answers to look for."""
        return self._rows.is_known if event.position <= self._reached else None

    def _is_stored(self, batch: Batch, to: int) -> bool:
        """False where somebody moved a stream meanwhile, or the database refuses a row."""
        try:
            self._commit.store(batch, to)
        except (Conflict, RowRefused) as lost:
            log.info("reactions-one-by-one", events=batch.events, reason=type(lost).__name__)
            return False
        self._parked |= {one.event.stream for one in batch.parked}
        return True

    async def _one_by_one(self, events: list[Positioned]) -> None:
        """Each decided on fresh history, or parked: however it goes, the next has its turn."""
        for event in filter(self._gatherer.concerns, events):
            self.counters.alone += 1
            end = partial(self._commit.store, to=event.position)
            is_behind = event.stream in self._parked
            fault = BEHIND if is_behind else await self._alone.carry_out(event, end)
            if fault is not None:
                end(Batch(1, parked=[Parked(event, fault)]))
                self._parked.add(event.stream)
        self._commit.store(Batch(), events[-1].position)

    async def retry(self) -> int:
        """Parked events whose time has come, in order within each stream."""
        done = 0
        for event in self._rows.due_again() if self._parked else ():
            end = partial(self._commit.store_parked, event=event)
            fault = await self._alone.carry_out(event, end)
            if fault is not None:
                self._rows.postpone(event.stream, fault)
            done += fault is None
        if done:
            self._parked = self._rows.parked_streams()
        return done


def _locked(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    return row is not None and bool(row[0])
