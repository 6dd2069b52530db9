"""Ids that carry their time and, where derived, can be found again from what they are made of.

RFC 9562: UUIDv7 (section 5.7) for what is minted, UUIDv8 (section 5.8) for what is derived.
"""

import hashlib
from uuid import UUID

from domain.refusals import BadValue

SEPARATOR = "\x1f"

_MINTED = 7
_DERIVED = 8

_VERSION_BITS = 0xF << 76
_VARIANT_BITS = 0x3 << 62
_RFC_VARIANT = 0x2 << 62
_TIME_BITS = 48
_REST_BYTES = 10


def uuid7(time_ms: int, random: bytes) -> UUID:
    """An id minted at a time (milliseconds since 1970) with 10 random bytes drawn by the caller."""
    return _with_time(_MINTED, time_ms, random)


def derive_id(source: UUID, namespace: str, *parts: str) -> UUID:
    """The id that follows from namespace and parts, with the 48-bit time of `source` in front.

    Only namespace and parts are hashed (formats §1): where the source tells two results apart,
    its text must be among the parts. A part holding the separator would make two lists of parts
    one id, and is refused with ValueError.
    """
    if any(SEPARATOR in one for one in (namespace, *parts)):
        raise ValueError("a part of an id holds the separator U+001F")
    digest = hashlib.sha256(SEPARATOR.join((namespace, *parts)).encode()).digest()
    return _with_time(_DERIVED, time_of(source), digest[:_REST_BYTES])


def time_of(identifier: UUID) -> int:
    """Milliseconds since 1970 in the first 48 bits of a minted or derived id."""
    if identifier.version not in (_MINTED, _DERIVED):
        raise BadValue("id-without-time")
    return identifier.int >> (128 - _TIME_BITS)


def check_minted(identifier: UUID) -> UUID:
    """An id that a client chose for what it opens, which must be a UUIDv7."""
    if identifier.version != _MINTED:
        raise BadValue("id-not-uuid7")
    return identifier


def _with_time(version: int, time_ms: int, rest: bytes) -> UUID:
    if not 0 <= time_ms < 1 << _TIME_BITS or len(rest) != _REST_BYTES:
        raise ValueError("an id takes a time of 48 bits and 10 further bytes")
    number = time_ms << (128 - _TIME_BITS) | int.from_bytes(rest)
    number = number & ~_VERSION_BITS | version << 76
    return UUID(int=number & ~_VARIANT_BITS | _RFC_VARIANT)
