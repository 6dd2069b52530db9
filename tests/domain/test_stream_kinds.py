"""One table tells how every kind of stream folds and for what it waits."""

import msgspec
import pytest
from tests.domain.citizen import givens

from case_stories import APPROVED, EXAMINED, captured, case, opened, received, started
from domain.catalogue import CATALOGUE, stream_of
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS, waits_of

HISTORIES = {
    "card-application": case(opened(), captured(), *EXAMINED, APPROVED, started()),
    "card-stock": case(received()),
}


def test_every_stream_of_the_catalogue_stands_in_the_table() -> None:
    assert set(STREAM_KINDS) == {stream_of(topic) for topic in CATALOGUE}


@pytest.mark.parametrize("kind", STREAM_KINDS)
def test_the_state_of_every_kind_can_be_kept(kind: str) -> None:
    msgspec.msgpack.Decoder(STREAM_KINDS[kind].state)


@pytest.mark.parametrize(("kind", "history"), HISTORIES.items())
def test_a_kept_state_is_the_state(kind: str, history: list[Recorded]) -> None:
    known = STREAM_KINDS[kind]
    state = None
    for recorded in history:
        state = known.evolve(state, recorded.event, recorded.envelope)

    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=known.state)

    assert kept == state
    assert waits_of(kind, kept) == waits_of(kind, state)


def test_waits_are_asked_by_the_name_of_the_stream() -> None:
    assert [wait.stage for wait in waits_of("citizen", givens.captured())] == ["captured"]
    assert waits_of("citizen", None) == ()
