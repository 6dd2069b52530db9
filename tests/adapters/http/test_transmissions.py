"""What a station may announce and send, and what nobody may: hostile input at every step."""

import json

import httpx
import pytest
from joserfc.jwk import ECKey
from tests.adapters.http.hostile_transmissions import HOSTILE

from citizen_case import Case
from late_packets import Packet, Station, Transmission, packed
from minting import minted
from service import Service

AT = "2021-03-08T08:00:00+07:00"


@pytest.fixture(scope="module")
def station(register: Service) -> Station:
    return Station(register)


@pytest.fixture
def packet(station: Station) -> Packet:
    return station.packet(AT, packed("VerifyCitizen", {"against": []}, stream=minted()))


@pytest.fixture
def transmission(station: Station, packet: Packet) -> Transmission:
    return station.transmission(packet)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


def test_a_manifest_is_answered_with_what_is_missing(
    transmission: Transmission, packet: Packet
) -> None:
    answer = transmission.announce()

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/transmissions/{transmission.id}"
    assert answer.json() == {"id": transmission.id, "missing": [packet.sha256]}


def test_the_same_transmission_again_answers_the_same(transmission: Transmission) -> None:
    first, again = transmission.announce(), transmission.announce()

    assert (first.status_code, first.json()) == (again.status_code, again.json())


def test_another_manifest_under_the_same_id_is_refused(
    station: Station, transmission: Transmission, packet: Packet
) -> None:
    transmission.announced()
    other = station.transmission(packet, id=transmission.id, sequence=99)

    assert code_of(other.announce()) == (409, "transmission-differs")
    assert transmission.announced() == [packet.sha256]


def test_a_device_with_an_elliptic_key_of_its_own_may_sign_too(register: Service) -> None:
    station = Station(register, key=ECKey.generate_key("P-256"))

    assert station.transmission(station.packet(AT, packed("x", {}))).announce().status_code == 201


@pytest.mark.parametrize("name", HOSTILE)
def test_no_other_transmission_is_taken_over(name: str, transmission: Transmission) -> None:
    signed, status, code = HOSTILE[name]
    known = transmission.station.service.count("SELECT count(*) FROM transmissions")

    assert code_of(transmission.announce(signed(transmission))) == (status, code)
    assert transmission.station.service.count("SELECT count(*) FROM transmissions") == known


def test_a_stream_that_is_no_device_signs_nothing(
    register: Service, transmission: Transmission
) -> None:
    citizen = Case(register).captured().id
    signed = transmission.signed(device=citizen)

    assert code_of(transmission.announce(signed)) == (403, "signature-of-stranger")


def test_a_device_that_nobody_trusts_sends_nothing(register: Service) -> None:
    station = Station(register, trusted=False)
    transmission = station.transmission(station.packet(AT, packed("x", {})))

    assert code_of(transmission.announce()) == (403, "signature-of-untrusted")


def test_a_lost_device_sends_nothing_more(register: Service) -> None:
    station = Station(register)
    transmission = station.transmission(station.packet(AT, packed("x", {})))
    transmission.announced()
    station.device.step("report-device-lost", "intake-approver", since="2021-03-09T08:00:00+07:00")

    assert code_of(transmission.announce()) == (403, "signature-of-untrusted")


@pytest.mark.parametrize("officer", ["area-officer", "capture-officer", "auditor", "matcher"])
def test_only_a_station_hands_over(officer: str, transmission: Transmission) -> None:
    transmission.announced()
    digest = transmission.packets[0].sha256
    read = transmission.station.service.get(f"/v1/transmissions/{transmission.id}", officer)
    answers = (transmission.announce(officer=officer), transmission.put(digest, b"", officer), read)

    assert [code_of(answer) for answer in answers] == [(403, "role-may-not")] * 3


def test_another_sender_sees_and_sends_nothing(
    register: Service, transmission: Transmission
) -> None:
    transmission.announced()
    digest = transmission.packets[0].sha256
    # The intake may hand over what came on paper, yet not what this station announced.
    read = register.get(f"/v1/transmissions/{transmission.id}", "intake")

    assert code_of(read) == (403, "transmission-of-another")
    assert code_of(transmission.put(digest, b"", "intake")) == (403, "transmission-of-another")


@pytest.mark.parametrize(
    ("content_type", "body", "refused"),
    [
        ("application/json", b"{}", (415, "body-not-declared")),
        ("application/jose", b"x" * (2**20 + 1), (413, "body-too-large")),
    ],
)
def test_a_body_of_another_kind_or_size_is_not_read(
    register: Service, content_type: str, body: bytes, refused: tuple[int, str]
) -> None:
    headers = register.bearer("station") | {"content-type": content_type}
    answer = register.client.post("/v1/transmissions", content=body, headers=headers)

    assert code_of(answer) == refused


def test_what_a_station_reads_is_in_the_language_it_asks_for(transmission: Transmission) -> None:
    headers = transmission.station.service.bearer("station") | {"accept-language": "vi"}
    headers["content-type"] = "application/jose"
    answer = transmission.station.service.client.post(
        "/v1/transmissions", content=b"a.b.c", headers=headers
    )

    assert answer.json()["detail"].startswith("lần truyền không phải")
    assert json.loads(answer.text)["status"] == 403
