"""Which partition the records of a stream are in: as the default partitioner of Java has it."""

import struct

from adapters.kafka.topics import PARTITIONS

_SEED = 0x9747B28C
_M = 0x5BD1E995
_32_BITS = 0xFFFFFFFF
_SIGN_CLEARED = 0x7FFFFFFF


def murmur2(data: bytes) -> int:
    """MurmurHash2 of 32 bits, as `org.apache.kafka.common.utils.Utils.murmur2`, unsigned."""
    length = len(data)
    whole = length & ~3
    h = _SEED ^ length
    for word in struct.unpack_from(f"<{whole >> 2}I", data):
        k = word * _M & _32_BITS
        h = (h * _M & _32_BITS) ^ ((k ^ k >> 24) * _M & _32_BITS)
    if tail := data[whole:]:
        h = (h ^ int.from_bytes(tail, "little")) * _M & _32_BITS
    h ^= h >> 13
    h = h * _M & _32_BITS
    return h ^ (h >> 15)


def partition_of(key: bytes, partitions: int = PARTITIONS) -> int:
    """`Utils.toPositive(murmur2(key)) % partitions`; computed here, whichever client produces."""
    return (murmur2(key) & _SIGN_CLEARED) % partitions
