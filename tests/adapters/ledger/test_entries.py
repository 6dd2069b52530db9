"""Entries of formats §3 and the bundles that carry them, byte for byte."""

import struct
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ledger.entries import (
    EntryBroken,
    bundle,
    entry,
    entry_of,
    leaf_of,
    read_bundle,
    read_entry,
)
from application.feed import Positioned

STREAM = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
TOPIC = "card-application.captured.v1"
DIGEST = sha256(b"state").digest()
ENTRY = (
    b"\x01" + STREAM.bytes + b"\x00" * 7 + b"\x07" + b"\x00\x1c" + TOPIC.encode() + DIGEST
)  # version 7, a topic of 28 bytes


def test_an_entry_is_its_five_fields_in_order() -> None:
    assert entry_of(STREAM, 7, TOPIC, b"state") == ENTRY
    assert entry(STREAM, 7, TOPIC, DIGEST) == ENTRY
    assert read_entry(ENTRY) == (STREAM, 7, TOPIC, DIGEST)


def test_a_leaf_is_the_hash_of_zero_and_the_entry() -> None:
    event = Positioned(12, STREAM, 7, TOPIC, b"state")
    assert leaf_of(event) == sha256(b"\x00" + ENTRY).digest()


@given(st.uuids(), st.integers(0, 2**64 - 1), st.text(max_size=80), st.binary(max_size=50))
def test_every_entry_is_read_back(stream: UUID, version: int, topic: str, state: bytes) -> None:
    made = entry_of(stream, version, topic, state)
    assert read_entry(made) == (stream, version, topic, sha256(state).digest())


@given(st.integers(0, len(ENTRY) - 1), st.integers(0, 7))
def test_entries_that_differ_in_a_bit_have_another_leaf(at: int, bit: int) -> None:
    other = bytearray(ENTRY)
    other[at] ^= 1 << bit
    assert sha256(b"\x00" + other).digest() != sha256(b"\x00" + ENTRY).digest()


CUT, FORM = "an entry is cut short", "an entry has an unknown form"
NO_ENTRIES = {
    "nothing": (b"", CUT),
    "a head alone": (ENTRY[:26], CUT),
    "another version": (b"\x02" + ENTRY[1:], FORM),
    "cut short": (ENTRY[:-1], FORM),
    "too long": (ENTRY + b"\x00", FORM),
    "a longer topic": (ENTRY[:25] + b"\x00\x1d" + ENTRY[27:], FORM),
    "a topic beyond the end": (ENTRY[:25] + b"\xff\xff" + ENTRY[27:], FORM),
    "no UTF-8": (ENTRY[:27] + b"\xff" + ENTRY[28:], "the topic of an entry is no UTF-8"),
}


@pytest.mark.parametrize(("data", "sentence"), NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_what_is_no_entry_is_named(data: bytes, sentence: str) -> None:
    with pytest.raises(EntryBroken) as refused:
        read_entry(data)
    assert str(refused.value) == sentence


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    made = bundle(entries)
    assert made == b"".join(struct.pack(">H", len(one)) + one for one in entries)
    assert read_bundle(made) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x01", b"\x00\x02a", b"\x00\x00\x00", b"\xff\xff"])
def test_a_bundle_that_is_cut_short_is_refused(data: bytes) -> None:
    with pytest.raises(EntryBroken, match="a bundle is cut short"):
        read_bundle(data)


def test_no_entry_is_longer_than_a_bundle_can_say() -> None:
    with pytest.raises(struct.error):
        bundle([bytes(65_536)])
