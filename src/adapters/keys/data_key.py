"""The sealed part of a stored event: its bytes, its key, and everything it is bound to.

Layout (formats §2): 0x01 | key id (16) | nonce (12) | commitment (32) | ciphertext and tag.
AES-GCM alone does not commit to its key: a ciphertext can be made that opens under two keys. The
commitment (an HMAC over the AAD under a sibling key) closes that and is verified first.
"""

import hashlib
import hmac
import os
import struct
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from application.vault import SealingKey
from domain.recorded import SealBroken

SECRET_BYTES = 32
_EMPTY_SALT = bytes(32)
"""RFC 5869 §2.2: an absent salt is as many zeros as the hash has bytes."""
_VERSION = b"\x01"
_DOMAIN = b"cancuoc/seal/1"
_KEY_ID = slice(1, 17)
_NONCE = slice(17, 29)
_COMMITMENT = slice(29, 61)
_CIPHERTEXT = slice(61, None)
_SMALLEST = 61 + 16
_NUMBERS = struct.Struct(">QH")


class DataKey:
    """The 32 secret bytes of one subject as the two keys derived from them.

    HKDF-SHA-256 (RFC 5869), empty salt, info `cancuoc/seal` for AES-256-GCM and `cancuoc/commit`
    for the commitment. Both expand one extraction, by the standard library's HMAC: a third of the
    time of two HKDF objects. The secret itself is not kept; the cipher object is (it halves the
    cost of sealing).
    """

    __slots__ = ("_cipher", "_commitment_key")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"a data key has {SECRET_BYTES} bytes")
        extracted = hmac.digest(_EMPTY_SALT, secret, hashlib.sha256)
        self._cipher = AESGCM(_expanded(extracted, b"cancuoc/seal"))
        self._commitment_key = _expanded(extracted, b"cancuoc/commit")

    def commit(self, aad: bytes) -> bytes:
        return hmac.digest(self._commitment_key, aad, hashlib.sha256)

    def encrypt(self, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        return self._cipher.encrypt(nonce, plaintext, aad)

    def decrypt(self, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None:
        try:
            return self._cipher.decrypt(nonce, ciphertext, aad)
        except InvalidTag:
            return None


def lost_key() -> DataKey:
    """A key that nobody keeps: what is sealed under it is lost at once."""
    return DataKey(os.urandom(SECRET_BYTES))


class Binding(NamedTuple):
    """What a sealed part belongs to; `clear` is all state bytes before the sealed part."""

    stream: UUID
    version: int
    topic: str
    clear: bytes

    def aad(self) -> bytes:
        """ "cancuoc/seal/1" | stream | version u64be | u16be length + topic | SHA-256(clear)."""
        topic = self.topic.encode()
        numbers = _NUMBERS.pack(self.version, len(topic))
        digest = hashlib.sha256(self.clear).digest()
        return b"".join((_DOMAIN, self.stream.bytes, numbers, topic, digest))

    def broken(self, reason: str) -> SealBroken:
        return SealBroken(self.stream, self.version, self.topic, reason)


def seal(
    key_id: UUID, key: SealingKey, plaintext: bytes, binding: Binding, nonce: bytes | None = None
) -> bytes:
    """The sealed part; a nonce is given only by tests of the format, else 12 fresh random bytes."""
    nonce = os.urandom(12) if nonce is None else nonce
    aad = binding.aad()
    ciphertext = key.encrypt(nonce, plaintext, aad)
    return b"".join((_VERSION, key_id.bytes, nonce, key.commit(aad), ciphertext))


def sealing_key_id(sealed: bytes, binding: Binding) -> UUID:
    """Whose key a sealed part needs; SealBroken when the bytes are none."""
    if len(sealed) < _SMALLEST:
        raise binding.broken("the sealed part is cut short")
    if sealed[:1] != _VERSION:
        raise binding.broken("the sealed part has an unknown version")
    return key_uuid(sealed[_KEY_ID])


@lru_cache(maxsize=65_536)
def key_uuid(raw: bytes) -> UUID:
    """The key id of 16 bytes; remembered, since all events of a stream name the same one."""
    return UUID(bytes=raw)


def open_sealed(key: SealingKey, sealed: bytes, binding: Binding) -> bytes:
    """The plaintext of a sealed part that belongs exactly here, else SealBroken."""
    sealing_key_id(sealed, binding)
    return open_shaped(key, sealed, binding)


def open_shaped(key: SealingKey, sealed: bytes, binding: Binding) -> bytes:
    """As `open_sealed`, of bytes whose key `sealing_key_id` has already told."""
    aad = binding.aad()
    if not hmac.compare_digest(key.commit(aad), sealed[_COMMITMENT]):
        raise binding.broken("the commitment does not fit: another key or another place")
    plaintext = key.decrypt(sealed[_NONCE], sealed[_CIPHERTEXT], aad)
    if plaintext is None:
        raise binding.broken("the ciphertext was altered")
    return plaintext


def _expanded(extracted: bytes, info: bytes) -> bytes:
    """RFC 5869 §2.3 for 32 bytes, which are the first block: T(1) = HMAC(PRK, info | 0x01)."""
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)
