"""One query for every stream that requests wait for: the reading twin of the write pump."""

import asyncio
from uuid import UUID

import psycopg
import structlog

from adapters.postgres.steady_connection import Connect, Connection
from application.event_store import StoreBusy, StoreUnavailable

log = structlog.get_logger()
StoredRow = tuple[int, str, bytes]
"""(version, topic, state)"""

_LOAD = """
SELECT s.n::int, e.originator_version, e.topic, e.state
FROM unnest(%b::uuid[]) WITH ORDINALITY AS s(stream, n)
CROSS JOIN LATERAL (
  SELECT originator_version, topic, state FROM events
  WHERE originator_id = s.stream ORDER BY originator_version) e
ORDER BY s.n, e.originator_version
"""


class ReadPump:
    """Owns the connection that loads streams. `load` returns the rows of one stream in order."""

    def __init__(self, connect: Connect, batch: int = 256, queue: int = 4096) -> None:
        self._connect = connect
        self._batch = batch
        self._queue = queue
        self._waiting: dict[UUID, list[asyncio.Future[list[StoredRow]]]] = {}
        self._arrived = asyncio.Event()
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    async def start(self) -> None:
        self._connection = await self._connect()
        self._task = asyncio.create_task(self._run(), name="read-pump")

    async def close(self) -> None:
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await self._task
        if self._connection is not None:
            await self._connection.close()

    @property
    def is_working(self) -> bool:
        return self._task is not None and not self._task.done()

    async def load(self, stream: UUID) -> list[StoredRow]:
        """Raises StoreBusy when too many wait, StoreUnavailable when the database is away."""
        if len(self._waiting) >= self._queue:
            raise StoreBusy
        if self._closing or not self.is_working:
            raise StoreUnavailable
        future: asyncio.Future[list[StoredRow]] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(stream, []).append(future)
        self._arrived.set()
        return await future

    async def _run(self) -> None:
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting:
                    await self._serve(self._take())
                if self._closing:
                    return
        finally:
            self._fail([f for futures in self._waiting.values() for f in futures])
            self._waiting.clear()

    def _take(self) -> dict[UUID, list[asyncio.Future[list[StoredRow]]]]:
        if len(self._waiting) <= self._batch:
            taken, self._waiting = self._waiting, {}
            return taken
        return {s: self._waiting.pop(s) for s in list(self._waiting)[: self._batch]}

    async def _serve(self, asked: dict[UUID, list[asyncio.Future[list[StoredRow]]]]) -> None:
        streams = list(asked)
        try:
            rows = await self._query(streams)
        except (psycopg.Error, OSError) as error:
            log.error("load-failed", reason=type(error).__name__)
            self._fail([f for futures in asked.values() for f in futures])
            return
        except BaseException:
            self._fail([f for futures in asked.values() for f in futures])
            raise
        for stream, found in zip(streams, rows, strict=True):
            for future in asked[stream]:
                if not future.done():
                    future.set_result(found)

    async def _query(self, streams: list[UUID]) -> list[list[StoredRow]]:
        """One try more after a lost connection: reading twice is harmless."""
        try:
            return await self._rows(streams)
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError):
            connection, self._connection = self._connection, None
            if connection is not None:
                await connection.close()
            return await self._rows(streams)

    async def _rows(self, streams: list[UUID]) -> list[list[StoredRow]]:
        if self._connection is None:
            self._connection = await self._connect()
        cursor = self._connection.cursor(binary=True)
        await cursor.execute(_LOAD, (streams,), prepare=True)
        found: list[list[StoredRow]] = [[] for _ in streams]
        for n, version, topic, state in await cursor.fetchall():
            found[n - 1].append((version, topic, state))
        return found

    @staticmethod
    def _fail(futures: list[asyncio.Future[list[StoredRow]]]) -> None:
        for future in futures:
            if not future.done():
                future.set_exception(StoreUnavailable())
