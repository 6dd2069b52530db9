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
    cannot be read has not signed.
    """
    for kind, algorithm in ((OKPKey, "Ed25519"), (ECKey, "ES256")):
        try:
            key = kind.import_key(command.former_key)
            signature = base64.urlsafe_b64decode(_padded(command.signature))
            return fingerprint_of(key) == command.former and JWSRegistry.algorithms[
                algorithm
            ].verify(command.key_fingerprint.encode(), signature, key)
        except (JoseError, ValueError, TypeError, binascii.Error):
            continue
    return False


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
