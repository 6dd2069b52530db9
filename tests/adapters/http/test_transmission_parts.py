"""The bytes of packets, sent one by one: what is kept, and what is not."""

import hashlib
from pathlib import Path

import pytest
from tests.adapters.http.test_transmissions import AT, code_of

from late_packets import Packet, Station, Transmission, packed
from minting import minted
from service import Service


@pytest.fixture(scope="module")
def station(register: Service) -> Station:
    return Station(register)


@pytest.fixture
def transmission(station: Station) -> Transmission:
    """An announced transmission of two packets."""
    acts = [packed("VerifyCitizen", {"against": []}, stream=minted()) for _ in range(2)]
    found = station.transmission(*(station.packet(AT, act) for act in acts))
    found.announced()
    return found


@pytest.fixture
def packet(transmission: Transmission) -> Packet:
    return transmission.packets[0]


def test_a_part_is_kept_once_and_is_missing_no_more(
    transmission: Transmission, packet: Packet
) -> None:
    first, again = (transmission.put(packet.sha256, packet.raw) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert transmission.announced() == [transmission.packets[1].sha256]
    assert transmission.read()["status"] == "open"


def test_a_part_that_is_here_is_not_read_again(transmission: Transmission, packet: Packet) -> None:
    transmission.sent_part(packet)

    assert transmission.put(packet.sha256, b"anything").status_code == 200


def test_a_part_with_other_bytes_is_not_kept(transmission: Transmission, packet: Packet) -> None:
    others = (packet.raw[::-1], packet.raw[:-1], b"")

    refused = [code_of(transmission.put(packet.sha256, raw)) for raw in others]
    assert refused == [(422, "part-digest-wrong")] * 3
    assert code_of(transmission.put(packet.sha256, packet.raw + b" ")) == (413, "body-too-large")
    assert packet.sha256 in transmission.announced()


def test_a_part_of_many_megabytes_is_kept(station: Station) -> None:
    """Far beyond the body of any command."""
    large = station.packet(AT, packed("x", {"text": "a" * 9_000_000}))

    assert station.hand_over(large).announced() == []


def test_a_part_that_nobody_listed_has_no_place(transmission: Transmission) -> None:
    strange = hashlib.sha256(b"strange").hexdigest()

    assert code_of(transmission.put(strange, b"strange")) == (404, "part-not-listed")
    assert code_of(transmission.put("ABC", b"strange")) == (404, "part-not-listed")


def test_a_part_before_its_transmission_has_no_place(station: Station) -> None:
    unknown = station.transmission(station.packet(AT, packed("x", {})))

    answer = unknown.put(unknown.packets[0].sha256, unknown.packets[0].raw)
    assert code_of(answer) == (404, "transmission-not-found")


def test_a_part_is_sealed_where_it_lies(
    transmission: Transmission, packet: Packet, register_folder: Path
) -> None:
    transmission.sent_part(packet)
    files = [path for path in (register_folder / "blobs").rglob("*") if path.is_file()]

    assert files
    assert all(packet.id.encode() not in path.read_bytes() for path in files)
    assert packet.id.encode() in packet.raw


def test_a_packet_that_came_before_is_not_asked_for_again(
    station: Station, transmission: Transmission, packet: Packet
) -> None:
    transmission.sent_part(packet)
    other = station.packet(AT, packed("x", {}))

    assert station.transmission(packet, other).announced() == [other.sha256]


def test_what_is_missing_in_the_chain_is_shown_and_refuses_nothing(register: Service) -> None:
    station = Station(register)
    first, second, third, fourth = (station.packet(AT, packed("x", {})) for _ in range(4))
    broken = Packet(fourth.raw, {**fourth.line, "previous_sha256": "ab" * 32})
    del second
    transmission = station.hand_over(broken, third, first)

    assert transmission.read()["chain"] == {
        "gaps": [{"first": 2, "last": 2}],
        "breaks": [{"sequence": 4, "named": "ab" * 32, "found": third.sha256}],
        "forks": [],
    }
    assert transmission.read()["missing"] == []
