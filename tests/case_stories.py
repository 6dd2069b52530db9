"""Card applications, cards, blanks and manifests for tests of views: events dated in March 2021."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from citizen_stories import DAY, PAPER, RECORDED_AT, place
from domain.card.events import Personalised, PersonalisedSealed
from domain.card_application import events as e
from domain.card_application.facts import Finger
from domain.card_stock import events as stock
from domain.card_stock.facts import SerialRange
from domain.dispatch_manifest import events as manifest
from domain.envelope import Actor, Envelope
from domain.recorded import Recorded
from domain.values.identifiers import uuid7

BA_DINH = "001"
"""A district of province 01."""

MACHINE, BATCH, MANIFEST = UUID(int=61), UUID(int=62), UUID(int=63)
BLOCK = UUID(int=64)
SERIAL = "VN0000000042"
TEN = tuple(Finger(position, 80, None, 1) for position in range(1, 11))


def fresh_id(number: int) -> UUID:
    """The id of a stream, which carries a time as all of them do."""
    return uuid7(1_614_564_000_000 + number, number.to_bytes(10))


CITIZEN, APPLICATION, CARD, JOB = map(fresh_id, range(1, 5))


def opened(citizen: UUID = CITIZEN, unit: str = BA_DINH, **changes: Any) -> e.Opened:
    usual = e.Opened(
        citizen, "first-issue", "first", unit, "office", "urban", RECORDED_AT,
        e.OpenedSealed(None, None),
    )  # fmt: skip
    return replace(usual, **changes)


def captured(at: datetime = RECORDED_AT) -> e.Captured:
    sealed = e.CapturedSealed("1", (), (), PAPER, (), "", PAPER, PAPER, None)
    return e.Captured(
        UUID(int=71), UUID(int=72), 1, at, False, TEN, 90, (), DAY, 0, None, None, False, sealed
    )


def recaptured(at: datetime = RECORDED_AT) -> e.Recaptured:
    sealed = e.CapturedSealed("1", (), (), PAPER, (), "", PAPER, PAPER, None)
    return e.Recaptured(
        UUID(int=73), UUID(int=74), 2, at, False, TEN, 90, (), DAY, 0, None, None, False, "blurred",
        sealed,
    )  # fmt: skip


def returned(due: date = DAY) -> e.Returned:
    return e.Returned(("blurred",), BA_DINH, due, e.RemarkSealed(None))


INTAKE_APPROVED = e.IntakeApproved(1)
REGISTER_MATCHED = e.RegisterMatched(1, 5)
QUALITY_ACCEPTED = e.QualityAccepted(1, "engine", "1", (80,), (40,), None)
QUALITY_QUESTIONED = e.QualityQuestioned(1, "engine", "1", (20,), (40,), "low")
NONE_FOUND = e.NoDuplicateFound(1, UUID(int=75), "engine", "1", "set", 9)
VERIFIED = e.Verified(5, UUID(int=75))
APPROVED = e.Approved(5, "chip-2021", DAY, None, e.ApprovedSealed(PAPER))
PRINTED = e.Printed(JOB, CARD, SERIAL, "0" * 64, e.PrintedSealed("c"))
SPOILED = e.Spoiled(JOB, SERIAL, "jam", "machine")
QUALITY_CHECKED = e.QualityChecked(True, True, True, True)
DISPATCHED = e.Dispatched(MANIFEST, BA_DINH)
ARRIVED = e.Arrived(MANIFEST, BA_DINH)
POSTED = e.Posted("vnpost", e.PostedSealed("t", place("00001")))
DELIVERED = e.Delivered("holder", "counter", True, None, 90, e.DeliveredSealed(None, PAPER))

EXAMINED = (INTAKE_APPROVED, REGISTER_MATCHED, QUALITY_ACCEPTED, NONE_FOUND, VERIFIED)


def started(attempt: int = 1) -> e.PersonalisationStarted:
    return e.PersonalisationStarted(JOB, attempt, SERIAL, MACHINE, BATCH)


def personalised(
    citizen: UUID = CITIZEN, application: UUID = APPLICATION, serial: str = SERIAL
) -> Personalised:
    sealed = PersonalisedSealed("c", "001190000001", "signer")
    return Personalised(citizen, application, serial, "chip-2021", DAY, None, sealed)


def received(
    first: str = "VN0000000000", form: str = "chip-2021", box: str = "B1"
) -> stock.Received:
    return stock.Received("supplier-vn", box, first, f"{first[:10]}99", 100, form, "0" * 64, "s")


def allocated(first: str, last: str, count: int) -> stock.Allocated:
    return stock.Allocated(MACHINE, (SerialRange(first, last),), count, UUID(int=76))


def packed(application: UUID = APPLICATION, card: UUID = CARD) -> manifest.CardPacked:
    return manifest.CardPacked(card, application, 1, 1)


def case(*events: Any, stream: UUID = APPLICATION, unit: str = BA_DINH) -> list[Recorded]:
    """The events as versions 1, 2, 3 … of one stream, a minute apart."""
    return [at(event, version, stream, unit) for version, event in enumerate(events, 1)]


def at(
    event: Any, version: int, stream: UUID = APPLICATION, unit: str = BA_DINH, **changes: Any
) -> Recorded:
    """One event; `changes` are of its envelope."""
    moment = RECORDED_AT + timedelta(minutes=version - 1)
    actor = Actor(UUID(int=77), unit, ("capture-officer",))
    ids = (UUID(int=78), UUID(int=79))
    usual = Envelope(moment, moment, actor, None, *ids, 0, None, None, 0)
    return Recorded(stream, version, replace(usual, **changes), event)
