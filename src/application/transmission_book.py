"""The port to what stations announced, what of it came, and what the intake has settled."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from domain.citizen.facts import SealedObject
from domain.enrolment_packet.chain import Link
from domain.enrolment_packet.manifest import Manifest, PacketLine


class Part(msgspec.Struct, frozen=True):
    """One packet as its transmission knows it; `content` is None until its bytes have come.

    A settled part asks nothing of the intake any more; `refusal` is why the register did not take
    the packet over at all.
    """

    line: PacketLine
    stream: UUID
    content: SealedObject | None = None
    refusal: str | None = None
    settled: bool = False


class Announcement(msgspec.Struct, frozen=True):
    """A transmission as it was signed. `unit` is that of the device, `sender` who may go on."""

    manifest: Manifest
    payload: bytes
    signed: bytes
    device: UUID
    unit: str
    sender: UUID


class Transmission(msgspec.Struct, frozen=True):
    """`parts` are in the order in which the station made them."""

    manifest: Manifest
    payload: bytes
    unit: str
    sender: UUID
    parts: tuple[Part, ...]

    def part(self, sha256: str) -> Part | None:
        return next((part for part in self.parts if part.line.sha256 == sha256), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Digests of the parts still to come."""
        return tuple(part.line.sha256 for part in self.parts if part.content is None)


class TransmissionBook(Protocol):
    """Each method is one transaction. Raises StoreUnavailable."""

    async def find(self, transmission: UUID) -> Transmission | None:
        """The transmission as it stands."""

    async def announce(self, announcement: Announcement) -> None:
        """Keep it, unless its id is known; a part that came with another one is here already."""

    async def keep(self, transmission: UUID, sha256: str, content: SealedObject) -> None:
        """The bytes of a part lie there now; whoever kept it first has kept it."""

    async def links(self, station: UUID, first: int, last: int) -> Sequence[Link]:
        """The station's packets that came, from the last one before `first` up to `last`."""

    async def waiting(self) -> Sequence[UUID]:
        """Transmissions with parts that came and are not settled, longest untried first."""

    async def tried(self, transmission: UUID) -> None:
        """The intake takes it up now, and others first next time."""

    async def settle(self, transmission: UUID, sha256: str, refusal: str | None = None) -> None:
        """Nothing more is to be done for this part here."""

    async def ask_again(self, transmission: UUID, sha256: str) -> None:
        """What was kept of this part cannot be read: its station shall send it again."""

    async def released(self) -> Sequence[UUID]:
        """Packets that wait for the intake beside those of `waiting`: an officer released them."""
