"""The least HTTP/1.1 client that can be cut off: one connection, one request at a time."""

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self


class Broken(ConnectionError):
    """The connection ended before a whole answer came: nobody knows what became of the request."""


class Answer(NamedTuple):
    """`body` is the JSON of the answer, None when there is none; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: Any
    raw: bytes

    @property
    def code(self) -> str:
        """The last part of a problem's `type`."""
        return str(self.body["type"]).rsplit("/", 1)[1] if self.body else ""


class PlainHttp:
    """A connection to a server on this machine, opened again when it was lost."""

    def __init__(self, port: int, timeout: float = 30.0) -> None:
        self._port = port
        self._timeout = timeout
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def open(self) -> None:
        try:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        except OSError as refused:
            raise Broken("no connection") from refused

    async def get(self, path: str, headers: Mapping[str, str]) -> Answer:
        return await self._ask("GET", path, b"", headers)

    async def post(self, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        """Raises Broken when no whole answer came within the timeout."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        declared = {"content-type": "application/json", "content-length": str(len(raw))}
        return await self._ask("POST", path, raw, {**declared, **headers})

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, verb: str, path: str, raw: bytes, headers: Mapping[str, str]) -> Answer:
        if self._streams is None:
            await self.open()
        assert self._streams is not None
        reader, writer = self._streams
        lines = [f"{verb} {path} HTTP/1.1", "host: register", *map(": ".join, headers.items())]
        try:
            async with asyncio.timeout(self._timeout):
                writer.write("\r\n".join([*lines, "", ""]).encode() + raw)
                await writer.drain()
                return await _answer(reader)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as lost:
            self.close()
            raise Broken(type(lost).__name__) from lost


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])
    }
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    is_json = "json" in headers.get("content-type", "")
    return Answer(int(head[0].split()[1]), headers, json.loads(raw) if is_json else None, raw)
