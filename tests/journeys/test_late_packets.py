"""What a station hands over late (domain P6 and §1.12), told to a register at work over HTTP."""

from typing import Any

import pytest

from late_packets import Packet, Station, record_of
from late_pupils import capture, declaration, newcomer, opening, pupil
from minting import minted
from record import wait_until
from token_then import token_at
from workshop import Workshop

MONDAY = "2021-03-08T08:00:00+07:00"


@pytest.fixture(scope="module")
def station(workshop: Workshop) -> Station:
    return Station(workshop.service)


def verdict(station: Station, packet: Packet) -> dict[str, Any]:
    return station.hand_over(packet).verdicts()[packet.id]


def test_a_request_made_days_ago_is_carried_out_as_of_its_day(workshop: Workshop) -> None:
    station = Station(workshop.service)
    late = pupil(station, workshop, MONDAY)

    told = verdict(station, late.packet)

    assert (told["verdict"], told["already_received"]) == ("accepted", False), told
    assert (told["citizen_id"], told["application_id"]) == (late.citizen, late.application)
    events = timeline(workshop, "card-applications", late.application)
    assert [event["topic"].split(".")[1] for event in events] == ["opened", "captured"]
    assert {event["occurred_at"][:10] for event in events} == {"2021-03-08"}
    assert {event["recorded_at"][:10] for event in events} == {"2021-03-10"}


def test_what_was_done_at_the_station_is_the_act_of_the_officer_who_did_it(
    station: Station, workshop: Workshop
) -> None:
    late = newcomer(station, workshop, MONDAY)
    told = verdict(station, late.packet)

    assert told["verdict"] == "accepted", told
    for plural, stream in (("citizens", late.citizen), ("card-applications", late.application)):
        actors = {str(event["actor"]) for event in timeline(workshop, plural, stream)}
        assert len(actors) == 1
        assert "capture-officer" in actors.pop()


def timeline(workshop: Workshop, plural: str, stream: str) -> list[dict[str, Any]]:
    answer = workshop.service.get(f"/v1/{plural}/{stream}/events", "auditor")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_a_packet_that_comes_twice_is_one_effect(station: Station, workshop: Workshop) -> None:
    late = newcomer(station, workshop, MONDAY)
    first, again = verdict(station, late.packet), verdict(station, late.packet)

    assert again == first | {"already_received": True}
    settled = (
        "SELECT count(*) FROM transmission_parts"
        " WHERE packet_id = %s AND settled_at IS NOT NULL AND refusal IS NULL"
    )
    wait_until(lambda: workshop.service.count(settled, late.packet.id) == 2)
    assert len(timeline(workshop, "card-applications", late.application)) == 2


def test_another_content_under_the_id_of_a_packet_is_not_taken_over(
    station: Station, workshop: Workshop
) -> None:
    late = newcomer(station, workshop, MONDAY)
    other = newcomer(station, workshop, MONDAY, packet_id=late.packet.id)
    verdict(station, late.packet)
    told = verdict(station, other.packet)

    assert (told["verdict"], told["refusal"]) == ("refused", "packet-content-differs")
    assert told["detail"] == f"packet {late.packet.id} was received with another content"


def test_packets_of_one_transmission_may_need_each_other_in_any_order(
    station: Station, workshop: Workshop
) -> None:
    """The later packet captures the citizen for whom the earlier one asks."""
    citizen, application, declared = minted(), minted(), minted()
    asking = station.packet(MONDAY, opening(citizen, application, MONDAY), kind="cc02")
    declares = declaration(citizen, declared, MONDAY, birth="2007-01-15")
    declaring = station.packet(MONDAY, declares, packet_id=declared, kind="dc01")
    told = station.hand_over(asking, declaring).verdicts()

    assert {one["verdict"] for one in told.values()} == {"accepted"}, told


def test_a_packet_waits_for_the_rest_of_its_transmission(
    station: Station, workshop: Workshop
) -> None:
    citizen, application, declared = minted(), minted(), minted()
    asking = station.packet(MONDAY, opening(citizen, application, MONDAY), kind="cc02")
    declares = declaration(citizen, declared, MONDAY, birth="2007-01-15")
    declaring = station.packet(MONDAY, declares, packet_id=declared, kind="dc01")
    transmission = station.transmission(asking, declaring)
    transmission.announced()
    transmission.sent_part(asking)
    path = record_of(workshop.service, asking).path
    wait_until(lambda: workshop.service.get(path, "auditor").status_code == 200)

    assert [one["verdict"] for one in transmission.read()["packets"]] == ["waiting"] * 2
    transmission.sent_part(declaring)
    assert {one["verdict"] for one in transmission.verdicts().values()} == {"accepted"}


def test_a_packet_that_needs_what_never_comes_is_quarantined(station: Station) -> None:
    asking = station.packet(MONDAY, opening(minted(), minted(), MONDAY), kind="cc02")
    told = verdict(station, asking)

    assert (told["verdict"], told["refusal"]) == ("quarantined", "citizen-unknown")


def test_one_bad_command_among_good_ones_keeps_the_whole_packet(
    station: Station, workshop: Workshop
) -> None:
    citizen, application, packet_id = minted(), minted(), minted()
    untrusted = Station(workshop.service, trusted=False).device.id
    packet = station.packet(
        MONDAY,
        declaration(citizen, packet_id, MONDAY, birth="2007-01-15"),
        opening(citizen, application, MONDAY),
        capture(workshop, application, packet_id, MONDAY, devices=[untrusted]),
        packet_id=packet_id,
    )
    told = verdict(station, packet)

    assert (told["verdict"], told["refusal"]) == ("quarantined", "device-not-trusted")
    assert told["detail"] == f"device {untrusted} was not trusted on 2021-03-08"
    for path in (f"/v1/citizens/{citizen}", f"/v1/card-applications/{application}"):
        assert workshop.service.get(path, "auditor").status_code == 404
    assert record_of(workshop.service, packet).topics() == ["received", "quarantined"]


def test_a_pupil_who_turns_14_next_week_is_too_young_on_the_day_of_the_capture(
    station: Station, workshop: Workshop
) -> None:
    young = newcomer(station, workshop, MONDAY, birth="2007-03-17")
    transmission = station.hand_over(young.packet)
    told = transmission.verdicts()[young.packet.id]

    assert told["detail"] == "the citizen is 13: a card is issued from 14"
    in_vietnamese = transmission.read("vi")["packets"][0]["detail"]
    assert in_vietnamese
    assert in_vietnamese != told["detail"]


def test_the_rights_are_those_of_the_moment_of_the_capture(
    station: Station, workshop: Workshop
) -> None:
    """The token is long past by now; it was good when the pupil sat before the camera."""
    token = token_at(workshop.service, "capture-officer", MONDAY)
    late = newcomer(station, workshop, MONDAY, token=token)
    used_now = workshop.service.client.get(
        f"/v1/citizens/{late.citizen}", headers={"authorization": f"Bearer {token}"}
    )

    assert used_now.status_code == 401
    assert verdict(station, late.packet)["verdict"] == "accepted"
