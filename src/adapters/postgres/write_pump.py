"""Group commit: the commands that arrive while one batch is being stored make up the next.

One connection, one statement a batch, flushed whenever the connection is free (architecture §3).
A command that loses a race is named by the database, dropped and told so; the rest of its batch
is retried at once, so that a client that collides on purpose slows down nobody else.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

import msgspec
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
from application.event_store import (
    ClaimNotHeld,
    Conflict,
    ExpectationFailed,
    RowRefused,
    StoreBusy,
    StoreUnavailable,
    VersionTaken,
)

log = structlog.get_logger()
Connect = Callable[[], Awaitable[psycopg.AsyncConnection[tuple[object, ...]]]]


class ValueTaken(Conflict):
    """A claim of this kind and value is another stream's."""

    def __init__(self, kind: str, value: bytes) -> None:
        super().__init__(kind)
        self.kind = kind
        self.value = value


class CommandTaken(Conflict):
    """The (subject, command id) of this write is stored already."""


class Waiting(msgspec.Struct, eq=False):
    """A write and the future of the request that waits for it."""

    write: Write
    future: asyncio.Future[None]
    touched: list[UniqueKey]

    def settle(self, error: Exception | None = None) -> None:
        if self.future.done():  # the client has gone; what is stored stays stored
            return
        if error is None:
            self.future.set_result(None)
        else:
            self.future.set_exception(error)


class Limits(msgspec.Struct, frozen=True):
    commands: int = 256
    bytes: int = 4 << 20
    queue: int = 4096
    reconnect_s: float = 8.0


class WritePump:
    """Owns the connection that writes. `submit` returns when the write is durable, or raises."""

    def __init__(self, connect: Connect, limits: Limits | None = None) -> None:
        self._connect = connect
        self._limits = limits or Limits()
        self._units: OrderedDict[str, deque[Waiting]] = OrderedDict()
        self._deferred: list[Waiting] = []
        self._waiting = 0
        self._arrived = asyncio.Event()
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self.batches = 0
        self.commands = 0
        self.conflicts = 0
        self.reconnections = 0

    async def start(self) -> None:
        self._connection = await self._connect()
        self._task = asyncio.create_task(self._run(), name="write-pump")

    async def close(self) -> None:
        """Store what waits, then stop."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await self._task
        if self._connection is not None:
            await self._connection.close()

    @property
    def waiting(self) -> int:
        return self._waiting

    async def submit(self, write: Write) -> None:
        """Raises Conflict, RowRefused, StoreBusy (queue full or closing) or StoreUnavailable."""
        if self._waiting >= self._limits.queue or self._closing:
            raise StoreBusy
        if self._task is None or self._task.done():
            raise StoreUnavailable
        item = Waiting(write, asyncio.get_running_loop().create_future(), write.touched_keys())
        self._units.setdefault(write.unit, deque()).append(item)
        self._waiting += 1
        self._arrived.set()
        await item.future

    async def _run(self) -> None:
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while batch := self._next_batch():
                    await self._store(batch)
                if self._closing:
                    return
        finally:
            self._fail_all(StoreUnavailable())

    def _fail_all(self, error: Exception) -> None:
        for item in [*self._deferred, *(i for queue in self._units.values() for i in queue)]:
            item.settle(error)
        self._deferred.clear()
        self._units.clear()
        self._waiting = 0

    def _next_batch(self) -> list[Waiting]:
        """Deferred commands first, then one of each unit in turn; no key twice."""
        batch: list[Waiting] = []
        held: set[UniqueKey] = set()
        size = 0
        candidates, self._deferred = deque(self._deferred), []
        while len(batch) < self._limits.commands and size < self._limits.bytes:
            item = candidates.popleft() if candidates else self._next_of_units()
            if item is None:
                break
            if item.future.cancelled():
                self._waiting -= 1
            elif held.isdisjoint(item.touched):
                held.update(item.touched)
                batch.append(item)
                size += item.write.size()
            else:
                self._deferred.append(item)
        self._deferred.extend(candidates)
        return batch

    def _next_of_units(self) -> Waiting | None:
        while self._units:
            unit, queue = next(iter(self._units.items()))
            item = queue.popleft()
            if queue:
                self._units.move_to_end(unit)
            else:
                del self._units[unit]
            return item
        return None

    async def _store(self, batch: list[Waiting]) -> None:
        """Store the batch but for the commands that cannot be; every one of them is settled."""
        self.batches += 1
        self.commands += len(batch)
        self._waiting -= len(batch)
        pending = batch
        try:
            while pending:
                pending = await self._attempt(pending)
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as lost:
            log.error("store-unavailable", reason=type(lost).__name__)
            for item in batch:
                item.settle(StoreUnavailable())
        except BaseException:
            for item in batch:
                item.settle(StoreUnavailable())
            raise

    async def _attempt(self, pending: list[Waiting]) -> list[Waiting]:
        """One try. Returns what must be tried again (without those that were refused)."""
        try:
            refused = await self._execute(pending)
        except psycopg.errors.UniqueViolation as violation:
            return await self._drop_culprit(pending, violation)
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
            return pending
        except (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError) as error:
            return await self._bisect(pending, error)
        for n, item in enumerate(pending):
            item.settle(refused.get(n))
        self._refuse_late_comers([item for n, item in enumerate(pending) if n not in refused])
        return []

    async def _execute(self, pending: list[Waiting]) -> dict[int, Exception]:
        writes = [item.write for item in pending]
        if all(write.is_plain() for write in writes):
            await self._send(PLAIN, plain_parameters(writes))
            return {}
        rows = await self._send(EXPECTING, expecting_parameters(writes))
        return {
            int(str(n)): ExpectationFailed() if why == "stale" else ClaimNotHeld()
            for n, why in rows
        }

    async def _send(self, statement: str, parameters: list[list[object]]) -> list[tuple[object, ...]]:
        """Execute, and after a lost connection submit the very same batch again.

        The commit may have happened before the connection broke. The unique index settles it:
        the second submission then meets its own rows, which the store recognises by their key.
        """
        patience = asyncio.get_running_loop().time() + self._limits.reconnect_s
        while True:
            try:
                connection = self._connection or await self._reconnect()
                cursor = await connection.execute(statement, parameters, prepare=True)
                return await cursor.fetchall() if cursor.description else []
            except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as error:
                if isinstance(error, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
                    raise
                await self._forget_connection()
                if asyncio.get_running_loop().time() > patience:
                    raise
                await asyncio.sleep(0.1)

    async def _reconnect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        self._connection = await self._connect()
        self.reconnections += 1
        return self._connection

    async def _forget_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _drop_culprit(
        self, pending: list[Waiting], violation: psycopg.errors.UniqueViolation
    ) -> list[Waiting]:
        self.conflicts += 1
        key = culprit(violation)
        guilty = [item for item in pending if key in item.write.unique_keys()] if key else []
        if not guilty:
            return await self._bisect(pending, violation)
        for item in guilty:
            item.settle(_lost(key))
        self._refuse_waiting({key} if key else set())
        return [item for item in pending if item not in guilty]

    async def _bisect(self, pending: list[Waiting], error: psycopg.Error) -> list[Waiting]:
        """Find the one row that the database refuses; its neighbours are stored."""
        if len(pending) == 1:
            log.error("row-refused", sqlstate=error.sqlstate)
            pending[0].settle(RowRefused())
            return []
        middle = len(pending) // 2
        for half in (pending[:middle], pending[middle:]):
            while half:
                half = await self._attempt(half)
        return []

    def _refuse_late_comers(self, stored: list[Waiting]) -> None:
        """Those that waited because they shared a key with a write now stored have lost."""
        if self._deferred:
            self._refuse_waiting({key for item in stored for key in item.write.unique_keys()})

    def _refuse_waiting(self, taken: set[UniqueKey]) -> None:
        still: list[Waiting] = []
        for item in self._deferred:
            lost = next((key for key in item.write.unique_keys() if key in taken), None)
            if lost is None:
                still.append(item)
            else:
                self._waiting -= 1
                item.settle(_lost(lost))
        self._deferred = still


def _lost(key: UniqueKey | None) -> Conflict:
    match key:
        case ("claim", str(kind), bytes(value)):
            return ValueTaken(kind, value)
        case ("command", _, _):
            return CommandTaken()
        case _:
            return VersionTaken()
