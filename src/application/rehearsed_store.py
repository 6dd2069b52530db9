"""An event store for a rehearsal: everything is decided and judged as ever, and nothing is kept."""

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
    later ones meet it.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._written: dict[UUID, list[Recorded]] = {}
        self._claims: dict[Key, UUID | None] = {}

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        return (*await self._store.load(stream), *self._written.get(stream, ()))

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        return await self._store.erased(citizens)

    async def append(self, commit: Commit) -> Receipt:
        stored = await self.find_command(commit.subject, commit.command_id, commit.request_hmac)
        if stored is not None:
            return stored
        await self._refuse_moved(commit)
        await self._refuse_claimed(commit)
        for owner, claim in commit.claims:
            self._claims[claim.kind, claim.value] = None if claim.action == "release" else owner
        for recorded in commit.events:
            self._written.setdefault(recorded.stream, []).append(recorded)
        return Receipt(commit.status, commit.streams)

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        return await self._store.find_command(subject, command_id, request_hmac)

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
