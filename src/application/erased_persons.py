"""The store as offices use it: what is about an erased person reads as it will without the key."""

from collections.abc import Collection, Sequence
from uuid import UUID

from application.event_store import Commit, EventStore, Receipt
from application.reading import closed, is_erased
from domain.claims import Claim
from domain.persons import person_of
from domain.recorded import Recorded


class ClosedToTheErased:
    """Implements EventStore over another one; `load` gives no sealed part of an erased person.

    An erasure is seen at once, in every process and in every stream about the person, although the
    eraser may need its hour to destroy the keys: reads, decisions and rendered answers all come
    through here. Only the eraser itself reads past it.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        history = await self._store.load(stream)
        person = person_of(history)
        if person is None:
            return closed(history) if is_erased(history) else history
        return closed(history) if await self._store.erased((person,)) else history

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        return await self._store.erased(citizens)

    async def append(self, commit: Commit) -> Receipt:
        return await self._store.append(commit)

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        return await self._store.find_command(subject, command_id, request_hmac)

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        return await self._store.owners(claims)

    async def positions(self, stream: UUID) -> dict[int, int]:
        return await self._store.positions(stream)
