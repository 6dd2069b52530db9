"""A register in memory at work: its reactors follow the log of the store, its timer the waits."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.postgres.due_waits import MOVES
from application.deadline_moves import move_on
from application.kinds import KINDS
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting, Unaccepted
from application.reading import closed
from application.stream import fold
from application.timer import DueWait, Timer
from domain.catalogue import stream_of
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS, waits_of
from domain.waits import Wait
from inner_office import UNITS, Hours, InnerOffice, Policies, office_over
from memory_store import MemoryStore, read
from projections.projection import Drop, Open, Set
from projections.waits import Waits
from whole_register import Book, Unsettled, WaitRow, WholeRegister, concerns


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
        self._position = self._reached = 0
        self.timer = Timer(self.office, waits_of, move_on)
        self._view = Waits(STREAM_KINDS, lambda _version: Policies().current(), UNITS)
        self._memories: dict[UUID, Any] = {}
        self._projected = 0
        self._states: dict[UUID, tuple[int, Any]] = {}
        self.waiting: dict[tuple[UUID, str], dict[str, Any]] = {}

    def react(self) -> None:
        self.run(self._react())

    async def _react(self) -> None:
        while self._position < len(self.store.log):
            line = self.store.log[self._position]
            self._position += 1
            if line.topic in self._reacting.topics:
                known = self._is_known if self._position <= self._reached else None
                reactions = self._reacting.to(line.stream, line.version, line.topic, known)
                self.unaccepted += [one async for one in reactions]
        self._reached = max(self._reached, self._position)

    def rewind(self) -> None:
        self._position = 0
        self.react()

    async def _is_known(self, subject: UUID, command: UUID) -> bool:
        answered = (subject, command) in self.store.commands
        return answered or any(one.command_id == command for one in self.unaccepted)

    def ring(self) -> int:
        """Ring for all that is due now, oldest first; how many had something recorded."""
        return int(self.run(self._ring()))

    async def _ring(self) -> int:
        found = [await self.timer.ring(wait) for wait in self.due()]
        return sum(found)

    def timer_without_moves(self) -> Timer:
        """One that says what was missed, and is cut off before it acts on it."""
        return Timer(self.office, waits_of, lambda _kind, _stage, _state: None)

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

    def pass_time(self, minutes: int) -> None:
        self.hours.at += timedelta(minutes=minutes)

    def whole(self) -> WholeRegister:
        """Everything at once, for the rules that hold between books."""
        self._project()
        names = WaitRow.__struct_fields__
        rows = [WaitRow(**{n: row[n] for n in names}) for row in self.waiting.values()]
        books = {
            stream: Book(stream, self.kind(stream), history, self.state(stream))
            for stream, history in self.store.streams.items()
        }
        claims = {(kind, text.encode()): owner for (kind, text), owner in self.store.claims.items()}
        return WholeRegister(books, claims, tuple(rows), tuple(self.unsettled()))

    def unsettled(self) -> list[Unsettled]:
        return [
            Unsettled(one.command_id, one.command, one.outcome, one.code, one.owner_role,
                      one.owner_unit)
            for one in self.unaccepted
            if one.outcome == "refused"
        ]  # fmt: skip

    def state(self, stream: UUID) -> Any:
        """The state as it has come to be, event by event."""
        history = self.store.streams[stream]
        kind = KINDS[self.kind(stream)]
        if concerns(self.store.gone, stream, history):
            return fold(kind, self.history(stream))
        version, state = self._states.get(stream, (0, None))
        for recorded in history[version:]:
            state = kind.evolve(state, recorded.event, recorded.envelope)
        self._states[stream] = (len(history), state)
        return state

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """As offices read it: closed, where it is about one of the erased."""
        history = self.store.streams[stream]
        return closed(history) if concerns(self.store.gone, stream, history) else history

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
