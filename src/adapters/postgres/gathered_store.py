"""An event store that gathers what a batch of reactions writes, to be stored all at once.

What was gathered is seen by the reactions after it, so that a batch decides as if each had been
stored by itself. A command that would touch what the batch has touched already ends the batch: one
statement sees one snapshot (batch.py).
"""

from collections.abc import Sequence
from uuid import UUID

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.batch import UniqueKey, Write
from application.event_store import Commit, Receipt
from domain.claims import Claim
from domain.recorded import Recorded

MOST_BYTES = 4 << 20
MOST_WRITES = 200


class BatchFull(Exception):
    """This event belongs to the next batch; what the batch gathered for it must be forgotten."""


class GatheredStore:
    """Implements application.event_store.EventStore; `writes` are what the batch is to store."""

    def __init__(self, store: AsyncEventStore) -> None:
        self._store = store
        self.clear()

    def clear(self) -> None:
        self.writes: list[Write] = []
        self._events: dict[UUID, list[Recorded]] = {}
        self._touched: set[UniqueKey] = set()
        self._commands: dict[tuple[UUID, UUID], Receipt] = {}
        self._bytes = 0
        self._mark = 0

    def begin_event(self) -> None:
        """What is written from here on belongs to the next event."""
        self._mark = len(self.writes)

    def forget_event(self) -> None:
        """Take back what the event in hand has written. The batch must be stored before more."""
        del self.writes[self._mark :]

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        stored = await self._store.load(stream)
        return (*stored, *self._events.get(stream, ()))

    async def append(self, commit: Commit) -> Receipt:
        """Gather a commit; raises BatchFull when it must wait for the next batch."""
        write = await self._store.prepare(commit)
        keys = set(write.touched_keys())
        full = len(self.writes) >= MOST_WRITES or self._bytes + write.size() > MOST_BYTES
        if keys & self._touched or (full and self.writes):
            raise BatchFull
        self.writes.append(write)
        self._touched |= keys
        self._bytes += write.size()
        for recorded in commit.events:
            self._events.setdefault(recorded.stream, []).append(recorded)
        receipt = Receipt(commit.status, commit.streams)
        self._commands[commit.subject, commit.command_id] = receipt
        return receipt

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        gathered = self._commands.get((subject, command_id))
        return gathered or await self._store.find_command(subject, command_id, request_hmac)

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        if any(key[0] == "claim" for key in self._touched):
            raise BatchFull  # the batch moves claims that the database does not know of yet
        return await self._store.owners(claims)

    async def positions(self, stream: UUID) -> dict[int, int]:
        return await self._store.positions(stream)
