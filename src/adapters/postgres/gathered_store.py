"""An event store that gathers what a batch of reactions writes, to be stored all at once.

What was gathered is seen by the reactions after it, so that a batch decides as if each had been
stored by itself. A command that the database could not judge beside those gathered already raises
BatchFull: one statement sees one snapshot (batch.py).
"""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.batch import UniqueKey, Write
from application.event_store import ClaimNotHeld, ClaimTaken, Commit, Receipt
from domain.claims import Claim
from domain.recorded import Recorded

MOST_BYTES = 4 << 20
MOST_WRITES = 200
MOST_LOADED = 20_000
"""Events of other streams kept in memory within one batch."""


class BatchFull(Exception):
    """This command belongs to the next batch."""


class _Layer(msgspec.Struct):
    """Writes, and what they mean to whoever looks at the store after them."""

    writes: list[Write] = []
    events: dict[UUID, list[Recorded]] = {}
    touched: set[UniqueKey] = set()
    commands: dict[tuple[UUID, UUID], Receipt] = {}
    bytes: int = 0

    def add(self, commit: Commit, write: Write) -> Receipt:
        self.writes.append(write)
        self.touched.update(write.touched_keys())
        self.bytes += write.size()
        for recorded in commit.events:
            self.events.setdefault(recorded.stream, []).append(recorded)
        receipt = Receipt(commit.status, commit.streams)
        self.commands[commit.subject, commit.command_id] = receipt
        return receipt

    def absorb(self, other: "_Layer") -> None:
        self.writes += other.writes
        self.touched |= other.touched
        self.bytes += other.bytes
        self.commands |= other.commands
        for stream, events in other.events.items():
            self.events.setdefault(stream, []).extend(events)


class GatheredStore:
    """Implements application.event_store.EventStore; `writes` are what the batch is to store.

    Claims are asked for one by one only when `is_careful`: a batch trusts that nobody holds what it
    takes, and where the database says otherwise each event is carried out again by itself.
    """

    def __init__(self, store: AsyncEventStore) -> None:
        self._store = store
        self.clear()

    def clear(self, *, is_careful: bool = False) -> None:
        """Begin a new batch."""
        self._is_careful = is_careful
        self._former, self._event = _Layer(), _Layer()
        self._loaded: dict[UUID, Sequence[Recorded]] = {}
        self._loaded_events = 0
        self._erased: dict[UUID, bool] = {}

    @property
    def writes(self) -> list[Write]:
        return self._former.writes + self._event.writes

    def begin_event(self) -> None:
        """What is written from here on belongs to the next event."""
        self._former.absorb(self._event)
        self._event = _Layer()

    def forget_event(self) -> None:
        """Take back what the event in hand has written, as if it had never been."""
        self._event = _Layer()

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        stored = self._loaded.get(stream)
        if stored is None:
            stored = self._keep(stream, await self._store.load(stream))
        gathered = [one for layer in self._layers for one in layer.events.get(stream, ())]
        return (*stored, *gathered) if gathered else stored

    @property
    def _layers(self) -> tuple[_Layer, _Layer]:
        return self._former, self._event

    def _keep(self, stream: UUID, stored: Sequence[Recorded]) -> Sequence[Recorded]:
        """Read once in a batch, as a manifest is by each of its cards; who relies on it says so."""
        self._loaded_events += len(stored)
        if self._loaded_events > MOST_LOADED:
            self._loaded, self._loaded_events = {}, len(stored)
        self._loaded[stream] = stored
        return stored

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        """Asked once in a batch, as of the moment at which the batch first met the person."""
        unknown = [one for one in citizens if one not in self._erased]
        found = await self._store.erased(unknown) if unknown else set()
        self._erased |= {one: one in found for one in unknown}
        return {one for one in citizens if self._erased[one]}

    async def append(self, commit: Commit) -> Receipt:
        """Gather a commit; raises BatchFull when it must wait for the next batch."""
        if self._is_careful:
            await self._refuse_taken(commit)
        write = await self._store.prepare(commit)
        if self._is_full(write):
            raise BatchFull
        return self._event.add(commit, write)

    def _is_full(self, write: Write) -> bool:
        former, event = self._layers
        count = len(former.writes) + len(event.writes)
        size = former.bytes + event.bytes + write.size()
        if count and (count >= MOST_WRITES or size > MOST_BYTES):
            return True
        keys = write.touched_keys()
        relied_on = [stream for stream, _ in write.expects]
        return any(
            not layer.touched.isdisjoint(keys) or any(one in layer.events for one in relied_on)
            for layer in self._layers
        )

    async def _refuse_taken(self, commit: Commit) -> None:
        wanted = [claim for _, claim in commit.claims if claim.action != "release"]
        held = await self._store.owners(wanted) if wanted else {}
        for claim in wanted:
            if claim.action == "take" and claim in held:
                raise ClaimTaken(claim)
            if claim.action == "move" and held.get(claim) != claim.former:
                raise ClaimNotHeld

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        for layer in self._layers:
            if (subject, command_id) in layer.commands:
                return layer.commands[subject, command_id]
        return await self._store.find_command(subject, command_id, request_hmac)

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        """Raises BatchFull where the batch moves claims that the database does not know of yet."""
        asked = {claim.kind for claim in claims}
        moved = {key[1] for layer in self._layers for key in layer.touched if key[0] == "claim"}
        if asked & moved:
            raise BatchFull
        return await self._store.owners(claims)

    async def positions(self, stream: UUID) -> dict[int, int]:
        return await self._store.positions(stream)
