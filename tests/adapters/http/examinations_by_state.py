"""Adjudications and packets in every state, opened as reactors and the intake open them."""

from types import SimpleNamespace as Seen
from typing import Any
from uuid import UUID, uuid4

from tests.adapters.http.cases_at_centre import suspected, under_examination
from tests.adapters.http.lazy_world import LazyWorld, Makers

from citizen_case import SHA256, paper
from domain.adjudication.commands import CloseAdjudication
from domain.citizen.forms import ObjectGiven
from domain.enrolment_packet.commands import QuarantinePacket, ReceivePacket
from domain.values.instants import parse_instant
from minting import minted
from record import Record

STATES = Makers()


def _examined(world: LazyWorld) -> Seen:
    made = suspected(world)
    adjudication = under_examination(world, made)
    return Seen(adjudication=adjudication, candidate=world["opened"].citizen.id, case=made)


def _say(found: Seen, officer: str, view: str, verb: str = "record-opinion") -> None:
    views = [{"citizen_id": found.candidate, "view": view}]
    found.adjudication.step(verb, officer, views=views, seconds=90)


@STATES
def examined_by_nobody(world: LazyWorld) -> Seen:
    return _examined(world)


@STATES
def half_examined(world: LazyWorld) -> Seen:
    found = _examined(world)
    _say(found, "examiner", "different-person")
    return found


@STATES
def disagreed(world: LazyWorld) -> Seen:
    found = _examined(world)
    _say(found, "examiner", "different-person")
    _say(found, "examiner-2", "same-person")
    return found


@STATES
def agreed(world: LazyWorld) -> Seen:
    found = _examined(world)
    _say(found, "examiner", "different-person")
    _say(found, "examiner-2", "different-person")
    return found


@STATES
def decided(world: LazyWorld) -> Seen:
    found = agreed(world)
    found.adjudication.step("decide-adjudication", "senior-examiner")
    return found


@STATES
def closed_adjudication(world: LazyWorld) -> Seen:
    found = _examined(world)
    command = CloseAdjudication(reason="application-withdrawn")
    stream = found.adjudication.id
    world.inside.give("adjudication", stream, command, "adjudication")
    found.adjudication.read()
    return found


def _packet(world: LazyWorld, *further: Any) -> Record:
    stream = UUID(minted())
    content = ObjectGiven(**{**paper(), "id": uuid4()})  # type: ignore[arg-type]
    command = ReceivePacket(
        id=stream,
        packet_id=uuid4(),
        station_id=uuid4(),
        sequence=1,
        previous_sha256="0" * 64,
        sha256=SHA256,
        bytes=2_000_000,
        captured_at=parse_instant("2021-03-09T08:00:00+07:00"),
        kind="sitting",
        content=content,
    )
    give = world.inside.give
    give("enrolment-packet", stream, command, "intake", opens=True, draws="packet-digest")
    for one in further:
        give("enrolment-packet", stream, one, "intake")
    return Record(world.register, "enrolment-packets", str(stream)).read()


@STATES
def received_packet(world: LazyWorld) -> Record:
    return _packet(world)


@STATES
def quarantined_packet(world: LazyWorld) -> Record:
    return _packet(world, QuarantinePacket(refusal="device-not-trusted"))
