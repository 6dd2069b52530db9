"""The intake at work: each transmission as a whole, and what officers have released.

It holds nothing itself. Each step is stored before the next begins and has a derived command id, so
that an intake that was killed anywhere goes on where it stopped, and two at once do no harm.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any
from uuid import UUID

from application.blobs import BlobErased, BlobTrouble
from application.event_store import Conflict, RowRefused
from application.packet_office import PacketOffice
from application.packet_refusals import Met
from application.transmission_book import Part, Transmission, TransmissionBook
from application.vault import VaultMismatch
from domain.recorded import StateUnreadable
from domain.refusals import Refusal

DAMAGE = (VaultMismatch, StateUnreadable, RowRefused, Conflict)
"""What stops one packet and not the others: it is tried again, and told in `damaged`."""


class Intake:
    """Works on what the book of transmissions shows as waiting."""

    def __init__(self, packets: PacketOffice, book: TransmissionBook) -> None:
        self._packets = packets
        self._book = book
        self.damaged: list[tuple[UUID, Exception]] = []

    async def round(self) -> int:
        """Take up what waits now, once; the number of packets that got their verdict.

        Raises StoreBusy, StoreUnavailable, VaultUnavailable, BlobsUnavailable or OfficersUnknown:
        then the rest is left to the next round.
        """
        waiting = await self._book.waiting()
        done = await _all_of(self._transmission(one) for one in waiting)
        released = await self._book.released()
        return done + await _all_of(self._released(stream) for stream in released)

    async def _transmission(self, id_: UUID) -> int:
        await self._book.tried(id_)
        found = await self._book.find(id_)
        if found is None:
            return 0
        here = [part for part in found.parts if part.content and not part.settled]
        received = [part for part in here if await self._receive(found, part)]
        left = await self._as_far_as_it_goes(id_, received)
        given_up = [await self._given_up(found, part, met) for part, met in left]
        return len(here) - len(left) + sum(given_up)

    async def _receive(self, transmission: Transmission, part: Part) -> bool:
        """Whether the register has the packet; if not, its part is asked for again or settled."""
        id_, sha256 = transmission.manifest.id, part.line.sha256
        try:
            await self._packets.receive(transmission, part)
        except BlobErased:
            await self._book.settle(id_, sha256, "packet-content-lost")
        except BlobTrouble:
            await self._book.ask_again(id_, sha256)
        except Refusal as refusal:
            await self._book.settle(id_, sha256, refusal.code)
        except DAMAGE as damage:
            self.damaged.append((part.stream, damage))
        else:
            return True
        return False

    async def _as_far_as_it_goes(self, id_: UUID, parts: Sequence[Part]) -> list[tuple[Part, Met]]:
        """Try them again as long as one gets on: what a packet needs may be in another one."""
        left, before = list(parts), len(parts) + 1
        tried: list[tuple[Part, Met]] = []
        while left and len(left) < before:
            before = len(left)
            tried = [(part, met) for part in left if (met := await self._unless_settled(id_, part))]
            left = [part for part, _ in tried]
        return tried

    async def _unless_settled(self, id_: UUID, part: Part) -> Met | None:
        """What still stands in the way of a packet; None once nothing is left to be tried."""
        try:
            met = await self._packets.attempt(part.stream)
        except DAMAGE as damage:
            self.damaged.append((part.stream, damage))
            return None
        if met is None:
            await self._book.settle(id_, part.line.sha256)
        return met

    async def _given_up(self, transmission: Transmission, part: Part, met: Met) -> bool:
        """Quarantined, where nothing more is to come with this transmission, or too late."""
        if transmission.missing and not await self._packets.waits_too_long(part.stream):
            return False
        if await self._quarantined(part.stream, met):
            await self._book.settle(transmission.manifest.id, part.line.sha256)
            return True
        return False

    async def _quarantined(self, stream: UUID, met: Met) -> bool:
        try:
            await self._packets.quarantine(stream, met)
        except DAMAGE as damage:
            self.damaged.append((stream, damage))
            return False
        return True

    async def _released(self, stream: UUID) -> int:
        try:
            met = await self._packets.attempt(stream)
        except DAMAGE as damage:
            self.damaged.append((stream, damage))
            return 0
        return 1 if met is None else int(await self._quarantined(stream, met))


async def _all_of(works: Iterable[Coroutine[Any, Any, int]]) -> int:
    """The sum of what they give, side by side; every one ends before the first fault is raised."""
    ended = await asyncio.gather(*works, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return sum(one for one in ended if isinstance(one, int))
