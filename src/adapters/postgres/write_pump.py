"""Group commit: the commands that arrive while one batch is being stored make up the next.

One connection, one statement a batch, flushed whenever the connection is free (architecture §3).
Who loses a race is dropped and told so; the rest of the batch is retried at once, so that a client
that collides on purpose slows down nobody else.
"""

import asyncio

import psycopg
import structlog

from adapters.postgres.batch import (
    EXPECTING,
    PLAIN,
    UniqueKey,
    Write,
    culprit,
    expecting_parameters,
    plain_parameters,
)
from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.steady_connection import Connect, SteadyConnection
from adapters.postgres.taken_keys import TAKEN, taken_parameters
from adapters.postgres.write_queue import Limits, Waiting, WriteQueue
from adapters.postgres.write_refusals import (
    LOST_BY_CHANCE,
    is_of_a_row,
    refusal_of_check,
    refusal_of_key,
    refusal_of_row,
)
from application.event_store import StoreBusy, StoreReadOnly, StoreUnavailable

log = structlog.get_logger()


class WritePump:
    """Owns the connection that writes. `submit` returns when the write is durable, or raises."""

    def __init__(self, connect: Connect, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self._queue = WriteQueue(limits)
        self._database = SteadyConnection(connect, limits.reconnect_s)
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._violations = 0
        self.batches = 0
        self.commands = 0
        self.conflicts = 0

    async def start(self) -> None:
        await self._database.open()
        self._task = asyncio.create_task(self._run(), name="write-pump")

    async def close(self) -> None:
        """Store what waits, then stop."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await self._task
        await self._database.close()

    @property
    def reconnections(self) -> int:
        return self._database.reconnections

    @property
    def waiting(self) -> int:
        return len(self._queue)

    @property
    def is_working(self) -> bool:
        """False once the pump has ended, be it by a fault of its own: only a restart helps."""
        return self._task is not None and not self._task.done()

    async def submit(self, write: Write) -> None:
        """Raises Conflict, RowRefused, StoreBusy (queue full or closing) or StoreUnavailable."""
        if self._closing or not self._queue.has_room(write.unit):
            raise StoreBusy
        if not self.is_working:
            raise StoreUnavailable
        item = Waiting.of(write)
        self._queue.add(item)
        self._arrived.set()
        await item.future

    async def _run(self) -> None:
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while batch := self._queue.next_batch():
                    await self._store(batch)
                if self._closing:
                    return
        finally:
            self._queue.fail_all(StoreUnavailable())

    async def _store(self, batch: list[Waiting]) -> None:
        """Store the batch but for the commands that cannot be; every one of them is settled."""
        self.batches += 1
        self.commands += len(batch)
        pending, self._violations = batch, 0
        unstored = StoreUnavailable()
        try:
            while pending:
                pending = await self._attempt(pending)
        except (psycopg.Error, OSError) as lost:
            sqlstate = getattr(lost, "sqlstate", None)
            log.error("store-unavailable", reason=type(lost).__name__, sqlstate=sqlstate)
            unstored = StoreReadOnly() if isinstance(lost, REFUSED) else unstored
        except BaseException:
            log.critical("write-pump-stops", batch=len(batch))
            raise
        finally:
            for item in batch:  # whoever is not settled by now
                item.settle(unstored)

    async def _attempt(self, pending: list[Waiting]) -> list[Waiting]:
        """One try. Returns what must be tried again (without those that were refused)."""
        try:
            refused = await self._execute(pending)
        except psycopg.errors.UniqueViolation as violation:
            return await self._drop_guilty(pending, violation)
        except LOST_BY_CHANCE:
            return pending
        except (psycopg.Error, UnicodeError) as error:
            if not is_of_a_row(error):
                raise
            return await self._bisect(pending, error)
        for n, item in enumerate(pending):
            item.settle(refused.get(n))
        self._queue.refuse_late_comers([item for n, item in enumerate(pending) if n not in refused])
        return []

    async def _execute(self, pending: list[Waiting]) -> dict[int, Exception]:
        """Store all; gives the refusals of those that a check of the statement held back."""
        writes = [item.write for item in pending]
        if all(write.is_plain() for write in writes):
            await self._database.send(PLAIN, plain_parameters(writes))
            return {}
        rows = await self._database.send(EXPECTING, expecting_parameters(writes))
        return {n: refusal_of_check(why) for n, why in rows}

    async def _drop_guilty(
        self, pending: list[Waiting], violation: psycopg.errors.UniqueViolation
    ) -> list[Waiting]:
        """The rest of the batch. The database names one who lost; it is asked for all others when
        there is a second one, so that many collisions cost a batch no more than a few statements.
        """
        self._violations += 1
        key = culprit(violation)
        taken = {key} if key is not None else set()
        if key is None or self._violations > 1:
            taken |= await self._taken(pending)
        guilty = [item for item in pending if not taken.isdisjoint(item.write.unique_keys())]
        if not guilty:
            return await self._bisect(pending, violation)
        self.conflicts += len(guilty)
        for item in guilty:
            item.settle(refusal_of_key(next(k for k in item.write.unique_keys() if k in taken)))
        self._queue.refuse(taken)
        return [item for item in pending if item not in guilty]

    async def _taken(self, pending: list[Waiting]) -> set[UniqueKey]:
        keys = [key for item in pending for key in item.write.unique_keys()]
        return {keys[n] for (n,) in await self._database.send(TAKEN, taken_parameters(keys))}

    async def _bisect(
        self, pending: list[Waiting], error: psycopg.Error | UnicodeError
    ) -> list[Waiting]:
        """Find the one row that the database refuses; its neighbours are stored."""
        if len(pending) == 1:
            pending[0].settle(refusal_of_row(error))
            return []
        middle = len(pending) // 2
        for half in (pending[:middle], pending[middle:]):
            rest = half
            while rest:
                rest = await self._attempt(rest)
        return []
