"""Connections for what is asked now and then, beside those of the two pumps."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.operating_mode import REFUSED, ModeWatch
from adapters.postgres.steady_connection import Connection
from application.event_store import StoreReadOnly, StoreUnavailable

POOL = 4

Parameters = Sequence[Any] | Mapping[str, Any]


class OccasionalConnections:
    """A few connections, which autocommit; the pool is opened and closed by its owner."""

    def __init__(self, dsn: str, options: str, mode: ModeWatch) -> None:
        self._mode = mode
        self.pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=POOL,
            open=False,
            timeout=5,
            # A restart of the database cuts all of them: none may be found out by a request.
            check=AsyncConnectionPool.check_connection,
            kwargs={"autocommit": True, "options": options},
        )

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Connection]:
        """One connection; raises StoreUnavailable when there is none, or it is lost meanwhile."""
        try:
            async with self.pool.connection() as connection:
                yield connection
        except REFUSED as refused:
            self._mode.met_refusal()
            raise StoreReadOnly from refused
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as error:
            raise StoreUnavailable from error

    async def run(self, statement: LiteralString, parameters: Parameters) -> None:
        async with self.lent() as connection:
            await connection.execute(statement, parameters)

    async def rows(self, query: LiteralString, parameters: Parameters) -> list[Any]:
        async with self.lent() as connection:
            cursor = await connection.execute(query, parameters)
            return await cursor.fetchall()
