"""A connection that is made again when it is lost, and the statement in question sent again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg

from adapters.postgres.operating_mode import is_ordered
from adapters.postgres.write_refusals import LOST_BY_CHANCE, is_of_a_row

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Connect = Callable[[], Awaitable[Connection]]

RETRY_PAUSE_S = 0.1


class SteadyConnection:
    """One statement at a time, each a transaction of its own. For a single task."""

    def __init__(self, connect: Connect, patience_s: float) -> None:
        self._connect = connect
        self._patience_s = patience_s
        self._connection: Connection | None = None
        self.reconnections = 0

    async def open(self) -> None:
        self._connection = await self._connect()

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def send(self, statement: str, parameters: list[list[object]]) -> list[tuple[Any, ...]]:
        """Execute, and after a lost connection submit the very same statement again.

        The commit may have happened before the connection broke. The unique index settles it:
        the second submission then meets its own rows, which the store recognises by their key.
        Raises at once what lies in the rows or passes by itself, all else when patience is out.
        """
        patience = asyncio.get_running_loop().time() + self._patience_s
        while True:
            try:
                connection = self._connection or await self._reconnect()
                cursor = await connection.execute(statement, parameters, prepare=True)
                return await cursor.fetchall() if cursor.description else []
            except (psycopg.Error, OSError) as error:
                if isinstance(error, LOST_BY_CHANCE) or is_of_a_row(error):
                    raise
                # A session that was begun read-only stays so: the next attempt has another.
                await self.close()
                if is_ordered(error) or asyncio.get_running_loop().time() > patience:
                    raise
                await asyncio.sleep(RETRY_PAUSE_S)

    async def _reconnect(self) -> Connection:
        self._connection = await self._connect()
        self.reconnections += 1
        return self._connection
