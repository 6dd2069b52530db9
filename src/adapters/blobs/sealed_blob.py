"""The sealed bytes of an object: their layout, their key, and all that they are bound to.

Layout, as that of the sealed part of an event (formats §2):
0x01 | key id (16) | nonce (12) | commitment (32) | AES-256-GCM ciphertext and tag (16).
The AAD is "cancuoc/blob/1" | subject (16) | object id (16) | u16be length + media type, so that an
object opens for its own subject, under its own id and as what it is. The commitment (HMAC-SHA-256
of the AAD under a sibling key) is verified first, since AES-GCM does not commit to its key.
"""

import hmac
import os
import struct
from typing import NamedTuple
from uuid import UUID

from application.vault import SealingKey

OVERHEAD = 61 + 16
HEAD = 17
"""Bytes in front that say of what version an object is and whose key it needs."""

_VERSION = b"\x01"
_DOMAIN = b"cancuoc/blob/1"
_KEY_ID = slice(1, 17)
_NONCE = slice(17, 29)
_COMMITMENT = slice(29, 61)
_CIPHERTEXT = slice(61, None)
_LENGTH = struct.Struct(">H")


class BlobBroken(Exception):
    """The bytes are no sealed object, or not this one."""


class BlobBinding(NamedTuple):
    """Whose object it is, which, and of what kind."""

    subject: UUID
    object_id: UUID
    media_type: str

    def aad(self) -> bytes:
        media_type = self.media_type.encode()
        length = _LENGTH.pack(len(media_type))
        return b"".join((_DOMAIN, self.subject.bytes, self.object_id.bytes, length, media_type))


def seal_blob(key_id: UUID, key: SealingKey, content: bytes, binding: BlobBinding) -> bytes:
    nonce = os.urandom(12)
    aad = binding.aad()
    ciphertext = key.encrypt(nonce, content, aad)
    return b"".join((_VERSION, key_id.bytes, nonce, key.commit(aad), ciphertext))


def is_sealed_under(key_id: UUID, head: bytes) -> bool:
    """Whether the first bytes of an object name this key."""
    return head == _VERSION + key_id.bytes


def key_of_blob(sealed: bytes) -> UUID:
    """Whose key an object needs; BlobBroken when the bytes are none."""
    if len(sealed) < OVERHEAD:
        raise BlobBroken("the object is cut short")
    if sealed[:1] != _VERSION:
        raise BlobBroken("the object has an unknown version")
    return UUID(bytes=sealed[_KEY_ID])


def open_blob(key: SealingKey, sealed: bytes, binding: BlobBinding) -> bytes:
    """The content of an object that is bound to exactly this, else BlobBroken."""
    aad = binding.aad()
    if not hmac.compare_digest(key.commit(aad), sealed[_COMMITMENT]):
        raise BlobBroken("the commitment does not fit: another key, subject, id or media type")
    content = key.decrypt(sealed[_NONCE], sealed[_CIPHERTEXT], aad)
    if content is None:
        raise BlobBroken("the ciphertext was altered")
    return content
