"""One connection to the key database that is opened when needed and again after a loss."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import psycopg

from adapters.keys.key_rows import CONNECTION
from application.vault import VaultUnavailable

T = TypeVar("T")
Connection = psycopg.AsyncConnection[tuple[Any, ...]]


class Line:
    """Runs one piece of work at a time. Work must be harmless to repeat: it is tried twice.

    A server that restarted is met by the second attempt. Errors: VaultUnavailable.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Connection | None = None
        self._lock = asyncio.Lock()

    async def run(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async with self._lock:
            try:
                return await self._attempt(work)
            except psycopg.Error:
                await self._drop()
            try:
                return await self._attempt(work)
            except psycopg.Error as lost:
                await self._drop()
                raise VaultUnavailable(f"the key database: {type(lost).__name__}") from lost

    async def close(self) -> None:
        async with self._lock:
            await self._drop()

    async def _attempt(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._dsn, **CONNECTION)
        return await work(self._connection)

    async def _drop(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
