"""Those who lost a race for a stream decide one after the other, so that nobody loses for ever.

Whoever has not lost yet decides at once: only what is contended has a line, and only in this
process; between processes the store alone judges.
"""

import asyncio
from collections.abc import Set
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self
from uuid import UUID
from weakref import WeakValueDictionary


class Turns:
    """One line for each contended stream; a line that nobody stands in is forgotten."""

    def __init__(self) -> None:
        self._lines: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    def line(self, stream: UUID) -> asyncio.Lock:
        return self._lines.setdefault(stream, asyncio.Lock())

    def __len__(self) -> int:
        return len(self._lines)


class Turn:
    """What one order holds while it tries again; leaving it lets the next in line try."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._held: frozenset[UUID] = frozenset()
        self._stack = AsyncExitStack()

    async def wait_for(self, streams: Set[UUID]) -> None:
        """Wait until it is this order's turn on all of them.

        All are taken in one order, so that no two wait for each other.
        """
        if streams <= self._held:
            return
        await self._stack.aclose()
        self._held = self._held | streams
        for stream in sorted(self._held):
            await self._stack.enter_async_context(self._turns.line(stream))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()
