"""Stored states that were moved, cut, altered or invented: each one a typed error."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.postgres.codec_example import (
    CATALOGUE,
    KEY,
    KEY_ID,
    KEYS,
    PINNED_ENVELOPE,
    PLAIN_STATE,
    STATE,
    STREAM,
    TOPIC,
    Recaptured,
    Verified,
    read,
)

from adapters.keys.data_key import Binding, DataKey, seal
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import FrameBroken, clear_part, frame, key_id_of
from domain.recorded import SealBroken, StateUnreadable

MOVED: dict[str, dict[str, Any]] = {
    "another stream": {"stream": UUID(int=1)},
    "another version": {"version": 2},
}


@pytest.mark.parametrize("where", MOVED.values(), ids=MOVED)
def test_a_row_moved_to_another_place_is_refused(where: dict[str, Any]) -> None:
    with pytest.raises(SealBroken):
        read(STATE, **where)


def test_a_row_under_another_topic_of_the_same_fields_is_refused() -> None:
    mapper = SealingMapper({**CATALOGUE, Recaptured.TOPIC: Recaptured})

    with pytest.raises(SealBroken):
        mapper.decode(STREAM, 1, Recaptured.TOPIC, STATE, KEYS)


def test_a_sealed_part_under_another_public_part_is_refused() -> None:
    clear = clear_part(STATE)
    sealed = STATE[len(clear) :]
    forged = clear.replace(b'"unit":"01","from"', b'"unit":"79","from"')

    with pytest.raises(SealBroken):
        read(forged + sealed)


def test_a_sealed_part_that_was_cut_away_is_not_taken_for_erasure() -> None:
    with pytest.raises(SealBroken):
        read(clear_part(STATE), {KEY_ID: None})


def test_another_key_under_the_same_id_is_refused() -> None:
    with pytest.raises(SealBroken, match="commitment"):
        read(STATE, {KEY_ID: DataKey(bytes(32))})


def test_bytes_after_an_event_without_sealed_part_are_refused() -> None:
    with pytest.raises(StateUnreadable):
        read(PLAIN_STATE + b"x", {}, version=2, topic=Verified.TOPIC)


@pytest.mark.parametrize(
    ("state", "topic"), [(STATE, TOPIC), (PLAIN_STATE, Verified.TOPIC)], ids=["sealed", "plain"]
)
def test_a_state_cut_short_at_any_byte_is_a_typed_error(state: bytes, topic: str) -> None:
    for length in range(len(state)):
        with pytest.raises(StateUnreadable) as refused:
            read(state[:length], {**KEYS}, topic=topic)
        assert (refused.value.stream, refused.value.version) == (STREAM, 1)
        key_id_of(state[:length])


@pytest.mark.parametrize("length", [0, 4, 5, 40, len(PLAIN_STATE) - 1])
def test_a_clear_part_cut_short_is_named_so_before_it_is_parsed(length: int) -> None:
    with pytest.raises(FrameBroken, match="cut short"):
        clear_part(PLAIN_STATE[:length])


@given(st.binary(max_size=300))
def test_bytes_of_no_kind_are_a_typed_error(state: bytes) -> None:
    key_id = key_id_of(state)
    with pytest.raises(StateUnreadable):
        read(state, {key_id: KEY} if key_id else {})


@given(st.integers(0, len(STATE) * 8 - 1))
def test_one_altered_bit_is_a_typed_error(bit: int) -> None:
    altered = bytearray(STATE)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StateUnreadable):
        read(bytes(altered), {**KEYS})


HOSTILE = {
    "no JSON": b"{",
    "no UTF-8": b'{"envelope":"\xff"}',
    "a lone surrogate": b'{"envelope":"\\ud800","public":{}}',
    "an array": b"[]",
    "nothing": b"",
    "too deep": b"[" * 100_000,
    "too deep within": b'{"envelope":{"unknown":' + b"[" * 100_000,
    "no public part": b"{" + PINNED_ENVELOPE.encode() + b"}",
    "a missing field": b"{" + PINNED_ENVELOPE.encode() + b',"public":{}}',
    "a wrong type": b"{" + PINNED_ENVELOPE.encode() + b',"public":{"checks":"DQ-01"}}',
    "an unknown field": b"{" + PINNED_ENVELOPE.encode() + b',"public":{"checks":[],"more":1}}',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_clear_part_of_another_form_is_a_typed_error(text: bytes) -> None:
    with pytest.raises(StateUnreadable):
        read(frame(text), {}, topic=Verified.TOPIC)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b'{"surname":1}', b"[" * 10_000])
def test_a_sealed_part_of_another_form_is_a_typed_error_that_quotes_nothing(text: bytes) -> None:
    clear = clear_part(STATE)
    state = clear + seal(KEY_ID, KEY, text + b" CANARY", Binding(STREAM, 1, TOPIC, clear))

    with pytest.raises(StateUnreadable) as refused:
        read(state)

    cause: BaseException | None = refused.value
    while cause is not None:
        assert "CANARY" not in repr(cause)
        cause = cause.__cause__
