"""Transmissions of stations: who signed one, what of it is here, and a verdict on each packet.

The pure reading of manifests and packets is in `domain.enrolment_packet`; here are the ports that
an intake needs beside it, and the answers that a station gets.
"""

from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from domain.enrolment_packet.manifest import Manifest
from domain.enrolment_packet.state import EnrolmentPacket
from domain.values.identifiers import derive_id

_REGISTER = UUID("00000000-0000-7000-8000-000000000000")

MOST_TRANSMISSION_BYTES = 1024 * 1024
"""A compact JWS over the longest manifest, in base64url, with its header and signature."""


class SignatureRefused(Exception):
    """The transmission is signed by nobody; `code` has its sentence at the edge."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Signed(msgspec.Struct, frozen=True):
    """A payload and the key that signed it: proof of the key alone.

    `device` is who the signer says to be. It is that device only if its stream names this
    `key_fingerprint` (RFC 7638 thumbprint, SHA-256, hex) and its trust held.
    """

    payload: bytes
    device: UUID
    key_fingerprint: str


class StationSignatures(Protocol):
    def verify(self, transmission: bytes) -> Signed:
        """The payload of a compact JWS with the key in its header; raises SignatureRefused."""


class Signer(Protocol):
    """What is asked of the device whose key signed, as its stream stands."""

    @property
    def key_fingerprint(self) -> str: ...

    @property
    def station_id(self) -> UUID | None: ...


def refuse_stranger(signed: Signed, manifest: Manifest, device: Signer | None) -> None:
    """The key is that of the named device, and the device stands at the station of the manifest.

    Whether the device was trusted at the moment is asked of `domain.device.trust`. Raises
    SignatureRefused `signature-of-stranger` or `signature-of-another-station`.
    """
    if device is None or device.key_fingerprint != signed.key_fingerprint:
        raise SignatureRefused("signature-of-stranger", id=signed.device)
    if device.station_id != manifest.station_id:
        raise SignatureRefused("signature-of-another-station", id=manifest.station_id)


class Verdict(msgspec.Struct, frozen=True):
    """What has become of one packet of a transmission.

    `waiting` also means that its part has not come; `refused` that the register has another content
    under its id. `refusal` is the code behind a quarantine or refusal, `detail` what it named.
    """

    packet_id: UUID
    verdict: Literal["waiting", "accepted", "quarantined", "discarded", "refused"]
    citizen_id: UUID | None = None
    application_id: UUID | None = None
    refusal: str | None = None
    detail: str | None = None


def verdict_of(packet_id: UUID, packet: EnrolmentPacket | None) -> Verdict:
    match packet:
        case EnrolmentPacket(status="accepted"):
            return Verdict(packet_id, "accepted", packet.citizen_id, packet.application_id)
        case EnrolmentPacket(status="quarantined"):
            return Verdict(packet_id, "quarantined", None, None, packet.refusal, packet.detail)
        case EnrolmentPacket(status="discarded"):
            return Verdict(packet_id, "discarded", None, None, packet.refusal, packet.detail)
        case _:
            return Verdict(packet_id, "waiting")


def stream_of_packet(packet_id: UUID) -> UUID:
    """The stream of a packet, whichever transmission brings it; its bytes lie under its key.

    A station may have given its packet an id without a time; its stream has none either then.
    """
    has_time = packet_id.version in (7, 8)
    return derive_id(packet_id if has_time else _REGISTER, "packet", str(packet_id))
