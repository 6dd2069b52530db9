"""A connection whose statements wait until they are let through, and are counted."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from tests.adapters.postgres.pumps.writes import outcome, write

from adapters.postgres.batch import Write
from adapters.postgres.steady_connection import Connection
from adapters.postgres.write_pump import WritePump


class Gate:
    """Makes connections for a pump. `statements` are the numbers of rows of each statement sent.

    While it is shut, a statement waits before it is sent: what is submitted meanwhile makes up
    the next batch. The database behind it is real.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._open = asyncio.Event()
        self._open.set()
        self.arrivals = 0
        self.statements: list[int] = []

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    async def until_one_waits(self) -> None:
        """A statement stands at the gate."""
        before = self.arrivals
        while self.arrivals == before:  # noqa: ASYNC110 - nothing tells of an arrival
            await asyncio.sleep(0.001)

    async def pass_through(self, rows: int) -> None:
        self.arrivals += 1
        await self._open.wait()
        self.statements.append(rows)

    async def connect(self) -> Connection:
        connection = await _Counted.connect(
            self._dsn, autocommit=True, options="-c statement_timeout=5000"
        )
        assert isinstance(connection, _Counted)
        connection.gate = self
        return connection


async def held(gate: Gate, pump: WritePump, writes: list[Write]) -> list[object]:
    """The outcomes of writes that all arrive while the one before them is being stored."""
    gate.shut()
    first = asyncio.create_task(pump.submit(write()))
    await gate.until_one_waits()
    rest = [asyncio.create_task(outcome(pump.submit(one))) for one in writes]
    await asyncio.sleep(0)
    gate.open()
    await first
    return [*await asyncio.gather(*rest)]


class _Counted(psycopg.AsyncConnection[tuple[Any, ...]]):
    gate: Gate

    async def execute(  # type: ignore[override]
        self, query: Any, parameters: Sequence[Any] = (), **options: Any
    ) -> psycopg.AsyncCursor[tuple[Any, ...]]:
        await self.gate.pass_through(_commands_in(parameters))
        return await super().execute(query, parameters, **options)


def _commands_in(parameters: Sequence[Any]) -> int:
    """How many commands a statement writes: the length of its column of command ids.

    The last sixteen arrays are those of the plain statement: 7 of idempotency, 4 of claims,
    5 of events. A statement with fewer writes nothing.
    """
    return len(parameters[-16]) if len(parameters) >= 16 else 0
