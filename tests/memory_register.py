"""A register in memory at work: its reactors follow the log of the store, its timer the waits."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from application.deadline_moves import move_on
from application.kinds import KINDS, waits_of
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting, Unaccepted
from application.stream import fold
from application.timer import DueWait, Timer
from domain.catalogue import stream_of
from domain.waits import Wait
from inner_office import UNITS, Hours, InnerOffice, office_over
from memory_store import MemoryStore


class MemoryRegister:
    """One thread, no I/O: what an officer asks is done, and then what follows from it."""

    def __init__(self, run: Callable[[Any], Any] = asyncio.run) -> None:
        self.store = MemoryStore()
        self.hours = Hours()
        self.office = office_over(self.store, clock=self.hours)
        self.run = run
        self.service = InnerOffice(self.office, run, self.react)
        self.unaccepted: list[Unaccepted] = []
        self._reacting = Reacting(self.office, REACTORS)
        self._position = 0
        self._timer = Timer(self.office, waits_of, move_on)

    def react(self) -> None:
        self.run(self._react())

    async def _react(self) -> None:
        while self._position < len(self.store.log):
            line = self.store.log[self._position]
            self._position += 1
            if line.topic in self._reacting.topics:
                reactions = self._reacting.to(line.stream, line.version, line.topic)
                self.unaccepted += [one async for one in reactions]

    def rewind(self) -> None:
        self._position = 0
        self.react()

    def ring(self) -> int:
        """Ring for all that is due now, oldest first; how many had something recorded."""
        return int(self.run(self._ring()))

    async def _ring(self) -> int:
        found = [await self._timer.ring(wait) for wait in self.due()]
        return sum(found)

    def due(self) -> list[DueWait]:
        waits = [one for stream in self.store.streams for one in self._waits(stream)]
        return sorted((one for one in waits if one.due <= self.hours.at), key=lambda one: one.due)

    def state(self, stream: UUID) -> Any:
        history = self.store.streams[stream]
        return fold(KINDS[stream_of(history[0].topic)], history)

    def kind(self, stream: UUID) -> str:
        return stream_of(self.store.streams[stream][0].topic)

    def waits(self, stream: UUID) -> tuple[Wait, ...]:
        return waits_of(self.kind(stream), self.state(stream))


__all__ = ["UNITS", "MemoryRegister"]
