"""Parts that a packet's command and its line in a manifest share, with their bounds."""

from typing import Annotated, Literal

import msgspec

MOST_BYTES = 32 * 1024 * 1024
"""A packet has about 2 MB (domain §7); sixteen times that is no sitting any more."""

NOTHING_BEFORE = "0" * 64
"""Stands for the digest before a station's first packet, which has sequence 1."""

PacketKind = Annotated[
    Literal["dc01", "cc02", "sitting"],
    msgspec.Meta(
        description="A declaration, a request for a card, or both in one sitting",
        examples=["sitting"],
    ),
]
Sha256 = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?!.*\n)[0-9a-f]{64}$",
        max_length=64,
        description="SHA-256, hex",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
Sequence = Annotated[
    int,
    msgspec.Meta(
        ge=1, le=2**53, description="Number of the packet at its station, from 1", examples=[17]
    ),
]
Bytes = Annotated[
    int, msgspec.Meta(ge=1, le=MOST_BYTES, description="Length (B)", examples=[2_000_000])
]
