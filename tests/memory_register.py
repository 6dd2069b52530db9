"""A register in memory at work: its reactors follow the log of the store, its timer the waits."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.postgres.due_waits import MOVES
from application.deadline_moves import move_on
from application.kinds import KINDS
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting, Unaccepted
from application.stream import fold
from application.timer import DueWait, Timer
from domain.catalogue import stream_of
from domain.stream_kinds import STREAM_KINDS, waits_of
from domain.waits import Wait
from inner_office import UNITS, Hours, InnerOffice, Policies, office_over
from memory_store import MemoryStore, read
from projections.projection import Drop, Open, Set
from projections.waits import Waits


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
        self._view = Waits(STREAM_KINDS, lambda _version: Policies().current(), UNITS)
        self._memories: dict[UUID, Any] = {}
        self._projected = 0
        self.waiting: dict[tuple[UUID, str], dict[str, Any]] = {}

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
        """What the waits view shows as due now and to be rung for, oldest first."""
        self._project()
        rows = [row for row in self.waiting.values() if _rings(row, self.hours.at)]
        names = DueWait.__struct_fields__
        found = [DueWait(**{name: row[name] for name in names}) for row in rows]
        return sorted(found, key=lambda one: (one.due, one.stream, one.stage))

    def _project(self) -> None:
        for position in range(self._projected, len(self.store.log)):
            recorded = read(self.store.log[position])
            stream = recorded.stream
            memory = self._memories.get(stream)
            self._memories[stream], changes = self._view.remember(memory, recorded, position)
            for change in changes:
                self._change(change)
        self._projected = len(self.store.log)

    def _change(self, change: Any) -> None:
        key = change.key
        match change:
            case Open():
                self.waiting[key] = {"stream": key[0], "stage": key[1], **change.values}
            case Set():
                self.waiting[key] |= change.values
            case Drop():
                self.waiting.pop(key, None)

    def state(self, stream: UUID) -> Any:
        history = self.store.streams[stream]
        return fold(KINDS[stream_of(history[0].topic)], history)

    def kind(self, stream: UUID) -> str:
        return stream_of(self.store.streams[stream][0].topic)

    def waits(self, stream: UUID) -> tuple[Wait, ...]:
        return waits_of(self.kind(stream), self.state(stream))


def _rings(row: dict[str, Any], now: datetime) -> bool:
    """As the query of due_waits.py has it."""
    moves = (row["kind"], row["stage"]) in MOVES
    in_force = moves and row["stage"] == "issued" and row["due"].date() <= now.date()
    late = row["due"] <= now and row["escalates_to"] is not None
    return in_force or (late and (moves or not row["missed"]))
