"""The place where a page ended, sealed: it holds a person's name, and links end up in logs."""

import base64
import binascii
import hashlib
import hmac
import os
from typing import Generic, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.http.problems import RequestRefused

Place = TypeVar("Place")

_NONCE = 12
LONGEST = 4000
"""Characters of a cursor: a name has at most three hundred letters, a place two keys for each."""


class SealedCursors(Generic[Place]):
    """Cursors of one list under a key derived from one of the register (AES-256-GCM, RFC 5116).

    A cursor opens for the question that it was made for and for no other.
    """

    def __init__(self, key: bytes, purpose: str, place: type[Place]) -> None:
        self._cipher = AESGCM(hmac.digest(key, purpose.encode(), hashlib.sha256))
        self._decode = msgspec.msgpack.Decoder(place).decode

    def seal(self, place: Place, question: bytes) -> str:
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, msgspec.msgpack.encode(place), question)
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, cursor: str, question: bytes) -> Place:
        """RequestRefused 422 for anything that this register did not seal for this question."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            return self._decode(self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], question))
        except (binascii.Error, ValueError, InvalidTag, msgspec.DecodeError) as wrong:
            raise RequestRefused(422, "cursor-malformed", where={"parameter": "cursor"}) from wrong
