"""What a leaf of the ledger commits to (formats §3), and the bundles that carry it.

Entry = 0x01 | stream (16) | version u64be | u16be length + topic | SHA-256(state bytes). No
notification id, no personal value, no key.
"""

import struct
from hashlib import sha256
from uuid import UUID

from adapters.ledger.tree import leaf_hash
from application.feed import Positioned

VERSION = 1
_HEAD = struct.Struct(">B16sQH")
_DIGEST_BYTES = 32
_LENGTH = struct.Struct(">H")


class EntryBroken(ValueError):
    """Bytes that are no entry, or no bundle of entries."""


def entry_of(stream: UUID, version: int, topic: str, state: bytes) -> bytes:
    """The entry of one stored event."""
    return entry(stream, version, topic, sha256(state).digest())


def entry(stream: UUID, version: int, topic: str, digest: bytes) -> bytes:
    """The entry of an event whose state bytes have this SHA-256."""
    named = topic.encode()
    return _HEAD.pack(VERSION, stream.bytes, version, len(named)) + named + digest


def leaf_of(event: Positioned) -> bytes:
    """The leaf hash of a stored event as it is now."""
    return leaf_hash(entry_of(event.stream, event.version, event.topic, event.state))


def read_entry(data: bytes) -> tuple[UUID, int, str, bytes]:
    """Stream, version, topic and SHA-256 of the state. Raises EntryBroken."""
    if len(data) < _HEAD.size:
        raise EntryBroken("an entry is cut short")
    version, stream, number, length = _HEAD.unpack_from(data)
    if version != VERSION or len(data) != _HEAD.size + length + _DIGEST_BYTES:
        raise EntryBroken("an entry has an unknown form")
    named, digest = data[_HEAD.size : -_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    try:
        return UUID(bytes=stream), number, named.decode(), digest
    except UnicodeDecodeError as broken:
        raise EntryBroken("the topic of an entry is no UTF-8") from broken


def bundle(entries: list[bytes]) -> bytes:
    """Entries each behind its u16be length (C2SP tlog-tiles, entry bundles)."""
    return b"".join(_LENGTH.pack(len(one)) + one for one in entries)


def read_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises EntryBroken."""
    found, at = list[bytes](), 0
    while at < len(data):
        end = at + _LENGTH.size
        if end > len(data):
            raise EntryBroken("a bundle is cut short")
        (length,) = _LENGTH.unpack_from(data, at)
        at = end + length
        if at > len(data):
            raise EntryBroken("a bundle is cut short")
        found.append(data[end:at])
    return found
