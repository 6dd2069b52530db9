"""The port to what stands beside history of an erasure: whom it waits for, what it has to take."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from domain.citizen.facts import SealedObject


class Linked(msgspec.Struct, frozen=True):
    """A stream that belongs to the person."""

    stream: UUID
    kind: str


class Unread(msgspec.Struct, frozen=True):
    """The stored content of a packet of which nobody knows yet whom it is about."""

    stream: UUID
    content: SealedObject


class Begun(msgspec.Struct, frozen=True):
    """An erasure as it was first written down: what it destroys, before anything is destroyed.

    `streams` have keys of their own; `objects` counts those that the person's events refer to.
    """

    order_id: UUID
    citizen_id: UUID
    key_id: UUID
    streams: tuple[UUID, ...]
    objects: int


class ErasureBook(Protocol):
    """Each method is one transaction. All raise StoreUnavailable."""

    async def waiting(self) -> Sequence[UUID]:
        """Citizens erased whose keys are not known to be destroyed, longest waiting first."""

    async def has_seen(self, views: Collection[str], position: int) -> bool:
        """Whether what these views serve (all of them, where none is named) is as of then."""

    async def links(self, citizen: UUID) -> Sequence[Linked]:
        """The applications, cards, packets and data-quality cases that name the citizen."""

    async def unread(self) -> Sequence[Unread]:
        """Some packets that were never taken over and were not read yet; none when all were."""

    async def keep_names(self, packet: Unread, named: Iterable[UUID]) -> None:
        """Whom and what its commands name, so that it is read once."""

    async def packets_naming(self, streams: Collection[UUID]) -> Sequence[UUID]:
        """Streams of packets that were never taken over and name one of these."""

    async def contents(self, packet: UUID) -> Sequence[SealedObject]:
        """All that was stored for a packet."""

    async def begin(self, erasure: Begun) -> Begun:
        """Write it down, or give what was written down before, with the streams of both."""

    async def purge(self, erasure: Begun, streams: Collection[UUID]) -> int:
        """Take the person out of the rows beside history; how many rows went, in all so far."""

    async def note_confirmed(self) -> None:
        """Of every erasure that history calls done, whoever confirmed it and then died."""
