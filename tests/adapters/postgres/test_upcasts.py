"""Old topics read as present ones, and catalogues that could not work are found at the start."""

from typing import Any, ClassVar

import msgspec
import pytest
from tests.adapters.postgres.codec_example import (
    CAPTURED,
    CATALOGUE,
    KEY,
    KEY_ID,
    KEYS,
    PINNED_ENVELOPE,
    STREAM,
    TOPIC,
    Declared,
)

from adapters.keys.data_key import Binding, seal
from adapters.postgres.event_form import Upcast
from adapters.postgres.event_shape import CatalogueWrong
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import frame
from domain.recorded import StateUnreadable


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
