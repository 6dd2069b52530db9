"""Many single questions answered by one statement: whoever waits while the line is busy goes next.

Nothing is delayed to gather a group. The first question leaves at once; those that arrive while it
is under way leave together, so that one durable commit serves all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

from application.vault import VaultUnavailable

K = TypeVar("K")
V = TypeVar("V")


class Grouped(Generic[K, V]):
    """Asks `answer` for at most `group` keys at a time; equal questions share one answer.

    `answer` must return a value for every key, or raise; what it raises reaches everyone in the
    group. More than `waiting` open questions are refused with VaultUnavailable.
    """

    def __init__(
        self,
        answer: Callable[[list[K]], Awaitable[Mapping[K, V]]],
        group: int = 256,
        waiting: int = 20_000,
    ) -> None:
        self._answer = answer
        self._group = group
        self._waiting = waiting
        self._open: dict[K, asyncio.Future[V]] = {}
        self._pump: asyncio.Task[None] | None = None

    async def ask(self, key: K) -> V:
        """The answer; a caller that gives up does not disturb the others."""
        future = self._open.get(key)
        if future is None:
            future = self._enter(key)
        return await asyncio.shield(future)

    async def close(self) -> None:
        """Everyone still waiting gets VaultUnavailable."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait([self._pump])

    def _enter(self, key: K) -> asyncio.Future[V]:
        if len(self._open) >= self._waiting:
            raise VaultUnavailable("too many requests wait for keys")
        future: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        # Someone may have stopped waiting: an error nobody fetches is then no mistake.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._open[key] = future
        if self._pump is None:
            self._pump = asyncio.create_task(self._run(), name="vault group")
            self._pump.add_done_callback(self._ended)
        return future

    async def _run(self) -> None:
        while self._open:
            keys = list(self._open)[: self._group]
            try:
                answers = await self._answer(keys)
            except VaultUnavailable as lost:
                self._fail(keys, lost)
            else:
                for key in keys:
                    self._open.pop(key).set_result(answers[key])
        self._pump = None

    def _fail(self, keys: list[K], error: BaseException) -> None:
        for key in keys:
            self._open.pop(key).set_exception(error)

    def _ended(self, pump: asyncio.Task[None]) -> None:
        """When the pump was cancelled or broke, nobody is left waiting and the next may start."""
        if not pump.cancelled() and pump.exception() is None:
            return
        self._pump = None
        error = None if pump.cancelled() else pump.exception()
        self._fail(list(self._open), error or VaultUnavailable("the vault is closed"))
