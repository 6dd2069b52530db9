"""Who signed a transmission: a compact JWS (RFC 7515) with the public key of the signer beside it.

The header has exactly `alg` (ES256, RFC 7518 §3.4, or Ed25519, RFC 9864), `typ`, `jwk` (RFC 7517,
the public key alone) and `device`. A key that a message brings along proves nothing about who holds
it: the thumbprint (RFC 7638) is handed on, and must be that of a device the register trusts.
"""

import binascii
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from application.transmissions import MOST_TRANSMISSION_BYTES, SignatureRefused, Signed
from domain.enrolment_packet.strict_text import read_strictly
from domain.refusals import RuleBroken

TYPE = "cancuoc-transmission"
"""Keeps a signature that a device made for another purpose from passing here (RFC 8725 §3.11)."""

_MOST_HEADER_BYTES = 1024
_COORDINATE_BYTES = 32
_Coordinate = Annotated[str, msgspec.Meta(max_length=43)]


class _Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kty", tag="EC"):
    crv: Literal["P-256"]
    x: _Coordinate
    y: _Coordinate


class _Edwards(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kty", tag="OKP"):
    crv: Literal["Ed25519"]
    x: _Coordinate


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: str
    typ: str
    jwk: _Curve | _Edwards
    device: UUID


class JwsStationSignatures:
    """The StationSignatures port; holds nothing and asks nobody."""

    def verify(self, transmission: bytes) -> Signed:
        """Raises SignatureRefused with the first rule that is not met."""
        if len(transmission) > MOST_TRANSMISSION_BYTES:
            raise SignatureRefused("transmission-too-large", most=MOST_TRANSMISSION_BYTES)
        segments = transmission.split(b".")
        if len(segments) != 3:
            raise SignatureRefused("transmission-malformed")
        header_text, payload, signature = (_decoded(segment) for segment in segments)
        header = _header(header_text)
        key = _key(header.jwk)
        signing_input = segments[0] + b"." + segments[1]
        if not _is_signed(header.alg, key, signing_input, signature):
            raise SignatureRefused("transmission-signature")
        return Signed(payload, header.device, fingerprint_of(key))


def fingerprint_of(key: ECKey | OKPKey) -> str:
    """The RFC 7638 thumbprint of a key (SHA-256 over its required members), in hex."""
    return urlsafe_b64decode(key.thumbprint().encode()).hex()


def _decoded(segment: bytes) -> bytes:
    """Base64url without padding, one spelling per value only (RFC 7515 §2)."""
    try:
        return urlsafe_b64decode(segment)
    except binascii.Error as wrong:
        raise SignatureRefused("transmission-malformed") from wrong


def _header(text: bytes) -> _Header:
    try:
        header = read_strictly(text, _Header, "transmission-header", _MOST_HEADER_BYTES)
    except RuleBroken as wrong:
        raise SignatureRefused(wrong.code) from wrong
    if header.typ != TYPE:
        raise SignatureRefused("transmission-type")
    # The key decides its algorithm, never the message (RFC 8725 §2.1).
    if header.alg != ("ES256" if isinstance(header.jwk, _Curve) else "Ed25519"):
        raise SignatureRefused("transmission-algorithm")
    return header


def _key(jwk: _Curve | _Edwards) -> ECKey | OKPKey:
    """The key of coordinates written in full, so that one key has one thumbprint."""
    members: dict[str, str] = msgspec.to_builtins(jwk)
    for coordinate in (members["x"], members.get("y", members["x"])):
        if len(_decoded(coordinate.encode())) != _COORDINATE_BYTES:
            raise SignatureRefused("transmission-key")
    try:
        kind = ECKey if isinstance(jwk, _Curve) else OKPKey
        return kind.import_key(dict(members))
    except (JoseError, ValueError) as wrong:
        # Above all a point that does not lie on the curve.
        raise SignatureRefused("transmission-key") from wrong


def _is_signed(algorithm: str, key: ECKey | OKPKey, signing_input: bytes, signature: bytes) -> bool:
    try:
        return JWSRegistry.algorithms[algorithm].verify(signing_input, signature, key)
    except (JoseError, ValueError):
        return False
