"""A missed deadline is recorded once, and only what the law of the house names moves by itself.

Long because each wait that moves by itself (domain §1.14) is told once.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from application.timer import DueWait
from card_case import CardCase
from citizen_case import Case
from instrument_case import Instrument
from memory_register import MemoryRegister
from workshop import Record, Workshop


@pytest.fixture
def register() -> Iterator[MemoryRegister]:
    with asyncio.Runner() as runner:
        yield MemoryRegister(runner.run)


@pytest.fixture
def workshop(register: MemoryRegister) -> Workshop:
    return Workshop(register.service)  # type: ignore[arg-type]


def later(register: MemoryRegister, **time: int) -> int:
    """Ring after this time has passed; how many waits had something recorded."""
    register.hours.at += timedelta(**time)
    return register.ring()


def topics(register: MemoryRegister, stream: UUID | str) -> list[str]:
    return [one.topic.split(".")[1] for one in register.store.streams[UUID(str(stream))]]


def due_of(register: MemoryRegister, stream: str) -> list[DueWait]:
    return [one for one in register.due() if one.stream == UUID(stream)]


def test_an_escalation_is_recorded_once(register: MemoryRegister) -> None:
    citizen = Case(register.service).captured()  # type: ignore[arg-type]
    assert later(register, days=6) == 0, "five working days are not over"

    assert later(register, days=2) == 1

    (*_, missed) = register.store.streams[UUID(citizen.id)]
    assert topics(register, citizen.id) == ["captured", "deadline-missed"]
    assert (missed.event.stage, missed.event.owner_role) == ("captured", "commune-chief")
    assert missed.envelope.actor.roles == ("timer",)
    assert [later(register, days=1) for _ in range(3)] == [0, 0, 0]
    assert topics(register, citizen.id) == ["captured", "deadline-missed"]


def test_the_same_word_given_twice_is_one(register: MemoryRegister) -> None:
    """The view may not know yet that it was recorded."""
    citizen = Case(register.service).captured()  # type: ignore[arg-type]
    register.hours.at += timedelta(days=8)
    (wait,) = due_of(register, citizen.id)

    assert register.run(register.timer.ring(wait)) is True
    assert register.run(register.timer.ring(wait)) is False

    assert topics(register, citizen.id).count("deadline-missed") == 1


def test_a_plain_expiry_writes_nothing(register: MemoryRegister, workshop: Workshop) -> None:
    case = CardCase(workshop).captured()
    before = len(register.store.log)
    (wait,) = register.waits(UUID(case.application.id))
    assert wait.stage == "captured"

    register.hours.at += timedelta(days=100)

    assert due_of(register, case.application.id) == []
    register.ring()
    written = [one.topic for one in register.store.log[before:]]
    assert not [one for one in written if one.startswith("card-application")]


def test_a_stage_left_meanwhile_is_not_rung(register: MemoryRegister) -> None:
    citizen = Case(register.service).captured()  # type: ignore[arg-type]
    register.hours.at += timedelta(days=8)
    (wait,) = due_of(register, citizen.id)
    citizen.step("verify-citizen", "commune-chief", against=["household-book"])

    assert register.run(register.timer.ring(wait)) is False
    assert topics(register, citizen.id) == ["captured", "verified"]


def test_a_stage_entered_anew_is_not_rung_for_the_time_before(register: MemoryRegister) -> None:
    citizen = Case(register.service).verified()  # type: ignore[arg-type]
    register.hours.at += timedelta(days=8)
    (wait,) = due_of(register, citizen.id)
    assert wait.stage == "verified"
    body = {"reasons": ["birth-unclear"], "remark": "?"}
    citizen.step("return-citizen", "register-approver", **body)
    again = {name: value for name, value in citizen.declared.items() if name != "id"}
    again["packet_id"] = str(UUID(int=77))
    citizen.step("recapture-citizen", "area-officer", **again)
    citizen.step("verify-citizen", "commune-chief", against=["household-book"])
    assert [one.stage for one in register.waits(UUID(citizen.id))] == ["verified"]

    assert register.run(register.timer.ring(wait)) is False

    assert "deadline-missed" not in topics(register, citizen.id)


def test_ten_minutes_without_a_word_make_a_print_doubtful(
    register: MemoryRegister, workshop: Workshop
) -> None:
    case = CardCase(workshop).approved().printing()
    application = case.application.id
    assert later(register, minutes=9) == 0

    assert later(register, minutes=2) == 1

    (doubted,) = [
        one.event
        for one in register.store.streams[UUID(application)]
        if one.topic.startswith("card-application.outcome-doubted")
    ]
    assert topics(register, application)[-2:] == ["deadline-missed", "outcome-doubted"]
    assert (doubted.cause, str(doubted.job_id)) == ("timeout", case.application.shown["job_id"])
    assert later(register, minutes=1) == 0


def test_a_move_that_was_cut_off_from_its_word_is_made_later(
    register: MemoryRegister, workshop: Workshop
) -> None:
    """Killed between the two: the deadline is recorded, and the wait still asks for the move."""
    case = CardCase(workshop).approved().printing()
    application = UUID(case.application.id)
    register.hours.at += timedelta(minutes=11)
    (wait,) = due_of(register, case.application.id)
    word_only = register.timer_without_moves()
    assert register.run(word_only.ring(wait)) is True
    assert topics(register, application)[-1] == "deadline-missed"

    assert register.ring() == 1

    assert topics(register, application)[-2:] == ["deadline-missed", "outcome-doubted"]


def test_a_card_nobody_comes_for_counts_as_unclaimed_after_thirty_days(
    register: MemoryRegister, workshop: Workshop
) -> None:
    case = CardCase(workshop).approved().made()
    application = case.application.id
    later(register, days=29)
    assert "delivery-failed" not in topics(register, application)

    later(register, days=2)

    failed = register.store.streams[UUID(application)][-1].event
    assert topics(register, application)[-2:] == ["deadline-missed", "delivery-failed"]
    assert failed.reason == "unclaimed"


def test_a_device_whose_calibration_ends_is_suspended(
    register: MemoryRegister, workshop: Workshop
) -> None:
    device = Record(register.service, "devices", workshop.printer).read()  # type: ignore[arg-type]
    device.step(
        "record-calibration",
        "device-officer",
        "vendor-engineer",
        certificate_number="HC-1",
        valid_to="2021-03-19",
    )
    later(register, days=9)
    assert register.state(UUID(device.id)).status == "trusted"

    later(register, days=1)

    assert topics(register, device.id)[-2:] == ["deadline-missed", "trust-suspended"]
    assert register.state(UUID(device.id)).status == "suspended"


def test_an_instrument_is_brought_into_force_on_the_morning_of_its_day(
    register: MemoryRegister,
) -> None:
    instrument = Instrument(register.service)  # type: ignore[arg-type]
    instrument.step("issue-instrument", **{"signed_on": "2021-03-02", "from": "2021-03-15"})
    register.hours.at = at("2021-03-14T23:00:00+07:00")
    assert register.ring() == 0

    register.hours.at = at("2021-03-15T00:00:01+07:00")

    assert register.ring() == 1
    assert topics(register, instrument.id)[-1] == "brought-into-force"
    assert "deadline-missed" not in topics(register, instrument.id), "nothing was missed"


def test_what_is_rung_is_rung_oldest_first(register: MemoryRegister) -> None:
    ids = []
    for _ in range(3):
        ids.append(UUID(Case(register.service).captured().id))  # type: ignore[arg-type]
        register.hours.at += timedelta(days=1)
    before = len(register.store.log)

    assert later(register, days=30) == 3

    assert [one.stream for one in register.store.log[before:]] == ids


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
