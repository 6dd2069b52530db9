"""A device changes its key only by the signature of its former one over the new fingerprint."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from tests.adapters.identity.forged_tokens import b64

from adapters.identity.device_keys import EvidenceOfKeys, former_key_signed
from adapters.identity.station_signature import fingerprint_of
from domain.commands import Command
from domain.device.commands import GrantTrust, RotateKey

ED = OKPKey.generate_key("Ed25519")
EC = ECKey.generate_key("P-256")
OTHER = OKPKey.generate_key("Ed25519")
NEW = fingerprint_of(OKPKey.generate_key("Ed25519"))
CERTIFICATE = "0" * 64
Key = OKPKey | ECKey


def algorithm_of(key: Key) -> str:
    return "ES256" if isinstance(key, ECKey) else "Ed25519"


def signature(key: Key, text: str = NEW) -> str:
    return b64(JWSRegistry.algorithms[algorithm_of(key)].sign(text.encode(), key)).decode()


def pem(key: Any, private: bool = False) -> str:
    return bytes(key.as_pem(private=private)).decode()


def rotation(key: Key, **changes: str) -> RotateKey:
    """The command by which a device gives this key up, properly signed."""
    usual = {
        "former": fingerprint_of(key),
        "key_fingerprint": NEW,
        "certificate_sha256": CERTIFICATE,
        "former_key": pem(key),
        "signature": signature(key),
    }
    return RotateKey(**(usual | changes))


@pytest.mark.parametrize("key", [ED, EC], ids=algorithm_of)
def test_the_former_key_signs_for_the_new_one(key: Key) -> None:
    assert former_key_signed(rotation(key))


class Wrong(NamedTuple):
    name: str
    changes: Callable[[Key], dict[str, str]]


def _flipped(key: Key) -> str:
    good = signature(key)
    return ("B" if good[0] == "A" else "A") + good[1:]


def _der(_key: Key) -> str:
    """An ECDSA signature as X.509 writes it, which JWS does not (RFC 7518 §3.4)."""
    return b64(bytes.fromhex("3006020101020101")).decode()


def _stranger(_key: Key) -> dict[str, str]:
    """A stranger's key with its own good signature, under the name of the former one."""
    return {"former_key": pem(OTHER), "signature": signature(OTHER)}


TABLE = (
    Wrong("signed by another key", lambda _: {"signature": signature(OTHER)}),
    Wrong("another key signs for itself", _stranger),
    Wrong("signed for another fingerprint", lambda key: {"signature": signature(key, CERTIFICATE)}),
    Wrong("signed in capitals", lambda key: {"signature": signature(key, NEW.upper())}),
    Wrong("signed for nothing", lambda key: {"signature": signature(key, "")}),
    Wrong("one bit is another", lambda key: {"signature": _flipped(key)}),
    Wrong("cut short", lambda key: {"signature": signature(key)[:-4]}),
    Wrong("one letter", lambda _: {"signature": "A"}),
    Wrong("zeros", lambda _: {"signature": b64(bytes(64)).decode()}),
    Wrong("in DER", lambda key: {"signature": _der(key)}),
    Wrong("no key at all", lambda _: {"former_key": "-----BEGIN PUBLIC KEY-----"}),
    Wrong("a word for a key", lambda _: {"former_key": "key"}),
    Wrong("a number for a key", lambda _: {"former_key": "1"}),
    Wrong("JSON for a key", lambda _: {"former_key": "{}"}),
    Wrong("a list for a key", lambda _: {"former_key": "[1]"}),
    Wrong("an RSA key", lambda _: {"former_key": pem(RSAKey.generate_key(2048))}),
    Wrong("a key of another curve", lambda _: {"former_key": pem(ECKey.generate_key("P-384"))}),
    Wrong("a key to agree with", lambda _: {"former_key": pem(OKPKey.generate_key("X25519"))}),
    Wrong("a key of another length", lambda _: {"former_key": pem(OKPKey.generate_key("Ed448"))}),
    Wrong("another fingerprint", lambda _: {"former": CERTIFICATE}),
)


@pytest.mark.parametrize("key", [ED, EC], ids=algorithm_of)
@pytest.mark.parametrize("wrong", TABLE, ids=lambda wrong: wrong.name)
def test_whatever_else_is_brought_has_not_signed(wrong: Wrong, key: Key) -> None:
    assert not former_key_signed(rotation(key, **wrong.changes(key)))


@pytest.mark.parametrize("key", [ED, EC], ids=algorithm_of)
def test_a_private_key_proves_nothing_and_is_not_taken(key: Key) -> None:
    """Whoever sends it has given the device away, and must not be told that all is well."""
    assert not former_key_signed(rotation(key, former_key=pem(key, private=True)))


@pytest.mark.parametrize("curve", ["P-384", "P-521", "secp256k1"])
def test_a_key_of_another_curve_does_not_sign_by_es256(curve: str) -> None:
    key = ECKey.generate_key(curve)
    pair = decode_dss_signature(key.private_key.sign(NEW.encode(), ECDSA(SHA256())))
    size = (key.private_key.key_size + 7) // 8
    both = b"".join(number.to_bytes(size, "big") for number in pair)
    named = {"former": fingerprint_of(key), "former_key": pem(key)}

    assert not former_key_signed(rotation(EC, **named, signature=b64(both).decode()))


def test_a_key_of_448_bits_does_not_sign_by_ed25519() -> None:
    key = OKPKey.generate_key("Ed448")
    signed = b64(key.private_key.sign(NEW.encode())).decode()
    named = {"former": fingerprint_of(key), "former_key": pem(key)}

    assert not former_key_signed(rotation(ED, **named, signature=signed))


class Recorded:
    """A chance that says what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def draw(self, what: str, _command: Command) -> str:
        self.asked.append(what)
        return "drawn"


def test_a_finding_on_a_key_is_made_and_not_drawn() -> None:
    chance = Recorded()
    evidence = EvidenceOfKeys(chance)

    assert evidence.draw("former-key", rotation(ED)) is True
    assert evidence.draw("former-key", rotation(ED, signature="A")) is False
    assert chance.asked == []


def test_what_is_no_finding_is_drawn_as_before() -> None:
    chance = Recorded()
    evidence = EvidenceOfKeys(chance)

    assert evidence.draw("pin", GrantTrust()) == "drawn"
    assert evidence.draw("former-key", GrantTrust()) == "drawn"
    assert chance.asked == ["pin", "former-key"]
