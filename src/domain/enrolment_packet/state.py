"""A packet as its decisions see it: what was handed over, and what became of it."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.citizen.facts import SealedObject
from domain.deadlines import Missed
from domain.effects import Done, noted
from domain.enrolment_packet import events as e
from domain.envelope import Envelope


class EnrolmentPacket(msgspec.Struct, frozen=True):
    """`content` and `detail` are None once the stream's key is destroyed.

    `refusal` is the last one met, also while a released packet is tried again. `unit` is that in
    which the intake took the packet over: the province of the station, or the centre.
    """

    version: int
    status: str
    unit: str = "centre"
    packet_id: UUID | None = None
    station_id: UUID | None = None
    sequence: int = 0
    previous_sha256: str = ""
    sha256: str = ""
    bytes: int = 0
    captured_at: datetime | None = None
    kind: str = ""
    content: SealedObject | None = None
    refusal: str | None = None
    detail: str | None = None
    citizen_id: UUID | None = None
    application_id: UUID | None = None
    released_by: UUID | None = None
    discarded_by: UUID | None = None
    witness_id: UUID | None = None
    reason: str | None = None
    missed: tuple[Missed, ...] = ()
    done: Done = {}


def evolve(state: EnrolmentPacket | None, event: e.Event, by: Envelope) -> EnrolmentPacket:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or EnrolmentPacket(0, "received")
    done = noted(former.done, event)
    return _after(replace(former, version=former.version + 1, done=done), event, by)


def _after(state: EnrolmentPacket, event: e.Event, by: Envelope) -> EnrolmentPacket:
    officer = by.actor.officer
    match event:
        case e.Received():
            return _received(state, event, by)
        case e.Accepted(citizen_id, application_id):
            return replace(
                state, status="accepted", citizen_id=citizen_id, application_id=application_id
            )
        case e.Quarantined(refusal, sealed):
            detail = sealed.detail if sealed else None
            return replace(state, status="quarantined", refusal=refusal, detail=detail)
        case e.Released(reason, witness_id):
            return replace(
                state,
                status="received",
                reason=reason,
                released_by=officer,
                witness_id=witness_id,
            )
        case e.Discarded(reason, witness_id):
            return replace(
                state,
                status="discarded",
                reason=reason,
                discarded_by=officer,
                witness_id=witness_id,
            )
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _received(state: EnrolmentPacket, event: e.Received, by: Envelope) -> EnrolmentPacket:
    return replace(
        state,
        status="received",
        unit=by.actor.unit,
        packet_id=event.packet_id,
        station_id=event.station_id,
        sequence=event.sequence,
        previous_sha256=event.previous_sha256,
        sha256=event.sha256,
        bytes=event.bytes,
        captured_at=event.captured_at,
        kind=event.kind,
        content=event.sealed.content if event.sealed else None,
    )
