"""Stations, officers and packets from which the tests of packets begin."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.citizen.forms import ObjectGiven
from domain.commands import Command
from domain.context import Context
from domain.enrolment_packet import commands as c
from domain.enrolment_packet.decisions import decide
from domain.enrolment_packet.forms import NOTHING_BEFORE
from domain.enrolment_packet.manifest import PacketLine
from domain.enrolment_packet.state import EnrolmentPacket, evolve
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)
CAPTURED = datetime(2021, 6, 10, 2, 30, tzinfo=UTC)


def officer(number: int, unit: str, *roles: str) -> Actor:
    return Actor(UUID(int=number), unit, roles)


STATION_SERVICE = officer(1, "centre", "station")
INTAKE = officer(2, "01", "intake")
HAI = officer(3, "01", "data-officer")
AN = officer(4, "centre", "security-officer")
TIMER = officer(5, "centre", "timer")

STREAM, PACKET, STATION = UUID(int=100), UUID(int=101), UUID(int=102)
CITIZEN, APPLICATION = UUID(int=103), UUID(int=104)
TRANSMISSION = UUID("01780a5c-8e00-7000-8000-000000000001")
DIGEST, OTHER_DIGEST = "ab" * 32, "cd" * 32
CONTENT = ObjectGiven(UUID(int=105), "ef" * 32, "application/json")

ACCEPT = c.AcceptPacket(citizen_id=CITIZEN, application_id=APPLICATION)
QUARANTINE = c.QuarantinePacket(refusal="device-not-trusted", detail="máy quét 12")
RELEASE = c.ReleasePacket(reason="device-trusted-since")
DISCARD = c.DiscardPacket(reason="test-packet")


def arrival(**changes: Any) -> c.ReceivePacket:
    usual = c.ReceivePacket(
        id=STREAM,
        packet_id=PACKET,
        station_id=STATION,
        sequence=1,
        previous_sha256=NOTHING_BEFORE,
        sha256=DIGEST,
        bytes=2_000_000,
        captured_at=CAPTURED,
        kind="sitting",
        content=CONTENT,
    )
    return replace(usual, **changes)


def context(actor: Actor, **changes: Any) -> Context:
    units: Any = SimpleNamespace()
    usual = Context(actor, NOW, NOW, Policy(SEEDS), units, facts=True, stream=STREAM)
    return replace(usual, **changes)


def envelope(actor: Actor) -> Envelope:
    return Envelope(NOW, NOW, actor, None, UUID(int=1), UUID(int=1), 60, None, None, 0)


def given(*steps: tuple[Actor, Command], after: EnrolmentPacket | None = None) -> EnrolmentPacket:
    """The state after the commands, each by its officer."""
    state = after
    for actor, command in steps:
        for event in decide(state, command, context(actor, countersigner=HAI)):
            state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def received() -> EnrolmentPacket:
    return given((INTAKE, arrival()))


def accepted() -> EnrolmentPacket:
    return given((INTAKE, ACCEPT), after=received())


def quarantined() -> EnrolmentPacket:
    return given((INTAKE, QUARANTINE), after=received())


def released() -> EnrolmentPacket:
    return given((HAI, RELEASE), after=quarantined())


def discarded() -> EnrolmentPacket:
    return given((AN, DISCARD), after=quarantined())


LINE = {
    "packet_id": str(PACKET),
    "sequence": 1,
    "previous_sha256": NOTHING_BEFORE,
    "sha256": DIGEST,
    "bytes": 2_000_000,
    "captured_at": "2021-06-10T09:30:00+07:00",
    "kind": "sitting",
}
SECOND = {**LINE, "packet_id": str(UUID(int=201)), "sequence": 2,
          "previous_sha256": DIGEST, "sha256": OTHER_DIGEST}  # fmt: skip
LISTED = PacketLine(PACKET, 1, NOTHING_BEFORE, DIGEST, 2_000_000, CAPTURED, "sitting")


def manifest_text(*lines: dict[str, Any], **changes: Any) -> bytes:
    manifest = {
        "id": str(TRANSMISSION),
        "station_id": str(STATION),
        "sequence": 7,
        "sent_at": "2021-06-15T10:00:00+07:00",
        "packets": lines or (LINE, SECOND),
    }
    return json.dumps(manifest | changes).encode()


COMMAND = {"command": "CaptureCitizen", "key": str(UUID(int=301)), "body": {"id": "x"}}


def packet_text(*commands: dict[str, Any], **changes: Any) -> bytes:
    packet = {
        "packet_id": str(PACKET),
        "kind": "sitting",
        "station_id": str(STATION),
        "captured_at": "2021-06-10T09:30:00+07:00",
        "officer_token": "eyJh.eyJz.c2ln",
        "commands": commands or (COMMAND,),
    }
    return json.dumps(packet | changes).encode()
