"""What is wrong with a packet keeps it whole, until an officer of its province has looked at it."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.identity.development_issuer import DevelopmentIssuer
from late_packets import Packet, Station, packed, record_of
from late_pupils import declaration, newcomer, opening, request_of
from minting import minted
from record import Record, wait_until
from token_then import token_at
from workshop import Workshop

MONDAY = "2021-03-08T08:00:00+07:00"
SUNDAY = "2021-03-07T08:00:00+07:00"
TUESDAY = "2021-03-09T08:00:00+07:00"

Made = Callable[[Station, Workshop], Packet]


@pytest.fixture(scope="module")
def station(workshop: Workshop) -> Station:
    return Station(workshop.service)


def held(officer: str = "capture-officer", at: str = MONDAY, **claims: Any) -> Made:
    """A newcomer's packet with the token that an officer held at some time."""

    def made(station: Station, workshop: Workshop) -> Packet:
        token = token_at(workshop.service, officer, at, **claims)
        return newcomer(station, workshop, MONDAY, token=token).packet

    return made


def forged(station: Station, workshop: Workshop) -> Packet:
    """The token of an issuer that says to be ours."""
    with tempfile.TemporaryDirectory() as folder:
        issuer = DevelopmentIssuer(Path(folder) / "forger.pem")
        token = token_at(workshop.service, "capture-officer", MONDAY, issuer)
    return newcomer(station, workshop, MONDAY, token=token).packet


def listed_otherwise(**values: Any) -> Made:
    def made(station: Station, workshop: Workshop) -> Packet:
        packet = newcomer(station, workshop, MONDAY).packet
        return Packet(packet.raw, packet.line | values)

    return made


def raw(text: bytes) -> Made:
    def made(station: Station, _workshop: Workshop) -> Packet:
        station.made += 1
        content = {"packet_id": minted(), "captured_at": MONDAY, "kind": "cc02"}
        return station.chained(text + content["packet_id"].encode(), content)

    return made


def acting(command: str, body: dict[str, Any], stream: str | None = None) -> Made:
    return lambda station, _: station.packet(MONDAY, packed(command, body, stream))


def contradicting(station: Station, _workshop: Workshop) -> Packet:
    return station.packet(MONDAY, declaration(minted(), minted(), MONDAY))


def happened_otherwise(station: Station, _workshop: Workshop) -> Packet:
    acts = opening(minted(), minted(), MONDAY, occurred_at=SUNDAY)
    return station.packet(MONDAY, acts)


def from_tomorrow(station: Station, workshop: Workshop) -> Packet:
    return newcomer(station, workshop, "2021-03-11T08:00:00+07:00").packet


BAD: dict[str, tuple[Made, str]] = {
    "of an officer without the role": (held("area-officer"), "role-may-not"),
    "of an officer of another level": (held(unit="00001"), "role-may-not"),
    "of a role nobody knows": (held(roles=("king",)), "token-claims"),
    "with a token that had ended": (held(at=SUNDAY), "token-expired"),
    "with a token that came later": (held(at=TUESDAY), "token-not-yet"),
    "with a token of another issuer": (held(iss="urn:other"), "token-issuer"),
    "with a token for another register": (held(aud="other"), "token-audience"),
    "with a countersignature": (held(cmd="ab" * 32), "token-claims"),
    "with a forged token": (forged, "token-key-unknown"),
    "of another kind than listed": (listed_otherwise(kind="dc01"), "packet-not-as-listed"),
    "of another moment": (listed_otherwise(captured_at=SUNDAY), "packet-not-as-listed"),
    "of another id": (listed_otherwise(packet_id=minted()), "packet-not-as-listed"),
    "that is no packet": (raw(b"\x00\xff"), "packet-malformed"),
    "that says a name twice": (raw(b'{"a":1,"a":2}'), "packet-malformed"),
    "that approves": (acting("ApproveCitizen", {}, minted()), "packet-command-unknown"),
    "that acts on nothing": (
        acting("VerifyCitizen", {"against": ["household-book"]}),
        "packet-malformed",
    ),
    "with a form that lacks a field": (acting("OpenApplication", {}), "form-incorrect"),
    "of a packet within another": (contradicting, "packet-contradicts-itself"),
    "that happened otherwise": (happened_otherwise, "packet-contradicts-itself"),
    "from tomorrow": (from_tomorrow, "time-in-future"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_packet_is_kept_whole_and_nothing_of_it_is_carried_out(
    name: str, station: Station, workshop: Workshop
) -> None:
    make, code = BAD[name]
    packet = make(station, workshop)
    told = station.hand_over(packet).verdicts()[packet.id]

    assert (told["verdict"], told["refusal"]) == ("quarantined", code), told
    assert told["detail"]
    assert record_of(station.service, packet).topics() == ["received", "quarantined"]


@pytest.fixture
def asking(station: Station, workshop: Workshop) -> Packet:
    """Quarantined: it asks for the card of a citizen whom nobody has captured."""
    return station.packet(MONDAY, opening(minted(), minted(), MONDAY), kind="cc02")


@pytest.fixture
def quarantined(station: Station, asking: Packet) -> Record:
    station.hand_over(asking).verdicts()
    return record_of(station.service, asking).read("data-officer-2")


def test_it_waits_for_the_data_officer_of_the_province(quarantined: Record) -> None:
    def waiting() -> bool:
        answer = quarantined.service.get(
            "/v1/work-queues/data-officer?limit=200&stage=quarantined", "data-officer-2"
        )
        return quarantined.id in {one["stream"] for one in answer.json()["items"]}

    wait_until(waiting)
    assert quarantined.status == "quarantined"


def test_an_officer_of_another_province_does_not_reach_it(quarantined: Record) -> None:
    body, path = {"reason": "looked-at"}, f"{quarantined.path}/release-packet"
    service = quarantined.service
    other = service.post(path, body, "data-officer-2", if_match=2, unit="02")
    district = service.post(path, body, "data-officer", if_match=2)

    assert (other.status_code, district.status_code) == (403, 403)
    assert quarantined.read().status == "quarantined"


def test_a_released_packet_is_tried_again(station: Station, workshop: Workshop) -> None:
    citizen, declared = minted(), minted()
    asking = request_of(citizen, station, workshop, MONDAY)
    assert station.hand_over(asking.packet).verdicts()[asking.packet.id]["refusal"] == (
        "citizen-unknown"
    )
    declares = declaration(citizen, declared, MONDAY, birth="2007-01-15")
    station.hand_over(station.packet(MONDAY, declares, packet_id=declared)).verdicts()
    packet = record_of(station.service, asking.packet).read("data-officer-2")
    packet.step("release-packet", "data-officer-2", reason="citizen-captured-since")
    packet.until("accepted")

    assert packet.topics() == ["received", "quarantined", "released", "accepted"]
    assert packet.shown["application_id"] == asking.application


def test_a_packet_released_too_early_is_quarantined_again(quarantined: Record) -> None:
    quarantined.step("release-packet", "data-officer-2", reason="looked-at")
    wait_until(lambda: len(quarantined.topics()) == 4)

    assert quarantined.topics() == ["received", "quarantined", "released", "quarantined"]


def test_a_release_needs_its_reason(quarantined: Record) -> None:
    assert quarantined.refused("release-packet", "data-officer-2") == (422, "reason-needed")


def test_two_officers_discard_a_packet(
    station: Station, asking: Packet, quarantined: Record
) -> None:
    alone = quarantined.refused("discard-packet", "security-officer", reason="test-packet")
    quarantined.step("discard-packet", "security-officer", "data-officer-2", reason="test-packet")

    assert alone == (422, "two-officers-needed")
    assert quarantined.topics() == ["received", "quarantined", "discarded"]
    assert station.hand_over(asking).verdicts()[asking.id]["verdict"] == "discarded"
    assert quarantined.refused("release-packet", "data-officer-2", reason="x") == (
        409,
        "enrolment-packet-is",
    )
