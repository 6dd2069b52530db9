"""An event store for a rehearsal: everything is decided and judged as ever, and nothing is kept."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

from application.event_store import (
    ClaimNotHeld,
    ClaimTaken,
    Commit,
    Conflict,
    EventStore,
    ExpectationFailed,
    Receipt,
    VersionTaken,
)
from domain.claims import Claim
from domain.recorded import Recorded

Key = tuple[str, str]


class RehearsedStore:
    """Implements EventStore over another one, from which it only reads.

    What earlier commits of the same rehearsal would have written and taken is remembered, so that
    later ones meet it. No order of a rehearsal was ever stored.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._read: dict[UUID, Sequence[Recorded]] = {}
        self._written: dict[UUID, list[Recorded]] = {}
        self._claims: dict[Key, UUID | None] = {}

    async def read_ahead(self, streams: Sequence[UUID]) -> None:
        """Load them side by side, and answer from that until the next time."""
        found = await asyncio.gather(*(self._store.load(one) for one in streams))
        self._read = dict(zip(streams, found, strict=True))

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        read = self._read.get(stream)
        history = await self._store.load(stream) if read is None else read
        return (*history, *self._written.get(stream, ()))

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        return await self._store.erased(citizens)

    async def append(self, commit: Commit) -> Receipt:
        await self._refuse_moved(commit)
        await self._refuse_claimed(commit)
        for owner, claim in commit.claims:
            self._claims[claim.kind, claim.value] = None if claim.action == "release" else owner
        for recorded in commit.events:
            self._written.setdefault(recorded.stream, []).append(recorded)
        return Receipt(commit.status, commit.streams)

    async def find_command(
        self, _subject: UUID, _command_id: UUID, _request_hmac: bytes
    ) -> Receipt | None:
        return None

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        held = await self._store.owners(claims)
        rehearsed = {one: self._claims[key] for one in claims if (key := _key(one)) in self._claims}
        return {one: owner for one, owner in {**held, **rehearsed}.items() if owner is not None}

    async def positions(self, stream: UUID) -> dict[int, int]:
        return await self._store.positions(stream)

    async def _refuse_moved(self, commit: Commit) -> None:
        for recorded in commit.events:
            if recorded.version <= len(await self.load(recorded.stream)):
                raise VersionTaken
        for stream, version in commit.expects:
            if len(await self.load(stream)) != version:
                raise ExpectationFailed

    async def _refuse_claimed(self, commit: Commit) -> None:
        owners = await self.owners([claim for _, claim in commit.claims]) if commit.claims else {}
        for _, claim in commit.claims:
            lost = _lost(claim, owners.get(claim))
            if lost is not None:
                raise lost


def _key(claim: Claim) -> Key:
    return claim.kind, claim.value


def _lost(claim: Claim, owner: UUID | None) -> Conflict | None:
    if claim.action == "take" and owner is not None:
        return ClaimTaken(claim)
    if claim.action == "move" and owner != claim.former:
        return ClaimNotHeld()
    return None
