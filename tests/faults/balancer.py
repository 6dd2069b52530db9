"""A balancer of two servers, which asks each of them whether it is ready and believes it.

It lives in the clients: they ask it for a port, keep their connection until the server closes it
in order, and send nothing twice unless they are told to.
"""

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from tests.faults import journeys
from tests.faults.plain_http import Answer, Broken, PlainHttp

from minting import minted

ASKED_EVERY_S = 0.1


class Balancer:
    """The ports that said they are ready when they were asked last."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._ready = set(ports)
        self._turn = 0

    @asynccontextmanager
    async def watching(self) -> AsyncIterator["Balancer"]:
        watches = [asyncio.create_task(self._watch(port)) for port in self._ports]
        try:
            yield self
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.wait(watches)

    async def _watch(self, port: int) -> None:
        while True:
            ready = await asyncio.to_thread(_is_ready, port)
            (self._ready.add if ready else self._ready.discard)(port)
            await asyncio.sleep(ASKED_EVERY_S)

    def is_ready(self, port: int) -> bool:
        return port in self._ready

    def port(self) -> int:
        """The next port in turn among those that are ready; any where none is."""
        ready = [port for port in self._ports if port in self._ready] or self._ports
        self._turn += 1
        return ready[self._turn % len(ready)]


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


class Clerk:
    """Captures one citizen after the other; `broken` counts requests without an answer."""

    def __init__(self, balancer: Balancer, token: str, *, asks_again: bool) -> None:
        self._balancer = balancer
        self._token = token
        self._asks_again = asks_again
        self._wire: PlainHttp | None = None
        self.answers: dict[str, list[Answer]] = {}
        self.broken = 0

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            citizen, key = minted(), str(uuid4())
            self.answers[citizen] = []
            await self._capture(citizen, journeys.declaration(citizen), key)
        self._hang_up()

    async def _capture(self, citizen: str, body: Mapping[str, Any], key: str) -> None:
        headers = {"authorization": f"Bearer {self._token}", "idempotency-key": key}
        while True:
            try:
                self.answers[citizen].append(await self._send(body, headers))
                return
            except Broken:
                self.broken += 1
                self._hang_up()
                if not self._asks_again:
                    return

    async def _send(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        self._wire = self._wire or PlainHttp(self._balancer.port())
        answer = await self._wire.post("/v1/citizens", body, headers)
        if answer.headers.get("connection") == "close":
            self._hang_up()
        return answer

    def _hang_up(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None
