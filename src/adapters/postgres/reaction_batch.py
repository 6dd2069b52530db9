"""What a number of events comes to: gathered in memory, to be stored in one transaction."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import msgspec
import structlog

from adapters.postgres.batch import Write
from adapters.postgres.gathered_store import BatchFull, GatheredStore
from application.event_store import RowRefused
from application.feed import Positioned
from application.reactions.reacting import IsKnown, Reacting, ReactionFaulty, Unaccepted
from application.vault import VaultMismatch
from domain.recorded import StateUnreadable

PARKS = (VaultMismatch, StateUnreadable, RowRefused, ReactionFaulty)
"""What stops one stream and not the others: it is tried again later, in order."""
MOST_NOTED = 200
BEHIND = "behind a parked event"

log = structlog.get_logger()


class Noted(msgspec.Struct, frozen=True):
    """A command that was not accepted, and the position of the event that it follows from."""

    position: int
    unaccepted: Unaccepted


class Parked(msgspec.Struct, frozen=True):
    """An event that is to be tried again, and why."""

    event: Positioned
    fault: str


class Batch(msgspec.Struct):
    """`events` are taken up whole; of a portion the rest is still to come."""

    events: int = 0
    writes: list[Write] = []
    noted: list[Noted] = []
    parked: list[Parked] = []
    is_portion: bool = False


class Gatherer:
    """Lets the reactors react to events over a store that keeps what they write until later."""

    def __init__(self, store: GatheredStore, reacting: Callable[[GatheredStore], Reacting]) -> None:
        self._store = store
        self._reacting = reacting(store)

    def concerns(self, event: Positioned) -> bool:
        return event.topic in self._reacting.topics

    async def gather(
        self,
        events: Sequence[Positioned],
        parked: Collection[UUID],
        known: Callable[[Positioned], IsKnown | None],
    ) -> Batch:
        """As many events as one transaction takes; none where the first is too much for it.

        What follows a parked event in its stream is parked behind it.
        """
        self._store.clear()
        batch = Batch()
        for event in events:
            if self.concerns(event):
                try:
                    await self._take_up(batch, event, parked, known(event))
                except BatchFull:
                    break
            batch.events += 1
            if len(batch.noted) >= MOST_NOTED:
                break
        batch.writes = self._store.writes
        return batch

    async def _take_up(
        self,
        batch: Batch,
        event: Positioned,
        parked: Collection[UUID],
        is_known: IsKnown | None,
    ) -> None:
        if event.stream in parked or any(one.event.stream == event.stream for one in batch.parked):
            batch.parked.append(Parked(event, BEHIND))
            return
        self._store.begin_event()
        noted: list[Noted] = []
        try:
            await self._react(event, is_known, noted)
        except BatchFull:
            self._store.forget_event()
            raise
        except PARKS as fault:
            self._store.forget_event()
            batch.parked.append(_parked(event, fault))
        else:
            batch.noted += noted

    async def gather_alone(self, event: Positioned, is_known: IsKnown) -> Batch:
        """One event by itself, of which one transaction may take a portion only.

        What was stored of it before is passed over, so each portion begins where the last ended.
        """
        self._store.clear(is_careful=True)
        batch = Batch(events=1)
        try:
            await self._react(event, is_known, batch.noted)
        except BatchFull:
            batch.is_portion = True
        except PARKS as fault:
            return Batch(events=1, parked=[_parked(event, fault)])
        batch.writes = self._store.writes
        return batch

    async def _react(self, event: Positioned, is_known: IsKnown | None, noted: list[Noted]) -> None:
        reactions = self._reacting.to(event.stream, event.version, event.topic, is_known)
        async for unaccepted in reactions:
            # One by one, since BatchFull may end it: what came before is the portion.
            noted.append(Noted(event.position, unaccepted))  # noqa: PERF401


def _parked(event: Positioned, fault: Exception) -> Parked:
    log.error("reaction-parked", position=event.position, fault=type(fault).__name__)
    return Parked(event, type(fault).__name__)
