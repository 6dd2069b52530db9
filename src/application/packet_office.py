"""One packet before the intake: taken over, carried out whole, or kept whole with its refusal."""

import hashlib
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from application.blobs import BlobStore, BlobTrouble
from application.enrolment_packets import ACCEPT, ENROLMENT_PACKETS, QUARANTINE, RECEIVE
from application.event_store import StoreBusy
from application.office import Office
from application.order import NotFound, Order
from application.packed_acts import PackedAct, PacketReader
from application.packet_refusals import Met, detail_of, may_pass, told
from application.reactions.reactor import service
from application.reading import history_of
from application.stream import Capability, fold
from application.transmission_book import Part, Transmission
from domain.books import Further
from domain.citizen.forms import ObjectGiven
from domain.commands import Command
from domain.enrolment_packet.commands import AcceptPacket, QuarantinePacket, ReceivePacket
from domain.enrolment_packet.content import PacketContent, read_packet
from domain.enrolment_packet.manifest import PacketLine
from domain.enrolment_packet.state import EnrolmentPacket
from domain.envelope import Actor
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, RuleBroken, StaleVersion
from domain.values.identifiers import derive_id


class Digested:
    """What was found of the bytes of one packet, for the decision to take it over."""

    def __init__(self, content: bytes) -> None:
        self._found = (len(content), hashlib.sha256(content).hexdigest())

    def draw(self, what: str, command: Command) -> bool:
        if what != "packet-digest" or not isinstance(command, ReceivePacket):
            raise ValueError(f"nothing is found here for {what}")
        return self._found == (command.bytes, command.sha256)


class PacketOffice:
    """What the intake does to one packet. Every step is one act, and the same act when repeated."""

    def __init__(self, office: Office, blobs: BlobStore, reader: PacketReader) -> None:
        self._office = office
        self._blobs = blobs
        self._reader = reader

    async def packet(self, stream: UUID) -> EnrolmentPacket | None:
        history = await self._office.store.load(stream)
        state: EnrolmentPacket | None = fold(ENROLMENT_PACKETS, history)
        return state

    async def waits_too_long(self, stream: UUID) -> bool:
        """Whether a deadline of the packet has passed while it waited for others."""
        packet = await self.packet(stream)
        return packet is not None and bool(packet.missed)

    async def receive(self, transmission: Transmission, part: Part) -> None:
        """Take a packet over, once, in the province of its station.

        Raises BlobTrouble where its bytes cannot be read, and RuleBroken for another content than
        the one received before.
        """
        if part.content is None:
            return
        content = await self._blobs.get(part.stream, part.content)
        line = part.line
        command = ReceivePacket(
            id=part.stream,
            packet_id=line.packet_id,
            station_id=transmission.manifest.station_id,
            sequence=line.sequence,
            previous_sha256=line.previous_sha256,
            sha256=line.sha256,
            bytes=line.bytes,
            captured_at=line.captured_at,
            kind=line.kind,
            content=ObjectGiven(part.content.id, part.content.sha256, part.content.media_type),
            correlation_id=transmission.manifest.id,
        )
        actor = self._intake_of(transmission.unit)
        step = f"{transmission.manifest.id}/{line.sha256}"
        # A packet that came before is weighed against what came, and not begun again.
        before = await self.packet(part.stream)
        receiving = RECEIVE if before is None else replace(RECEIVE, opens=False)
        order = _order(receiving, part.stream, command, actor, step)
        circumstances = replace(self._office.circumstances, chance=Digested(content))
        found = Office(self._office.store, self._office.vault, circumstances, self._office.kinds)
        try:
            await found.carry_out(order)
        except (AlreadyTaken, StaleVersion) as lost:
            # Another intake was first: what it received is looked at next time.
            raise StoreBusy from lost

    async def attempt(self, stream: UUID) -> Met | None:
        """Carry a received packet out whole, or quarantine it.

        The refusal met is handed back instead where another packet may still take it away. Raises
        OfficersUnknown, BlobsUnavailable, and what the office raises.
        """
        packet = await self.packet(stream)
        if packet is None or packet.status != "received":
            return None
        try:
            act = await self._reader.read(await self._content(stream, packet))
            await self._accept(stream, packet, act)
        except StaleVersion as lost:
            raise StoreBusy from lost
        except (Refusal, NotFound) as met:
            if may_pass(met):
                return met
            await self.quarantine(stream, met)
        return None

    async def quarantine(self, stream: UUID, met: Met) -> None:
        """Keep the packet whole, with the refusal that it met."""
        packet = await self.packet(stream)
        if packet is None or packet.status != "received":
            return
        code, _ = told(met)
        command = QuarantinePacket(refusal=code, detail=detail_of(met))
        order = _order(QUARANTINE, stream, command, _intake_in(packet.unit), str(packet.version))
        try:
            await self._office.carry_out(order)
        except NotAllowedNow:
            # Another intake was first.
            return
        except StaleVersion as lost:
            raise StoreBusy from lost

    async def _accept(self, stream: UUID, packet: EnrolmentPacket, act: PackedAct) -> None:
        citizen = act.citizen_id or await self._citizen_of(act.application_id)
        command = AcceptPacket(citizen_id=citizen, application_id=act.application_id)
        actor, step = _intake_in(packet.unit), str(packet.version)
        await self._office.carry_out(_order(ACCEPT, stream, command, actor, step, act.commands))

    async def _citizen_of(self, application: UUID | None) -> UUID:
        kind = self._office.kinds["card-application"]
        stream = application or UUID(int=0)
        state: Any = fold(kind, await history_of(self._office.store, kind, stream))
        citizen: UUID = state.citizen_id
        return citizen

    async def _content(self, stream: UUID, packet: EnrolmentPacket) -> PacketContent:
        """What the station packed; RuleBroken where it is lost, or is no packet."""
        if packet.content is None:
            raise RuleBroken("packet-content-lost")
        try:
            text = await self._blobs.get(stream, packet.content)
        except BlobTrouble as lost:
            raise RuleBroken("packet-content-lost") from lost
        line: Any = (packet.packet_id, packet.sequence, packet.previous_sha256, packet.sha256)
        listed: Any = (packet.bytes, packet.captured_at, packet.kind)
        station: Any = packet.station_id
        return read_packet(text, PacketLine(*line, *listed), station)

    def _intake_of(self, unit: str) -> Actor:
        circumstances = self._office.circumstances
        today = circumstances.context(service("intake")).today
        return _intake_in(circumstances.units.province_over(unit, today) or "centre")


def _intake_in(unit: str) -> Actor:
    """The service intake, acting in a province or at the centre."""
    return replace(service("intake"), unit=unit)


def _order(
    capability: Capability,
    stream: UUID,
    command: Command,
    actor: Actor,
    step: str,
    further: tuple[Further, ...] = (),
) -> Order:
    name = capability.name
    return Order(
        capability=capability,
        stream=stream,
        command=command,
        actor=actor,
        command_id=derive_id(stream, "intake", str(stream), name, step),
        request_hmac=hashlib.sha256(f"{name}/{step}".encode()).digest(),
        further=further,
    )
