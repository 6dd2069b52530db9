"""A minimal HTTP/1.1 client: it writes bytes made before and reads only what must be checked.

A complete client would cost as much as the server and so measure itself.
"""

import asyncio
import time
from collections.abc import Callable
from typing import cast

_BLANK = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "
REPLAYED = b"\r\nidempotency-replayed: true"

Done = Callable[["Connection", int, bytes], None]
"""Called with the status (0: connection lost) and the bytes of the whole answer."""


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request in flight (RFC 9112 §9.3)."""

    def __init__(self, done: Done) -> None:
        self._done = done
        self._answer = b""
        self._transport: asyncio.BaseTransport | None = None
        self._write: Callable[[bytes], None] = _not_connected
        self.kind = 0
        self.began = 0.0
        self.is_busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A cast, since uvloop's transports are none of asyncio's classes.
        self._write = cast(asyncio.Transport, transport).write
        self._transport = transport

    def send(self, kind: int, raw: bytes, began: float | None = None) -> None:
        """Write a request; its latency counts from `began` (perf_counter), by default from now."""
        self.kind, self.is_busy = kind, True
        self.began = time.perf_counter() if began is None else began
        self._write(raw)

    def data_received(self, data: bytes) -> None:
        answer = self._answer + data if self._answer else data
        if not _is_whole(answer):
            self._answer = answer
            return
        self._answer = b""
        self.is_busy = False
        self._done(self, int(answer[9:12]), answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.is_busy:
            self.is_busy = False
            self._done(self, 0, str(exc).encode())

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """At once: what may still be on its way is of no interest any more."""
        if self._transport is not None:
            cast(asyncio.Transport, self._transport).abort()


def _not_connected(_: bytes) -> None:
    raise ConnectionError("the connection was never made")


def _is_whole(answer: bytes) -> bool:
    """Servers measured here state the length of every answer but 204, which has none to state."""
    end = answer.find(_BLANK)
    if end < 0:
        return False
    if answer[9:12] == b"204":
        return True
    at = answer.find(_LENGTH, 0, end) + len(_LENGTH)
    line_ends = answer.find(b"\r\n", at)
    return len(answer) >= end + len(_BLANK) + int(answer[at:line_ends])


async def connect(port: int, count: int, done: Done) -> list[Connection]:
    loop = asyncio.get_running_loop()
    made = await asyncio.gather(
        *(loop.create_connection(lambda: Connection(done), "127.0.0.1", port) for _ in range(count))
    )
    return [protocol for _, protocol in made]
