"""Stored state bytes: pinned, readable for ever, erasable, and never silently wrong."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.postgres.codec_example import (
    CAPTURED,
    CATALOGUE,
    ENVELOPE,
    KEY,
    KEY_ID,
    KEYS,
    STREAM,
    VERIFIED,
    Captured,
    Declared,
    Verified,
)

from adapters.keys.data_key import Binding, DataKey, seal
from adapters.postgres.event_form import Upcast
from adapters.postgres.event_shape import CatalogueWrong
from adapters.postgres.sealing_mapper import Keys, SealingMapper
from adapters.postgres.stored_state import FrameBroken, clear_part, frame, key_id_of
from application.recorded import Recorded, SealBroken, StateUnreadable
from application.vault import VaultMismatch
from domain.catalogue import CATALOGUE as WHOLE_CATALOGUE

MAPPER = SealingMapper(CATALOGUE)
TOPIC, STATE = MAPPER.encode(CAPTURED, KEYS, KEY_ID)
_, PLAIN_STATE = MAPPER.encode(VERIFIED, {}, None)
PINNED_ENVELOPE = (
    '"envelope":{"recorded_at":"2021-03-01T02:03:04.500000Z",'
    '"occurred_at":"2021-03-01T02:03:04.000000Z",'
    '"actor":{"officer":"00000000-0000-0000-0000-000000000007","unit":"01","roles":["registrar"]},'
    '"station_id":null,"command_id":"00000000-0000-0000-0000-000000000008",'
    '"correlation_id":"00000000-0000-0000-0000-000000000009","policy_version":3,'
    '"countersigned_by":null,"traceparent":null,"clock_offset_s":0}'
)


def _read(state: bytes, keys: Keys = KEYS, **other: Any) -> Recorded:
    where = {"stream": STREAM, "version": 1, "topic": TOPIC, **other}
    return MAPPER.decode(state=state, keys=keys, **where)


def test_the_clear_bytes_are_what_they_were_on_the_first_day() -> None:
    text = (
        f'{{{PINNED_ENVELOPE},"public":{{"unit":"01","from":"2021-03-01",'
        '"captured_at":"2021-03-01T02:03:04.000000Z"}}'
    ).encode()

    assert clear_part(STATE) == b"\x01" + len(text).to_bytes(4, "big") + text
    assert STATE[len(text) + 5 : len(text) + 22] == b"\x01" + KEY_ID.bytes


def test_an_event_without_personal_facts_has_no_sealed_part() -> None:
    text = f'{{{PINNED_ENVELOPE},"public":{{"checks":["DQ-01","DQ-02"]}}}}'.encode()

    assert b"\x01" + len(text).to_bytes(4, "big") + text == PLAIN_STATE
    assert key_id_of(PLAIN_STATE) is None


def test_what_was_recorded_is_read_again() -> None:
    assert _read(STATE) == CAPTURED
    assert _read(PLAIN_STATE, {}, version=2, topic=Verified.TOPIC) == VERIFIED


def test_personal_facts_are_nowhere_in_the_stored_bytes() -> None:
    canary = msgspec.structs.replace(
        CAPTURED.event, sealed=Declared("CANARY-surname", "CANARY-note", None)
    )
    _, state = MAPPER.encode(msgspec.structs.replace(CAPTURED, event=canary), KEYS, KEY_ID)

    assert b"CANARY" not in state
    assert b"sealed" not in state


def test_after_erasure_the_public_part_reads_and_the_sealed_part_is_none() -> None:
    read = _read(STATE, {KEY_ID: None})

    assert read.event == msgspec.structs.replace(CAPTURED.event, sealed=None)
    assert read.envelope == ENVELOPE


def test_a_key_that_nobody_loaded_is_not_taken_for_erasure() -> None:
    with pytest.raises(SealBroken, match="not loaded"):
        _read(STATE, {})


def test_the_key_id_is_found_without_parsing() -> None:
    assert key_id_of(STATE) == MAPPER.key_id_of(STATE) == KEY_ID


def test_each_encoding_seals_anew_over_the_same_clear_part() -> None:
    _, again = MAPPER.encode(CAPTURED, KEYS, KEY_ID)

    assert again != STATE
    assert clear_part(again) == clear_part(STATE)


MOVED: dict[str, dict[str, Any]] = {
    "another stream": {"stream": UUID(int=1)},
    "another version": {"version": 2},
}


@pytest.mark.parametrize("where", MOVED.values(), ids=MOVED)
def test_a_row_moved_to_another_place_is_refused(where: dict[str, Any]) -> None:
    with pytest.raises(SealBroken):
        _read(STATE, **where)


class Recaptured(Captured, frozen=True):
    TOPIC: ClassVar[str] = "example.recaptured.v1"


def test_a_row_under_another_topic_of_the_same_fields_is_refused() -> None:
    mapper = SealingMapper({**CATALOGUE, Recaptured.TOPIC: Recaptured})

    with pytest.raises(SealBroken):
        mapper.decode(STREAM, 1, Recaptured.TOPIC, STATE, KEYS)


def test_a_sealed_part_under_another_public_part_is_refused() -> None:
    clear = clear_part(STATE)
    sealed = STATE[len(clear) :]
    forged = clear.replace(b'"unit":"01","from"', b'"unit":"79","from"')

    with pytest.raises(SealBroken):
        _read(forged + sealed)


def test_a_sealed_part_that_was_cut_away_is_not_taken_for_erasure() -> None:
    with pytest.raises(SealBroken):
        _read(clear_part(STATE), {KEY_ID: None})


def test_another_key_under_the_same_id_is_refused() -> None:
    with pytest.raises(SealBroken, match="commitment"):
        _read(STATE, {KEY_ID: DataKey(bytes(32))})


def test_bytes_after_an_event_without_sealed_part_are_refused() -> None:
    with pytest.raises(StateUnreadable):
        _read(PLAIN_STATE + b"x", {}, version=2, topic=Verified.TOPIC)


@pytest.mark.parametrize(
    ("state", "topic"), [(STATE, TOPIC), (PLAIN_STATE, Verified.TOPIC)], ids=["sealed", "plain"]
)
def test_a_state_cut_short_at_any_byte_is_a_typed_error(state: bytes, topic: str) -> None:
    for length in range(len(state)):
        with pytest.raises(StateUnreadable) as refused:
            _read(state[:length], {**KEYS}, topic=topic)
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
        _read(state, {key_id: KEY} if key_id else {})


@given(st.integers(0, len(STATE) * 8 - 1))
def test_one_altered_bit_is_a_typed_error(bit: int) -> None:
    altered = bytearray(STATE)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StateUnreadable):
        _read(bytes(altered), {**KEYS})


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
        _read(frame(text), {}, topic=Verified.TOPIC)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b'{"surname":1}', b"[" * 10_000])
def test_a_sealed_part_of_another_form_is_a_typed_error_that_quotes_nothing(text: bytes) -> None:
    clear = clear_part(STATE)
    state = clear + seal(KEY_ID, KEY, text + b" CANARY", Binding(STREAM, 1, TOPIC, clear))

    with pytest.raises(StateUnreadable) as refused:
        _read(state)

    cause: BaseException | None = refused.value
    while cause is not None:
        assert "CANARY" not in repr(cause)
        cause = cause.__cause__


def test_an_unknown_topic_is_a_typed_error() -> None:
    with pytest.raises(StateUnreadable, match="not in the catalogue"):
        _read(STATE, topic="example.unheard.v9")


def test_an_event_outside_the_catalogue_is_not_written() -> None:
    foreign = msgspec.structs.replace(
        CAPTURED, event=Recaptured("01", None, ENVELOPE.recorded_at, None)
    )

    with pytest.raises(CatalogueWrong):
        MAPPER.encode(foreign, KEYS, KEY_ID)


def test_an_event_is_not_written_without_its_personal_facts() -> None:
    bare = msgspec.structs.replace(CAPTURED.event, sealed=None)

    with pytest.raises(CatalogueWrong, match="only with its sealed part"):
        MAPPER.encode(msgspec.structs.replace(CAPTURED, event=bare), KEYS, KEY_ID)


@pytest.mark.parametrize("keys", [{}, {KEY_ID: None}], ids=["unknown", "destroyed"])
def test_nothing_is_sealed_under_a_key_that_is_not_there(keys: Keys) -> None:
    with pytest.raises(VaultMismatch):
        MAPPER.encode(CAPTURED, keys, KEY_ID)
    with pytest.raises(VaultMismatch):
        MAPPER.encode(CAPTURED, keys, None)


def _to_present(public: dict[str, Any]) -> dict[str, Any]:
    return {"unit": public["province"], "from": None, "captured_at": public["captured_at"]}


def _sealed_to_present(sealed: dict[str, Any]) -> dict[str, Any]:
    return {**sealed, "note": None, "seen_at": None}


OLD_TOPIC = "example.captured.v0"
UPCASTS = {
    "example.taken.v1": Upcast(OLD_TOPIC, lambda public: {**public, "province": public["p"]}),
    OLD_TOPIC: Upcast(TOPIC, _to_present, _sealed_to_present),
}


def _old_state(topic: str, public: bytes) -> bytes:
    clear = frame(b"{" + PINNED_ENVELOPE.encode() + b',"public":' + public + b"}")
    secret = '{"surname":"Nguyễn"}'.encode()
    return clear + seal(KEY_ID, KEY, secret, Binding(STREAM, 1, topic, clear))


@pytest.mark.parametrize(
    ("topic", "field"), [(OLD_TOPIC, "province"), ("example.taken.v1", "p")], ids=["one", "two"]
)
def test_an_old_topic_reads_as_the_present_one(topic: str, field: str) -> None:
    state = _old_state(topic, f'{{"{field}":"01","captured_at":"2021-03-01T02:03:04Z"}}'.encode())

    read = SealingMapper(CATALOGUE, UPCASTS).decode(STREAM, 1, topic, state, KEYS)

    expected = msgspec.structs.replace(CAPTURED.event, from_=None)
    assert read == msgspec.structs.replace(CAPTURED, event=expected)


@pytest.mark.parametrize("public", [b"{}", b"[]", b'{"province":1,"captured_at":null}'])
def test_an_old_state_that_its_upcast_does_not_fit_is_a_typed_error(public: bytes) -> None:
    mapper = SealingMapper(CATALOGUE, UPCASTS)

    with pytest.raises(StateUnreadable):
        mapper.decode(STREAM, 1, OLD_TOPIC, _old_state(OLD_TOPIC, public), KEYS)


def test_upcasts_in_a_circle_are_found_at_the_start() -> None:
    circle = {"a.b.v0": Upcast("a.b.v1", dict), "a.b.v1": Upcast("a.b.v0", dict)}

    with pytest.raises(CatalogueWrong, match="circle"):
        SealingMapper(CATALOGUE, circle)


class SealedInTheMiddle(msgspec.Struct):
    TOPIC: ClassVar[str] = "example.wrong.v1"
    sealed: Declared | None
    unit: str


class SealedNotOptional(msgspec.Struct):
    TOPIC: ClassVar[str] = "example.wrong.v1"
    sealed: Declared


class OfAnotherTopic(msgspec.Struct):
    TOPIC: ClassVar[str] = "example.other.v1"


@pytest.mark.parametrize("wrong", [SealedInTheMiddle, SealedNotOptional, OfAnotherTopic])
def test_a_class_that_breaks_the_form_is_found_at_the_start(wrong: type[msgspec.Struct]) -> None:
    with pytest.raises(CatalogueWrong):
        SealingMapper({"example.wrong.v1": wrong})


def test_the_whole_catalogue_can_be_stored() -> None:
    SealingMapper(WHOLE_CATALOGUE)


class OneKey:
    """A key source with one subject."""

    def load(self, key_ids: Iterable[UUID]) -> Keys:
        return {key_id: KEY if key_id == KEY_ID else None for key_id in key_ids}

    def key_for(self, recorded: Recorded) -> UUID:
        return KEY_ID


@pytest.mark.parametrize("recorded", [CAPTURED, VERIFIED], ids=["sealed", "plain"])
def test_the_librarys_methods_store_and_read_with_an_attached_key_source(
    recorded: Recorded,
) -> None:
    mapper = SealingMapper(CATALOGUE, source=OneKey())

    stored = mapper.to_stored_event(recorded)

    assert (stored.originator_id, stored.originator_version) == (STREAM, recorded.version)
    assert stored.topic == recorded.topic
    assert mapper.to_domain_event(stored) == recorded


def test_without_a_key_source_the_librarys_methods_refuse() -> None:
    with pytest.raises(VaultMismatch, match="no key source"):
        MAPPER.to_stored_event(msgspec.structs.replace(CAPTURED, stream=uuid4()))
