"""Whether the former key of a device signed for its new one: a finding the domain cannot make."""

import base64
import binascii
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry

from adapters.identity.station_signature import fingerprint_of
from application.circumstances import Chance
from domain.commands import Command
from domain.device.commands import RotateKey

_SIGNERS = ((OKPKey, "Ed25519", "Ed25519"), (ECKey, "P-256", "ES256"))


class EvidenceOfKeys:
    """Adds the finding on `former-key` to what else decisions need from outside."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def draw(self, what: str, command: Command) -> Any:
        if what == "former-key" and isinstance(command, RotateKey):
            return former_key_signed(command)
        return self._chance.draw(what, command)


def former_key_signed(command: RotateKey) -> bool:
    """True when the key given is the former one by its fingerprint, and signed the new fingerprint.

    Ed25519 (RFC 8037) or ES256 (RFC 7518 §3.4) over the text of the new fingerprint. Whatever
    cannot be read has not signed; nor has a private key, which is nobody's alone once it was sent.
    """
    for kind, curve, algorithm in _SIGNERS:
        try:
            key = kind.import_key(command.former_key)
            suits = key.curve_name == curve and not key.is_private
            is_former = suits and fingerprint_of(key) == command.former
            return is_former and _signed(key, algorithm, command)
        except (JoseError, ValueError, TypeError, binascii.Error):
            continue
    return False


def _signed(key: OKPKey | ECKey, algorithm: str, command: RotateKey) -> bool:
    signature = base64.urlsafe_b64decode(_padded(command.signature))
    signed = command.key_fingerprint.encode()
    return JWSRegistry.algorithms[algorithm].verify(signed, signature, key)


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
