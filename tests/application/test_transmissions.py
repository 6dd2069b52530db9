"""Whose transmission it is, and the verdict on each of its packets."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.enrolment_packet.packet_givens import (
    APPLICATION,
    CITIZEN,
    PACKET,
    STATION,
    TRANSMISSION,
    accepted,
    discarded,
    manifest_text,
    quarantined,
    received,
    released,
)

from application.transmissions import (
    SignatureRefused,
    Signed,
    Verdict,
    refuse_stranger,
    stream_of_packet,
    verdict_of,
)
from domain.device.state import Device
from domain.enrolment_packet.manifest import read_manifest
from domain.enrolment_packet.state import EnrolmentPacket

DEVICE = Device(3, "trusted", "001", key_fingerprint="ab" * 32, station_id=STATION)
SIGNED = Signed(b"{}", UUID(int=9), "ab" * 32)
MET = ("device-not-trusted", "máy quét 12")
MANIFEST = read_manifest(manifest_text())


def test_the_device_of_the_station_may_send() -> None:
    refuse_stranger(SIGNED, MANIFEST, DEVICE)


@pytest.mark.parametrize("device", [None, replace(DEVICE, key_fingerprint="cd" * 32)])
def test_a_key_that_is_not_of_the_device_sends_nothing(device: Device | None) -> None:
    with pytest.raises(SignatureRefused, match="signature-of-stranger"):
        refuse_stranger(SIGNED, MANIFEST, device)


@pytest.mark.parametrize("station", [None, UUID(int=999)])
def test_a_device_of_another_station_sends_nothing_for_this_one(station: UUID | None) -> None:
    with pytest.raises(SignatureRefused, match="signature-of-another-station"):
        refuse_stranger(SIGNED, MANIFEST, replace(DEVICE, station_id=station))


@pytest.mark.parametrize(
    ("packet", "verdict"),
    [
        (None, Verdict(PACKET, "waiting")),
        (received(), Verdict(PACKET, "waiting")),
        (released(), Verdict(PACKET, "waiting")),
        (accepted(), Verdict(PACKET, "accepted", CITIZEN, APPLICATION)),
        (quarantined(), Verdict(PACKET, "quarantined", None, None, *MET)),
        (discarded(), Verdict(PACKET, "discarded", None, None, *MET)),
    ],
)
def test_a_verdict_says_what_became_of_a_packet(
    packet: EnrolmentPacket | None, verdict: Verdict
) -> None:
    assert verdict_of(PACKET, packet) == verdict


@pytest.mark.parametrize("packet", [PACKET, TRANSMISSION])
def test_a_packet_has_one_stream_whichever_transmission_brings_it(packet: UUID) -> None:
    stream = stream_of_packet(packet)

    assert stream == stream_of_packet(packet) != stream_of_packet(UUID(int=77))
    assert stream.version == 8
