"""Stored state bytes: pinned, readable for ever, erasable, and never without their seal."""

from collections.abc import Iterable
from uuid import UUID, uuid4

import msgspec
import pytest
from tests.adapters.postgres.codec_example import (
    CAPTURED,
    CATALOGUE,
    ENVELOPE,
    KEY,
    KEY_ID,
    KEYS,
    MAPPER,
    PINNED_ENVELOPE,
    PLAIN_STATE,
    STATE,
    STREAM,
    VERIFIED,
    Declared,
    Recaptured,
    Verified,
    read,
)

from adapters.postgres.event_shape import CatalogueWrong
from adapters.postgres.sealing_mapper import Keys, SealingMapper
from adapters.postgres.stored_state import clear_part, key_id_of
from application.vault import VaultMismatch
from domain.catalogue import CATALOGUE as WHOLE_CATALOGUE
from domain.recorded import Recorded, SealBroken, StateUnreadable


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
    assert read(STATE) == CAPTURED
    assert read(PLAIN_STATE, {}, version=2, topic=Verified.TOPIC) == VERIFIED


def test_personal_facts_are_nowhere_in_the_stored_bytes() -> None:
    canary = msgspec.structs.replace(
        CAPTURED.event, sealed=Declared("CANARY-surname", "CANARY-note", None)
    )
    _, state = MAPPER.encode(msgspec.structs.replace(CAPTURED, event=canary), KEYS, KEY_ID)

    assert b"CANARY" not in state
    assert b"sealed" not in state


def test_after_erasure_the_public_part_reads_and_the_sealed_part_is_none() -> None:
    erased = read(STATE, {KEY_ID: None})

    assert erased.event == msgspec.structs.replace(CAPTURED.event, sealed=None)
    assert erased.envelope == ENVELOPE


def test_a_key_that_nobody_loaded_is_not_taken_for_erasure() -> None:
    with pytest.raises(SealBroken, match="not loaded"):
        read(STATE, {})


def test_the_key_id_is_found_without_parsing() -> None:
    assert key_id_of(STATE) == MAPPER.key_id_of(STATE) == KEY_ID


def test_each_encoding_seals_anew_over_the_same_clear_part() -> None:
    _, again = MAPPER.encode(CAPTURED, KEYS, KEY_ID)

    assert again != STATE
    assert clear_part(again) == clear_part(STATE)


def test_an_unknown_topic_is_a_typed_error() -> None:
    with pytest.raises(StateUnreadable, match="not in the catalogue"):
        read(STATE, topic="example.unheard.v9")


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


def test_an_event_of_the_erased_bears_a_seal_of_nothing_that_no_key_opens() -> None:
    nothing = msgspec.structs.replace(CAPTURED.event, sealed=None)
    bare = msgspec.structs.replace(CAPTURED, event=nothing)

    topic, state = MAPPER.encode(bare, {KEY_ID: None}, KEY_ID)

    assert MAPPER.key_id_of(state) == KEY_ID
    assert MAPPER.decode(bare.stream, bare.version, topic, state, {KEY_ID: None}) == bare
    with pytest.raises(SealBroken):
        MAPPER.decode(bare.stream, bare.version, topic, state, KEYS)
    assert MAPPER.encode(bare, {KEY_ID: None}, KEY_ID)[1] != state, "sealed anew each time"


@pytest.mark.parametrize("keys", [{}, {KEY_ID: None}], ids=["unknown", "destroyed"])
def test_nothing_is_sealed_under_a_key_that_is_not_there(keys: Keys) -> None:
    with pytest.raises(VaultMismatch):
        MAPPER.encode(CAPTURED, keys, KEY_ID)
    with pytest.raises(VaultMismatch):
        MAPPER.encode(CAPTURED, keys, None)


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
