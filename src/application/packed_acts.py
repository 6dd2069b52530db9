"""The commands inside a packet as acts of the officer who gave them at the station, then."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec
from msgspec.structs import replace

from application.kinds import CAPABILITIES
from application.stream import Capability
from domain.books import Further
from domain.commands import Command
from domain.enrolment_packet.content import AT_THE_STATION, PackedCommand, PacketContent
from domain.envelope import Actor
from domain.guards import refuse_field
from domain.refusals import Faults, refuse_if
from domain.values.identifiers import check_minted

CAPABILITY_OF = {one.name: one for one in CAPABILITIES if one.name in AT_THE_STATION}


class Forms(Protocol):
    def read(self, command: str, body: bytes) -> Command:
        """The command in a body, judged as its endpoint would; raises RuleBroken."""


class OfficersThen(Protocol):
    async def at(self, token: str, instant: datetime) -> Actor:
        """Who held this token at an instant of programme time, with unit and roles as then.

        Raises OutsideAuthority for a token that was not good then, and OfficersUnknown.
        """


class OfficersUnknown(Exception):
    """The issuer's keys cannot be read now, so no officer of a station is known."""


class PackedAct(msgspec.Struct, frozen=True):
    """What a packet asks: commands on other streams, and whom it concerns as far as it says so.

    `citizen_id` is None where only the application knows it.
    """

    commands: tuple[Further, ...]
    citizen_id: UUID | None
    application_id: UUID | None


class PacketReader:
    """Makes of a packet's content what the register can carry out, or refuses it."""

    def __init__(self, forms: Forms, officers: OfficersThen) -> None:
        self._forms = forms
        self._officers = officers

    async def read(self, content: PacketContent) -> PackedAct:
        """Raises RuleBroken, OutsideAuthority or OfficersUnknown."""
        officer = await self._officers.at(content.officer_token, content.captured_at)
        commands = tuple(
            self._act(content, f"/commands/{n}", packed, officer)
            for n, packed in enumerate(content.commands)
        )
        return PackedAct(commands, _citizen(commands), _first(commands, "card-application"))

    def _act(
        self, content: PacketContent, place: str, packed: PackedCommand, officer: Actor
    ) -> Further:
        capability = CAPABILITY_OF[packed.command]
        command = self._forms.read(packed.command, bytes(packed.body))
        _refuse_contradiction(command, content, f"{place}/body")
        stream = _stream(capability, command, packed, place)
        # What was done at the station is judged by the rules of that day, whoever sends it when.
        then = replace(command, occurred_at=content.captured_at, station_id=content.station_id)
        return Further(capability.stream.name, stream, then, capability.opens, officer)


def _refuse_contradiction(command: Command, content: PacketContent, place: str) -> None:
    """A command may repeat what its packet says of all of them, and say nothing else."""
    said = {
        "occurred_at": content.captured_at,
        "station_id": content.station_id,
        "packet_id": content.packet_id,
    }
    for field, of_packet in said.items():
        own = getattr(command, field, None)
        differs = refuse_field(f"{place}/{field}", "packet-contradicts-itself", field=field)
        refuse_if(own is not None and own != of_packet, differs)


def _stream(capability: Capability, command: Any, packed: PackedCommand, place: str) -> UUID:
    if not capability.opens:
        if packed.stream is None:
            raise refuse_field(f"{place}/stream", "packet-malformed")
        return packed.stream
    opened: UUID = command.id
    other = refuse_field(f"{place}/stream", "packet-contradicts-itself", field="id")
    refuse_if(packed.stream not in (None, opened), other)
    faults = Faults()
    faults.check(f"{place}/body/id", check_minted, opened)
    faults.refuse_if_any()
    return opened


def _citizen(commands: tuple[Further, ...]) -> UUID | None:
    named = (getattr(one.command, "citizen_id", None) for one in commands)
    return _first(commands, "citizen") or next((one for one in named if one), None)


def _first(commands: tuple[Further, ...], kind: str) -> UUID | None:
    return next((one.stream for one in commands if one.kind == kind), None)
