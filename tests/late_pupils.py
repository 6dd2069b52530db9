"""A class of pupils whose cards a mobile team takes in, away from every line (journey J3)."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

from citizen_case import Case, dc01, paper
from late_packets import Packet, Station, packed
from minting import minted
from workshop import Workshop, number

DAYS = ("2021-03-08", "2021-03-09")
"""Two school days before the day of the tests."""
FIVE_DAYS_BEFORE = "2021-03-05"
TOO_YOUNG_BIRTH = "2007-03-17"
"""Fourteen a week after the tests."""


class Pupil(NamedTuple):
    """A pupil, the request for a card, and the packet in which it travels."""

    citizen: str
    application: str
    packet: Packet


class SchoolClass(NamedTuple):
    """`packets` in the order in which they are sent: mixed, two of them twice, the oldest last."""

    station: Station
    pupils: tuple[Pupil, ...]
    too_young: Pupil
    late: Pupil

    @property
    def accepted(self) -> tuple[Pupil, ...]:
        return tuple(one for one in self.pupils if one is not self.too_young)


def opening(citizen: str, application: str, captured_at: str, **changes: Any) -> dict[str, Any]:
    """The command that opens a pupil's request at school."""
    body = {
        "id": application,
        "citizen_id": citizen,
        "kind": "first-issue",
        "reason": "first-card",
        "place": "school",
        "received_at": captured_at,
    }
    return packed("OpenApplication", body | changes)


def capture(
    workshop: Workshop, application: str, packet_id: str, captured_at: str, **changes: Any
) -> dict[str, Any]:
    """The command that completes the capture, by devices that were trusted then."""
    body = {
        "enrolment_id": str(uuid4()),
        "packet_id": packet_id,
        "captured_at": captured_at,
        "offline": True,
        "appointment_on": "2021-03-26",
        "fingers": [{"position": n, "quality": 80, "tries": 1} for n in range(1, 11)],
        "portrait_quality": 88,
        "devices": [workshop.scanner, workshop.camera],
        "dossier_number": number(),
        "finger_images": [paper() for _ in range(10)],
        "templates": [paper()],
        "portrait": paper(),
        "features": "Không",
        "cc02": paper(),
        "citizen_signature": paper(),
    }
    return packed("CompleteCapture", body | changes, stream=application)


def declaration(citizen: str, packet_id: str, captured_at: str, **changes: Any) -> dict[str, Any]:
    """The command that declares a citizen by DC01 in the same sitting."""
    body = dc01(id=citizen, packet_id=packet_id, captured_at=captured_at, offline=True, **changes)
    return packed("CaptureCitizen", body)


def pupil(station: Station, workshop: Workshop, captured_at: str, **declared: Any) -> Pupil:
    """A pupil who is in the register already, and asks for a first card at school."""
    citizen = Case(workshop.service, birth="2007-01-15", **declared).active().id
    return request_of(citizen, station, workshop, captured_at)


def request_of(citizen: str, station: Station, workshop: Workshop, captured_at: str) -> Pupil:
    """The packet in which a citizen asks for a first card, both forms in one sitting."""
    application, packet_id = minted(), minted()
    packet = station.packet(
        captured_at,
        opening(citizen, application, captured_at),
        capture(workshop, application, packet_id, captured_at),
        packet_id=packet_id,
    )
    return Pupil(citizen, application, packet)


def newcomer(
    station: Station,
    workshop: Workshop,
    captured_at: str,
    birth: str = "2007-01-15",
    **changes: Any,
) -> Pupil:
    """A pupil whom nobody knew: declared, and taken in for a card, in one sitting."""
    citizen, application = minted(), minted()
    packet_id = changes.pop("packet_id", minted())
    packet = station.packet(
        captured_at,
        declaration(citizen, packet_id, captured_at, birth=birth),
        opening(citizen, application, captured_at),
        capture(workshop, application, packet_id, captured_at),
        packet_id=packet_id,
        **changes,
    )
    return Pupil(citizen, application, packet)


def school_class(workshop: Workshop, size: int = 30) -> SchoolClass:
    """Pupils over two days, the first of them five days before; one turns 14 only next week."""
    station = Station(workshop.service)
    moments = _moments(size)
    first = pupil(station, workshop, next(moments))
    young = Case(workshop.service, birth=TOO_YOUNG_BIRTH).active().id
    too_young = request_of(young, station, workshop, next(moments))
    others = [pupil(station, workshop, moment) for moment in moments]
    return SchoolClass(station, (first, too_young, *others), too_young, first)


def sent_late(school: SchoolClass) -> list[dict[str, Any]]:
    """Hand over out of order: two packets twice, the oldest alone and last; every verdict."""
    packets = [one.packet for one in school.pupils if one is not school.late]
    mixed = [*packets[1::2], *reversed(packets[::2])]
    half = len(mixed) // 2
    told = []
    for sent in (mixed[:half], [*mixed[half:], *mixed[:2]], [school.late.packet]):
        told += list(school.station.hand_over(*sent).verdicts().values())
    return told


def _moments(size: int) -> Iterator[str]:
    """The first five days before the tests, the others through two mornings."""
    yield f"{FIVE_DAYS_BEFORE}T08:00:00+07:00"
    for n in range(size - 1):
        day = DAYS[n * 2 // size]
        yield f"{day}T{8 + n // 60:02d}:{n % 60:02d}:00+07:00"
