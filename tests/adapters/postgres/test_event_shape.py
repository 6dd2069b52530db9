"""What of a struct is written, and which structs could not be written without loss."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

import msgspec
import pytest

from adapters.postgres.event_shape import CatalogueWrong, Shape, instant

HANOI = timezone(timedelta(hours=7))
NOON = datetime(2021, 3, 1, 12, 0, tzinfo=HANOI)


class Inner(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    from_: datetime | None
    any: Any = None


class Outer(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "test.outer.v1"
    when: datetime
    day: date
    many: tuple[Inner, ...]
    later: datetime | None = None


def _text(value: msgspec.Struct) -> str:
    return msgspec.json.encode(Shape(type(value)).plain(value)).decode()


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON, "2021-03-01T05:00:00.000000Z"),
        (NOON.replace(microsecond=120), "2021-03-01T05:00:00.000120Z"),
        (datetime(2021, 3, 1, 0, 0, 0, 999999, UTC), "2021-03-01T00:00:00.999999Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_six_digits(moment: datetime, text: str) -> None:
    assert instant(moment) == text


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="without offset"):
        instant(datetime(2021, 3, 1))  # noqa: DTZ001


def test_instants_are_so_written_at_every_depth_in_declared_order_with_nulls() -> None:
    value = Outer(NOON, date(2021, 3, 1), (Inner(NOON, {"x": [NOON]}), Inner(None)))

    assert _text(value) == (
        '{"when":"2021-03-01T05:00:00.000000Z","day":"2021-03-01","many":['
        '{"from":"2021-03-01T05:00:00.000000Z","any":{"x":["2021-03-01T05:00:00.000000Z"]}},'
        '{"from":null,"any":null}],"later":null}'
    )


def test_a_struct_without_instants_is_encoded_as_it_is() -> None:
    class Plain(msgspec.Struct, frozen=True):
        name: str
        day: date | None = None

    value = Plain("An")

    assert Shape(Plain).plain(value) is value
    assert _text(value) == '{"name":"An","day":null}'


def test_what_is_read_must_have_every_field_and_no_other() -> None:
    strict = msgspec.json.Decoder(Shape(Inner).strict)

    assert strict.decode(b'{"from":null,"any":1}')
    for wrong in (b'{"from":null}', b'{"from":null,"any":1,"more":1}', b'{"from":1,"any":1}'):
        with pytest.raises(msgspec.ValidationError):
            strict.decode(wrong)


class Tagged(msgspec.Struct, tag=True):
    name: str


class Omitting(msgspec.Struct, omit_defaults=True):
    name: str = ""


class HoldsOmitting(msgspec.Struct):
    parts: dict[str, list[Omitting | None]]


class RawBesideInstants(msgspec.Struct):
    parts: list[tuple[datetime, msgspec.Raw]]


@pytest.mark.parametrize("wrong", [Tagged, Omitting, HoldsOmitting, RawBesideInstants])
def test_a_struct_that_would_lose_something_is_refused_at_the_start(
    wrong: type[msgspec.Struct],
) -> None:
    with pytest.raises(CatalogueWrong):
        Shape(wrong)
