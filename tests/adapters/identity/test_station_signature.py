"""A transmission is believed to be of the key that signed it, and of nothing else.

Long because the table of hostile transmissions stands in one place.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode
from tests.adapters.identity.forged_tokens import b64, raw
from tests.adapters.identity.station_signing import (
    DEVICE,
    Key,
    algorithm_of,
    header_of,
    public,
    signed_by,
    unsigned,
)

from adapters.http.sentences_transmission import SENTENCES
from adapters.identity.station_signature import JwsStationSignatures, fingerprint_of
from application.transmissions import MOST_TRANSMISSION_BYTES, SignatureRefused

CURVE = ECKey.generate_key("P-256")
EDWARDS = OKPKey.generate_key("Ed25519")
STRANGER = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)
PAYLOAD = '{"id":"x","note":"trạm 12"}'.encode()
VERIFIER = JwsStationSignatures()


@pytest.mark.parametrize("key", [CURVE, EDWARDS], ids=algorithm_of)
def test_a_signed_payload_is_handed_on_with_the_key_that_signed_it(key: Key) -> None:
    signed = VERIFIER.verify(signed_by(key, PAYLOAD))

    assert (signed.payload, signed.device) == (PAYLOAD, DEVICE)
    assert signed.key_fingerprint == fingerprint_of(key)


@pytest.mark.parametrize("key", [CURVE, EDWARDS], ids=algorithm_of)
def test_the_fingerprint_is_the_thumbprint_of_rfc_7638(key: Key) -> None:
    members = json.dumps(public(key), sort_keys=True, separators=(",", ":"))

    assert fingerprint_of(key) == hashlib.sha256(members.encode()).hexdigest()


def test_the_fingerprint_of_the_key_of_rfc_8037_is_the_one_printed_there() -> None:
    key = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    )
    printed = urlsafe_b64decode(b"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")

    assert fingerprint_of(key) == printed.hex()


def changed(**changes: Any) -> bytes:
    return signed_by(CURVE, PAYLOAD, **changes)


def with_jwk(**changes: Any) -> bytes:
    jwk = {name: v for name, v in (public(CURVE) | changes).items() if v is not None}
    return changed(jwk=jwk)


def swapped(place: int, segment: bytes) -> bytes:
    segments = changed().split(b".")
    segments[place] = segment
    return b".".join(segments)


def of_stranger() -> bytes:
    """Our key in the header, the signature of another."""
    return raw(STRANGER, json.dumps(header_of(CURVE)).encode(), PAYLOAD, "ES256")


def flipped() -> bytes:
    signature = bytearray(urlsafe_b64decode(changed().split(b".")[2]))
    signature[3] ^= 1
    return swapped(2, b64(bytes(signature)))


def in_der() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    signature = urlsafe_b64decode(changed().split(b".")[2])
    numbers = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    return swapped(2, b64(encode_dss_signature(*numbers)))


def keyed_with_the_public_key() -> bytes:
    head = b64(json.dumps(header_of(CURVE, alg="HS256")).encode())
    signing_input = head + b"." + b64(PAYLOAD)
    secret = CURVE.as_pem(private=False)
    return signing_input + b"." + b64(hmac.digest(secret, signing_input, "sha256"))


def header_text(text: bytes) -> bytes:
    return raw(CURVE, text, PAYLOAD, "ES256")


def repeated(name: str, value: Any) -> bytes:
    text = json.dumps(header_of(CURVE))
    return header_text(f'{text[:-1]}, "{name}": {json.dumps(value)}}}'.encode())


SHORT = b64(urlsafe_b64decode(public(CURVE)["x"].encode())[1:]).decode()
LONG = b64(b"\x00" + urlsafe_b64decode(public(CURVE)["x"].encode())).decode()
PRIVATE = CURVE.as_dict(private=True)["d"]

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("transmission-malformed", lambda: b""),
    "one word": ("transmission-malformed", lambda: b"transmission"),
    "two segments": ("transmission-malformed", lambda: changed().rsplit(b".", 1)[0]),
    "four segments": ("transmission-malformed", lambda: changed() + b".e30"),
    "flattened JSON": ("transmission-malformed", lambda: b'{"payload":"e30","signature":"AA"}'),
    "too large": (
        "transmission-too-large",
        lambda: signed_by(CURVE, bytes(MOST_TRANSMISSION_BYTES)),
    ),
    "dots without end": ("transmission-malformed", lambda: b"." * 100_000),
    "not base64url": ("transmission-malformed", lambda: swapped(1, b"e+/=")),
    "padded": ("transmission-malformed", lambda: changed() + b"=="),
    "a line feed after it": ("transmission-malformed", lambda: changed() + b"\n"),
    "a NUL before it": ("transmission-malformed", lambda: b"\x00" + changed()),
    "not ASCII": ("transmission-malformed", lambda: "ế".encode() + changed()),
    "header is no JSON": ("transmission-header", lambda: header_text(b"alg=none")),
    "header is a list": ("transmission-header", lambda: header_text(b"[]")),
    "header is not UTF-8": ("transmission-header", lambda: header_text(b'{"alg":"\xff"}')),
    "header nested deep": ("transmission-header", lambda: header_text(b"[" * 900)),
    "header too long": ("transmission-header", lambda: changed(device="x" * 2000)),
    "header twice: alg": ("transmission-header", lambda: repeated("alg", "none")),
    "header twice: device": ("transmission-header", lambda: repeated("device", str(DEVICE))),
    "header twice: jwk": ("transmission-header", lambda: repeated("jwk", public(STRANGER))),
    "key address": ("transmission-header", lambda: changed(jku="https://evil.test/k")),
    "certificate": ("transmission-header", lambda: changed(x5c=["AAAA"])),
    "certificate address": ("transmission-header", lambda: changed(x5u="https://evil.test/c")),
    "critical extension": ("transmission-header", lambda: changed(crit=["b64"], b64=False)),
    "unencoded payload": ("transmission-header", lambda: changed(b64=False)),
    "compressed": ("transmission-header", lambda: changed(zip="DEF")),
    "key id beside the key": ("transmission-header", lambda: changed(kid="other")),
    "no algorithm": ("transmission-header", lambda: changed(alg=None)),
    "no type": ("transmission-header", lambda: changed(typ=None)),
    "no key": ("transmission-header", lambda: changed(jwk=None)),
    "no device": ("transmission-header", lambda: changed(device=None)),
    "device is a name": ("transmission-header", lambda: changed(device="scanner-12")),
    "device is a path": ("transmission-header", lambda: changed(device="../../devices/1")),
    "device is a number": ("transmission-header", lambda: changed(device=7)),
    "key is text": ("transmission-header", lambda: changed(jwk="x")),
    "key is a list": ("transmission-header", lambda: changed(jwk=[public(CURVE)])),
    "private key": ("transmission-header", lambda: with_jwk(d=PRIVATE)),
    "shared secret as key": (
        "transmission-header",
        lambda: changed(alg="HS256", jwk={"kty": "oct", "k": "c2VjcmV0"}),
    ),
    "RSA key": (
        "transmission-header",
        lambda: changed(alg="RS256", jwk=RSA.as_dict(private=False)),
    ),
    "another curve": ("transmission-header", lambda: with_jwk(crv="P-384")),
    "the curve of Bitcoin": ("transmission-header", lambda: with_jwk(crv="secp256k1")),
    "X25519": ("transmission-header", lambda: changed(jwk=public(EDWARDS) | {"crv": "X25519"})),
    "Ed448": ("transmission-header", lambda: changed(jwk=public(EDWARDS) | {"crv": "Ed448"})),
    "key of no kind": ("transmission-header", lambda: with_jwk(kty=None)),
    "half a point": ("transmission-header", lambda: with_jwk(y=None)),
    "use of the key": ("transmission-header", lambda: with_jwk(use="enc")),
    "coordinate without end": ("transmission-header", lambda: with_jwk(x="A" * 100_000)),
    "coordinate is a number": ("transmission-header", lambda: with_jwk(x=7)),
    "type of a token": ("transmission-type", lambda: changed(typ="at+jwt")),
    "type in capitals": ("transmission-type", lambda: changed(typ="CANCUOC-TRANSMISSION")),
    "alg none": (
        "transmission-algorithm",
        lambda: unsigned(header_of(CURVE, alg="none"), PAYLOAD),
    ),
    "alg nOnE": ("transmission-algorithm", lambda: changed(alg="nOnE")),
    "HS256 keyed with the public key": ("transmission-algorithm", keyed_with_the_public_key),
    "RS256": ("transmission-algorithm", lambda: changed(alg="RS256")),
    "ES384": ("transmission-algorithm", lambda: changed(alg="ES384")),
    "ES256K": ("transmission-algorithm", lambda: changed(alg="ES256K")),
    "the former name of Ed25519": (
        "transmission-algorithm",
        lambda: signed_by(EDWARDS, PAYLOAD, alg="EdDSA"),
    ),
    "the algorithm of another kind of key": (
        "transmission-algorithm",
        lambda: changed(alg="Ed25519"),
    ),
    "a point off the curve": ("transmission-key", lambda: with_jwk(y=public(STRANGER)["y"])),
    "the point at infinity": (
        "transmission-key",
        lambda: with_jwk(x=b64(bytes(32)).decode(), y=b64(bytes(32)).decode()),
    ),
    "a coordinate beyond the field": (
        "transmission-key",
        lambda: with_jwk(x=b64(b"\xff" * 32).decode()),
    ),
    "a coordinate without its first byte": ("transmission-key", lambda: with_jwk(x=SHORT)),
    "a coordinate with a zero before it": ("transmission-header", lambda: with_jwk(x=LONG)),
    "an empty coordinate": ("transmission-key", lambda: with_jwk(x="")),
    "signed by a stranger": ("transmission-signature", of_stranger),
    "a signature changed": ("transmission-signature", flipped),
    "a signature in DER": ("transmission-signature", in_der),
    "a signature of zeros": ("transmission-signature", lambda: swapped(2, b64(bytes(64)))),
    "no signature": ("transmission-signature", lambda: swapped(2, b"")),
    "a signature cut short": ("transmission-signature", lambda: swapped(2, b64(bytes(63)))),
    "another payload": ("transmission-signature", lambda: swapped(1, b64(b'{"id":"y"}'))),
    "another device": (
        "transmission-signature",
        lambda: swapped(0, b64(json.dumps(header_of(CURVE, device=str(UUID(int=9)))).encode())),
    ),
    "our key over the signature of another": (
        "transmission-signature",
        lambda: b".".join(
            (*changed().split(b".")[:2], signed_by(STRANGER, PAYLOAD).split(b".")[2])
        ),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_transmission_is_refused_with_its_reason(name: str) -> None:
    reason, forge = HOSTILE[name]
    with pytest.raises(SignatureRefused) as refused:
        VERIFIER.verify(forge())

    assert refused.value.code == reason


def test_every_reason_has_a_sentence_in_both_languages_that_takes_its_parameters() -> None:
    for reason, forge in HOSTILE.values():
        with pytest.raises(SignatureRefused) as refused:
            VERIFIER.verify(forge())
        english, vietnamese = (text.format(**refused.value.params) for text in SENTENCES[reason])
        assert english != vietnamese


def test_one_key_has_one_thumbprint_however_its_coordinates_are_spelt() -> None:
    """The last letter of 43 has two spare bits, so four spellings would decode to one value."""
    x = public(EDWARDS)["x"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelt = [x[:-1] + letters[letters.index(x[-1]) ^ bits] for bits in (1, 2, 3)]

    for other in spelt:
        with pytest.raises(SignatureRefused):
            VERIFIER.verify(signed_by(EDWARDS, PAYLOAD, jwk=public(EDWARDS) | {"x": other}))


def test_a_coordinate_that_begins_with_a_zero_is_written_in_full() -> None:
    """Without it the key is the same one, with another thumbprint."""
    keys = (ECKey.generate_key("P-256") for _ in range(10_000))
    key = next(key for key in keys if urlsafe_b64decode(public(key)["x"].encode())[0] == 0)
    short = b64(urlsafe_b64decode(public(key)["x"].encode())[1:]).decode()

    assert VERIFIER.verify(signed_by(key, PAYLOAD)).key_fingerprint == fingerprint_of(key)
    with pytest.raises(SignatureRefused, match="transmission-key"):
        VERIFIER.verify(signed_by(key, PAYLOAD, jwk=public(key) | {"x": short}))
