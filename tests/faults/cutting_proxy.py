"""A wire between the program and PostgreSQL that breaks when the statement is through, not before.

It listens on a Unix socket of its own and passes bytes on. Once armed, it lets the next execution
of a prepared INSERT pass to the server and cuts the connection before a byte of the answer comes
back: the client cannot know whether its commit took place. The messages are those of the
PostgreSQL manual, "Message Formats".
"""

import asyncio
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

BIND = b"B"
READY_FOR_QUERY = b"Z\x00\x00\x00\x05"
WRITES = b"INSERT INTO idempotency"
CHUNK = 1 << 16

When = Literal["answered", "at-work"]
"""Cut when the server has answered, or at once, while it is still at work."""


class CuttingProxy:
    """Stands before the server of `dsn`; `cuts` counts the connections it has broken."""

    def __init__(self, dsn: str) -> None:
        parts = conninfo_to_dict(dsn)
        self._name = f".s.PGSQL.{parts['port']}"
        self._target = Path(str(parts["host"]), self._name)
        self._folder = tempfile.TemporaryDirectory(prefix="cancuoc-proxy-")
        self._server: asyncio.Server | None = None
        self._armed: When | None = None
        self.cuts = 0

    async def __aenter__(self) -> Self:
        path = Path(self._folder.name, self._name)
        self._server = await asyncio.start_unix_server(self._pass_on, path)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        self._folder.cleanup()

    def dsn(self, dsn: str) -> str:
        """The same database, reached through here."""
        return make_conninfo(dsn, host=self._folder.name)

    def arm(self, when: When) -> None:
        self._armed = when

    async def _pass_on(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_unix_connection(self._target)
        wire = _Wire(self, to_client, to_server)
        both = [
            asyncio.create_task(wire.forwards(client)),
            asyncio.create_task(wire.backwards(server)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.wait(both)
            to_client.close()
            to_server.close()

    def take_order(self) -> When | None:
        """The order to cut, given to one connection only."""
        armed, self._armed = self._armed, None
        self.cuts += armed is not None
        return armed


class _Wire:
    """One connection of the client with its counterpart at the server."""

    def __init__(
        self, proxy: CuttingProxy, to_client: asyncio.StreamWriter, to_server: asyncio.StreamWriter
    ) -> None:
        self._proxy = proxy
        self._to_client = to_client
        self._to_server = to_server
        self._writes = False
        self._cut: When | None = None

    async def forwards(self, client: asyncio.StreamReader) -> None:
        while data := await client.read(CHUNK):
            self._writes = self._writes or WRITES in data
            if self._writes and data.startswith(BIND):
                self._cut = self._proxy.take_order()
            self._to_server.write(data)
            await self._to_server.drain()
            if self._cut == "at-work":
                return

    async def backwards(self, server: asyncio.StreamReader) -> None:
        while data := await server.read(CHUNK):
            if self._cut is None:
                self._to_client.write(data)
                await self._to_client.drain()
            elif READY_FOR_QUERY in data:
                return
