"""Transmissions that no register may take over, each with the status and code of its refusal."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from joserfc.jwk import OKPKey
from tests.adapters.identity.station_signing import header_of, signed_by, unsigned

from late_packets import Station, Transmission
from minting import minted

Signed = Callable[[Transmission], bytes]


def altered(transmission: Transmission) -> bytes:
    """The manifest of one with the signature of another."""
    signed = transmission.signed().split(b".")
    transmission.manifest["sequence"] += 1
    return b".".join((signed[0], transmission.signed().split(b".")[1], signed[2]))


def by_a_stranger(transmission: Transmission) -> bytes:
    key = OKPKey.generate_key("Ed25519")
    return signed_by(key, transmission.payload, device=transmission.station.device.id)


def for_another_device(transmission: Transmission) -> bytes:
    other = Station(transmission.station.service)
    return transmission.signed(device=other.device.id)


def without_signature(transmission: Transmission) -> bytes:
    header = header_of(transmission.station.key, device=transmission.station.device.id)
    return unsigned(header, transmission.payload)


def said_not_to_be_signed(transmission: Transmission) -> bytes:
    header = header_of(transmission.station.key, device=transmission.station.device.id)
    return unsigned(header | {"alg": "none"}, transmission.payload)


def over(change: Callable[[dict[str, Any]], Any]) -> Signed:
    def signed(transmission: Transmission) -> bytes:
        change(transmission.manifest)
        return transmission.signed()

    return signed


def listed_twice(manifest: dict[str, Any]) -> None:
    manifest["packets"] = [*manifest["packets"], manifest["packets"][0]]


def of(**values: Any) -> Signed:
    return over(lambda manifest: manifest.update(values))


def line(**values: Any) -> Signed:
    return over(lambda manifest: manifest["packets"][0].update(values))


HOSTILE: dict[str, tuple[Signed, int, str]] = {
    "nothing at all": (lambda _: b"", 403, "transmission-malformed"),
    "no token": (lambda _: b"a.b", 403, "transmission-malformed"),
    "no signature": (without_signature, 403, "transmission-signature"),
    "signature said to be none": (said_not_to_be_signed, 403, "transmission-algorithm"),
    "a manifest altered afterwards": (altered, 403, "transmission-signature"),
    "signed for another purpose": (lambda t: t.signed(typ="JWT"), 403, "transmission-type"),
    "a header too many": (lambda t: t.signed(kid="1"), 403, "transmission-header"),
    "a key of nobody": (by_a_stranger, 403, "signature-of-stranger"),
    "the key of another device": (for_another_device, 403, "signature-of-stranger"),
    "no such device": (lambda t: t.signed(device=minted()), 403, "signature-of-stranger"),
    "another station": (of(station_id=str(uuid4())), 403, "signature-of-another-station"),
    "an id that tells no time": (of(id=str(uuid4())), 422, "id-not-uuid7"),
    "no packets": (of(packets=[]), 422, "manifest-malformed"),
    "a field too many": (of(more=1), 422, "manifest-malformed"),
    "the same packet twice": (over(listed_twice), 422, "manifest-lists-twice"),
    "a packet too large": (line(bytes=33 * 2**20), 422, "manifest-malformed"),
    "a digest that is none": (line(sha256="Z" * 64), 422, "manifest-malformed"),
}
