"""The frame of the stored state bytes, version 1 (formats §2), without looking inside.

0x01 | u32be length | UTF-8 JSON {"envelope": …, "public": …} | sealed part, where there is one.
"""

import struct
from uuid import UUID

from adapters.keys.data_key import key_uuid

_HEAD = struct.Struct(">BI")
HEAD_BYTES = _HEAD.size
_VERSION = 1
_KEY_ID_ENDS = 17


class FrameBroken(ValueError):
    """Bytes that are no frame of version 1."""


def frame(text: bytes) -> bytes:
    """The clear part: all state bytes before the sealed part, which is sealed to their hash."""
    return _HEAD.pack(_VERSION, len(text)) + text


def clear_end(state: bytes) -> int:
    """Where the clear part ends (version, length and JSON); raises FrameBroken."""
    if len(state) < _HEAD.size:
        raise FrameBroken("the state is cut short")
    version, length = _HEAD.unpack_from(state)
    if version != _VERSION:
        raise FrameBroken("the state has an unknown version")
    end: int = _HEAD.size + length
    if len(state) < end:
        raise FrameBroken("the state is cut short")
    return end


def clear_part(state: bytes) -> bytes:
    """Version, length and JSON, as hashed into the seal's AAD; raises FrameBroken."""
    return state[: clear_end(state)]


def clear_text(state: bytes) -> bytes:
    """The JSON text of the clear part; raises FrameBroken."""
    return state[_HEAD.size : clear_end(state)]


def key_id_of(state: bytes) -> UUID | None:
    """Whose key the state needs, found without parsing it.

    None when there is no sealed part, and for bytes that decoding will refuse, so that a reader
    may gather the keys of a page before it judges any event of it.
    """
    if len(state) < _HEAD.size:
        return None
    end = _HEAD.size + _HEAD.unpack_from(state)[1]
    key_id = state[end + 1 : end + _KEY_ID_ENDS]
    return key_uuid(key_id) if len(key_id) == _KEY_ID_ENDS - 1 else None
