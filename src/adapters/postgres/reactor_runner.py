"""Runs the reactors in position order: what they store and how far they have come is one commit.

`UPDATE reactor_position … WHERE position = former` stands in the transaction of the appends, so
that a runner that was overtaken (a zombie) stores nothing more. Commands have derived ids: after a
kill or a rewind to the beginning the same events give the same commands, which are stored already.
"""

import asyncio
from collections.abc import Callable

import msgspec
import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.gathered_store import GatheredStore
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.reaction_batch import Batch, Gatherer, Parked
from adapters.postgres.reaction_commit import Overtaken, store_batch
from adapters.postgres.reaction_rows import ReactionRows
from application.event_store import Conflict, RowRefused, StoreBusy, StoreUnavailable
from application.feed import Positioned
from application.reactions.reacting import IsKnown, Reacting
from application.vault import VaultUnavailable

NAME = "reactions"
BATCH = 2000
ATTEMPTS = 12
SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.2
RECONNECT_PAUSE = 0.5
LOCK = 0x63616E_726561
"""Advisory lock of the one runner; the number spells `can`, `rea`."""

TRANSIENT = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    StoreBusy,
    StoreUnavailable,
    VaultUnavailable,
)
# A runner that is halted in the middle of a transaction must not hold back readers for ever.
_OPTIONS = "-c statement_timeout=30s -c idle_in_transaction_session_timeout=10s"

log = structlog.get_logger()


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
        self._dsn = make_conninfo(dsn, application_name="cancuoc-react", options=_OPTIONS)
        self._gatherer = Gatherer(GatheredStore(store), reacting)
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
            while await self._step():
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
                moved = await self._step() + await self._retry()
                pause = SHORTEST_PAUSE if moved else min(2 * pause, LONGEST_PAUSE)
                if not moved:
                    await _pause(stop, pause)

    def _take_position(self, connection: psycopg.Connection) -> None:
        self._rows = ReactionRows(connection, NAME)
        self._commit = ReactionCommit(connection, self._rows)
        self._feed = LedgerFeed(connection)
        self._parked, self._reached = self._rows.parked_streams(), self._rows.reached()
        self._ahead: list[Positioned] = []
        self.counters.position = self._commit.position

    async def _step(self) -> int:
        """One batch; the number of events that it took up."""
        self._ahead = self._ahead or self._feed.read(self._commit.position, BATCH)
        if not self._ahead:
            return 0
        batch = await self._gatherer.gather(self._ahead, self._parked, self._known)
        taken = self._ahead[: batch.events or 1]
        try:
            await self._store(batch, taken)
        except (Conflict, RowRefused) as lost:
            log.info("reactions-one-by-one", events=len(taken), reason=type(lost).__name__)
            await self._store_one_by_one(taken)
        self._ahead = self._ahead[len(taken) :]
        self.counters.events += len(taken)
        return len(taken)

    def _known(self, event: Positioned) -> IsKnown | None:
        """Only up to the point that was reached once are there answers to look for."""
        return self._rows.is_known if event.position <= self._reached else None

    async def _store(self, batch: Batch, taken: list[Positioned]) -> None:
        if batch.events:
            self._commit.store(batch, taken[-1].position)
            self._count(batch)
        else:  # the first event is too much for one transaction
            await self._store_one_by_one(taken)

    async def _store_one_by_one(self, events: list[Positioned]) -> None:
        """Each decided on fresh history: somebody else moved a stream, or a row is at fault."""
        for event in filter(self._gatherer.concerns, events):
            self.counters.alone += 1
            if event.stream in self._parked:
                self._park(event, BEHIND)
                continue
            fault = await self._carry_out_alone(event, partial(self._commit.store, to=event.position))
            if fault is not None:
                self._park(event, fault)
        self._commit.store(Batch(), events[-1].position)

    async def _carry_out_alone(self, event: Positioned, end: Callable[[Batch], None]) -> str | None:
        """In as many transactions as it takes, of which `end` is the last; else what is in the way.

        What a transaction stored stays stored, and is passed over by the next.
        """
        fault: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                while True:
                    batch = await self._gatherer.gather_alone(event, self._rows.is_known)
                    if batch.parked:
                        return batch.parked[0].fault
                    if batch.is_portion:
                        self._commit.store(batch, self._commit.position)
                    else:
                        end(batch)
                    self._count(batch)
                    if not batch.is_portion:
                        return None
            except (Conflict, RowRefused) as lost:
                fault = lost
        return type(fault).__name__
