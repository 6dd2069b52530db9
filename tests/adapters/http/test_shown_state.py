"""What officers see of a stream is its state: no field is lost, none is added, and time is text."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from adapters.http.shown_state import BOOKKEEPING, shown_as
from domain.card_application.application import CardApplication
from domain.deadlines import Missed
from domain.enrolment_packet.state import EnrolmentPacket
from domain.stream_kinds import STREAM_KINDS

STREAM = UUID("01780a5c-8e00-7000-8000-0000000000d1")
AT = datetime(2021, 3, 10, 2, 0, tzinfo=UTC)
OWN_SHAPE = {"citizen", "legal-instrument"}
"""Streams that are shown in a shape of their own."""
STATES = {name: kind.state for name, kind in STREAM_KINDS.items() if name not in OWN_SHAPE}


class Note(msgspec.Struct, frozen=True):
    written_at: datetime
    lines: tuple[datetime | None, ...]


class Kept(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A state with everything that can go wrong."""

    version: int
    status: str
    from_: date
    began_at: datetime
    ended_at: datetime | None = None
    note: Note | None = None
    missed: tuple[Missed, ...] = ()
    done: dict[str, str] = {}


def built(state: Any) -> dict[str, Any]:
    _, show = shown_as(type(state))
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(show(STREAM, 7, state)))
    return found


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_every_field_of_a_state_is_shown_but_for_the_bookkeeping(
    state: type[msgspec.Struct],
) -> None:
    shown, _ = shown_as(state)
    names = [field.encode_name for field in msgspec.structs.fields(shown)]
    expected = [
        one.encode_name for one in msgspec.structs.fields(state) if one.name not in BOOKKEEPING
    ]

    assert names == ["id", "version", *expected]


def test_the_version_shown_is_that_of_the_stream_and_not_of_the_state() -> None:
    assert built(Kept(3, "open", date(2021, 3, 1), AT))["version"] == 7


def test_an_instant_is_text_of_one_form_wherever_it_stands() -> None:
    text = "2021-03-10T02:00:00.000000Z"
    shown = built(Kept(1, "open", date(2021, 3, 1), AT, AT, Note(AT, (AT, None))))

    assert (shown["began_at"], shown["ended_at"]) == (text, text)
    assert shown["note"] == {"written_at": text, "lines": [text, None]}


def test_what_is_absent_is_shown_as_null() -> None:
    shown = built(Kept(1, "open", date(2021, 3, 1), AT))

    assert shown["ended_at"] is None
    assert shown["note"] is None


def test_a_field_keeps_the_name_that_the_state_writes() -> None:
    shown = built(Kept(1, "open", date(2021, 3, 1), AT))

    assert shown["from"] == "2021-03-01"
    assert "from_" not in shown


def test_what_only_decisions_read_is_not_shown() -> None:
    state = Kept(1, "open", date(2021, 3, 1), AT, missed=(Missed("open", AT),), done={"a": "b"})

    assert built(state).keys() & {"missed", "done"} == set()


@pytest.mark.parametrize(
    "state",
    [CardApplication(0, "opened", STREAM), EnrolmentPacket(1, "received")],
    ids=["an application", "a packet"],
)
def test_a_state_whose_key_is_gone_is_shown_too(state: Any) -> None:
    """Sealed fields load as nothing once the key was destroyed."""
    assert built(state)["status"] == state.status


def test_what_is_shown_can_be_read_by_its_own_description() -> None:
    shown, show = shown_as(Kept)
    raw = msgspec.json.encode(show(STREAM, 7, Kept(1, "open", date(2021, 3, 1), AT)))

    assert msgspec.json.encode(msgspec.json.decode(raw, type=shown)) == raw
