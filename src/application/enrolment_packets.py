"""Packets of late captures as a kind of stream."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.enrolment_packet import commands as c
from domain.enrolment_packet.claims import claims
from domain.enrolment_packet.decisions import decide
from domain.enrolment_packet.readings import readings
from domain.enrolment_packet.state import EnrolmentPacket, evolve


def _scope(packet: EnrolmentPacket, _on: date) -> tuple[str, ...]:
    """The province of the station, or the centre."""
    return (packet.unit,)


ENROLMENT_PACKETS = StreamKind(
    name="enrolment-packet",
    path="enrolment-packets",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=ENROLMENT_PACKETS, **details)


RECEIVE = _can(c.ReceivePacket, opens=True, draws="packet-digest")
ACCEPT = _can(c.AcceptPacket)
QUARANTINE = _can(c.QuarantinePacket)
"""For the intake alone: none of them is offered over REST."""

CAPABILITIES: tuple[Capability, ...] = (
    _can(c.ReleasePacket),
    _can(c.DiscardPacket),
)
