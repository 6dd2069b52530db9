"""Where stations hand over: a signed transmission, then its parts one by one, in any order."""

import hashlib
from uuid import UUID

import msgspec

from application.blobs import BlobErased, BlobStore
from application.office import Office
from application.order import NotFound
from application.reading import history_of
from application.stream import fold
from application.transmission_book import Announcement, Part, Transmission, TransmissionBook
from application.transmissions import (
    SignatureRefused,
    StationSignatures,
    Verdict,
    refuse_stranger,
    verdict_of,
)
from domain.authority import authorise
from domain.device.state import Device
from domain.device.trust import device_trusted
from domain.enrolment_packet.chain import START, Chain, examined
from domain.enrolment_packet.manifest import Manifest, read_manifest
from domain.enrolment_packet.state import EnrolmentPacket
from domain.envelope import Actor
from domain.refusals import AlreadyTaken, NotAllowedNow, OutsideAuthority, RuleBroken
from domain.values.identifiers import derive_id

MEDIA_TYPE = "application/json"


class Told(msgspec.Struct, frozen=True):
    """The verdict on one part; `already_received` where another transmission brought it before."""

    part: Part
    verdict: Verdict
    already_received: bool


class StationDesk:
    """Takes over what stations send; what becomes of it is decided by the intake."""

    def __init__(
        self,
        office: Office,
        signatures: StationSignatures,
        book: TransmissionBook,
        blobs: BlobStore,
    ) -> None:
        self._office = office
        self._signatures = signatures
        self._book = book
        self._blobs = blobs

    async def announce(self, sender: Actor, signed: bytes) -> Transmission:
        """The transmission with what is missing of it; the same one again changes nothing.

        Raises SignatureRefused, RuleBroken, OutsideAuthority, or AlreadyTaken where another
        manifest came under its id.
        """
        self._refuse_others(sender)
        proof = self._signatures.verify(signed)
        manifest = read_manifest(proof.payload)
        device = await self._device(proof.device)
        refuse_stranger(proof, manifest, device)
        unit = self._unit_of_trusted(proof.device, device)
        announcement = Announcement(
            manifest, proof.payload, signed, proof.device, unit, sender.officer
        )
        await self._book.announce(announcement)
        found = await self.found(sender, manifest.id)
        if found.payload != proof.payload:
            raise AlreadyTaken("transmission-differs", id=manifest.id)
        return found

    async def found(self, sender: Actor, transmission: UUID) -> Transmission:
        """A transmission of this sender. Raises NotFound, OutsideAuthority."""
        self._refuse_others(sender)
        found = await self._book.find(transmission)
        if found is None:
            raise NotFound("transmission", transmission)
        if found.sender != sender.officer:
            raise OutsideAuthority("transmission-of-another")
        return found

    async def keep(self, transmission: UUID, part: Part, content: bytes) -> None:
        """Seal the bytes of a part under the key of its packet's stream, and keep them.

        Raises RuleBroken `part-digest-wrong` for other bytes than those listed, and NotAllowedNow
        where the key of the packet was destroyed.
        """
        line = part.line
        if (len(content), hashlib.sha256(content).hexdigest()) != (line.bytes, line.sha256):
            raise RuleBroken("part-digest-wrong")
        object_id = derive_id(part.stream, "part", str(line.packet_id), line.sha256)
        try:
            kept = await self._blobs.put(part.stream, object_id, MEDIA_TYPE, content)
        except BlobErased as erased:
            raise NotAllowedNow("packet-content-lost") from erased
        await self._book.keep(transmission, line.sha256, kept)

    async def told(self, transmission: Transmission) -> list[Told]:
        """What has become of each packet, in the order of the station."""
        return [await self._verdict(transmission, part) for part in transmission.parts]

    async def chain(self, manifest: Manifest) -> Chain:
        """What is wrong with the station's packets as far as this transmission reaches."""
        numbers = [line.sequence for line in manifest.packets]
        links = await self._book.links(manifest.station_id, min(numbers), max(numbers))
        former = [link for link in links if link.sequence < min(numbers)]
        return examined(links, former[0] if former else START)

    async def _verdict(self, transmission: Transmission, part: Part) -> Told:
        packet_id = part.line.packet_id
        if part.refusal is not None:
            refused = Verdict(packet_id, "refused", refusal=part.refusal)
            return Told(part, refused, already_received=True)
        history = await self._office.store.load(part.stream)
        packet: EnrolmentPacket | None = fold(self._office.kinds["enrolment-packet"], history)
        if packet is not None and packet.sha256 != part.line.sha256:
            # The register has another content under this id, as the intake will find.
            return Told(part, Verdict(packet_id, "waiting"), already_received=True)
        brought_by = history[0].envelope.correlation_id if history else transmission.manifest.id
        before = brought_by != transmission.manifest.id
        return Told(part, verdict_of(packet_id, packet), before)

    async def _device(self, device: UUID) -> Device | None:
        kind = self._office.kinds["device"]
        try:
            state: Device | None = fold(kind, await history_of(self._office.store, kind, device))
        except NotFound:
            return None
        return state

    def _unit_of_trusted(self, id_: UUID, device: Device | None) -> str:
        """The unit of a device that is trusted at this moment."""
        now = self._office.circumstances.clock.now()
        if device is None or not device_trusted(device, now):
            raise SignatureRefused("signature-of-untrusted", id=id_)
        return device.unit

    def _refuse_others(self, sender: Actor) -> None:
        """Only what may hand a packet over may hand over many."""
        authorise("ReceivePacket", sender, (), self._office.circumstances.context(sender))
