"""Whatever dies while packets come in: each is carried out once, and none is lost."""

import random
import time
from collections.abc import Iterator

import pytest
from tests.faults.running_register import RunningRegister, running_register

from database import DURABLE, Store
from late_packets import Packet, Station, Transmission, record_of
from late_pupils import Pupil, declaration, newcomer, opening
from minting import minted
from record import wait_until
from service import PROGRAMME_TIME, Service
from workshop import Workshop

MONDAY = "2021-03-08T08:00:00+07:00"
SEED = 20210308

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningRegister]:
    roles = ("sequence", "project", "react", "serve")
    with running_register(DURABLE, roles, programme_time=PROGRAMME_TIME.isoformat()) as register:
        yield register


@pytest.fixture(scope="module")
def workshop(running: RunningRegister) -> Iterator[Workshop]:
    store = Store(running.dsn, running.keys_dsn)
    service = Service(f"http://127.0.0.1:{running.port}", store, running.folder)
    yield Workshop(service)
    service.client.close()


@pytest.fixture
def station(workshop: Workshop) -> Station:
    return Station(workshop.service)


def class_of(size: int, station: Station, workshop: Workshop) -> list[Pupil]:
    return [newcomer(station, workshop, MONDAY) for _ in range(size)]


def assert_each_was_carried_out_once(pupils: list[Pupil], workshop: Workshop) -> None:
    for one in pupils:
        assert record_of(workshop.service, one.packet).topics() == ["received", "accepted"]
        for stream, events in ((one.citizen, 1), (one.application, 2)):
            found = "SELECT count(*) FROM events WHERE originator_id = %s"
            assert workshop.service.count(found, stream) == events


def test_a_server_killed_between_parts_goes_on_with_those_that_are_missing(
    running: RunningRegister, workshop: Workshop, station: Station
) -> None:
    pupils = class_of(4, station, workshop)
    transmission = station.transmission(*(one.packet for one in pupils))
    transmission.announced()
    for one in pupils:
        running.restart("serve")
        running.await_ready()
        assert one.packet.sha256 in transmission.announced()
        transmission.sent_part(one.packet)
    running.restart("serve")
    running.await_ready()

    assert transmission.announced() == []
    assert {one["verdict"] for one in transmission.verdicts().values()} == {"accepted"}
    assert_each_was_carried_out_once(pupils, workshop)


def test_an_intake_killed_at_any_moment_goes_on_where_it_stopped(
    running: RunningRegister, workshop: Workshop, station: Station
) -> None:
    moments = random.Random(SEED)
    pupils = class_of(60, station, workshop)
    running.roles["react"].stop()
    sent = [station.hand_over(*(one.packet for one in pupils[n::4])) for n in range(4)]
    running.start("react")
    kills = 0
    while not done(sent) and kills < 8:
        await_more(workshop, sent)
        time.sleep(moments.uniform(0, 0.03))
        kills += not done(sent)
        running.restart("react")

    assert kills, "the intake was never killed at work"
    for transmission in sent:
        assert {one["verdict"] for one in transmission.verdicts().values()} == {"accepted"}
    assert_each_was_carried_out_once(pupils, workshop)


def await_more(workshop: Workshop, sent: list[Transmission]) -> None:
    """Until the intake is in the middle of its work, or through with it."""
    former = settled(workshop)
    wait_until(lambda: settled(workshop) > former or done(sent), patience=40)


def settled(workshop: Workshop) -> int:
    return workshop.service.count(
        "SELECT count(*) FROM transmission_parts WHERE settled_at IS NOT NULL"
    )


def reactors_rest(workshop: Workshop) -> bool:
    """Every event has a position, and the reactors have seen them all."""
    behind = (
        "SELECT (SELECT count(*) FROM events) - 1 - least((SELECT max(position) FROM positions),"
        " (SELECT min(position) FROM reactor_position))"
    )
    return workshop.service.count(behind) == 0


def done(sent: list[Transmission]) -> bool:
    return all(one.read()["status"] == "done" for one in sent)


def test_an_intake_killed_between_receiving_and_accepting_accepts_later(
    running: RunningRegister, workshop: Workshop, station: Station
) -> None:
    """The packet waits for another of its transmission: received, and not yet accepted."""
    citizen, application, declared = minted(), minted(), minted()
    asking = station.packet(MONDAY, opening(citizen, application, MONDAY), kind="cc02")
    declares = declaration(citizen, declared, MONDAY, birth="2007-01-15")
    declaring = station.packet(MONDAY, declares, packet_id=declared, kind="dc01")
    transmission = station.transmission(asking, declaring)
    transmission.announced()
    transmission.sent_part(asking)
    await_received(workshop, asking)
    running.roles["react"].kill9()
    transmission.sent_part(declaring)
    assert record_of(workshop.service, asking).topics() == ["received"]
    running.start("react")

    assert {one["verdict"] for one in transmission.verdicts().values()} == {"accepted"}
    assert record_of(workshop.service, asking).topics() == ["received", "accepted"]


def await_received(workshop: Workshop, packet: Packet) -> None:
    path = record_of(workshop.service, packet).path
    wait_until(lambda: workshop.service.get(path, "auditor").status_code == 200)


def test_an_intake_that_forgot_what_it_settled_changes_nothing(
    running: RunningRegister, workshop: Workshop, station: Station
) -> None:
    """As after a kill between the act and the note of it."""
    pupils = class_of(3, station, workshop)
    transmission = station.hand_over(*(one.packet for one in pupils))
    before = transmission.verdicts()
    wait_until(lambda: reactors_rest(workshop), patience=60)
    running.roles["react"].kill9()
    forget = (
        "WITH forgotten AS (UPDATE transmission_parts SET settled_at = NULL RETURNING 1)"
        " SELECT count(*) FROM forgotten"
    )
    # What a packet comes to; checks of quality and deadlines go on by themselves meanwhile.
    events = (
        "SELECT count(*) FROM events WHERE topic ~"
        " '^(enrolment-packet|citizen|card-application)[.](received|accepted|captured|opened)'"
    )
    stored = workshop.service.count(events)
    forgotten = workshop.service.count(forget)
    running.start("react")
    wait_until(lambda: settled(workshop) == forgotten, patience=60)
    wait_until(lambda: reactors_rest(workshop), patience=60)

    assert workshop.service.count(events) == stored
    assert transmission.verdicts() == before
    assert_each_was_carried_out_once(pupils, workshop)
