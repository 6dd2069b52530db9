"""Once a person is erased every stream about that person is closed, and no other one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from tests.memory_store import MemoryStore

from application.erased_persons import ClosedToTheErased
from case_stories import CARD, captured, case, opened, personalised
from citizen_stories import ERASED, OFFICER, PAPER, VERIFIED, story
from citizen_stories import captured as declared
from domain.adjudication import events as ae
from domain.card_application.facts import Candidate
from domain.data_quality_case import events as qe
from domain.enrolment_packet import events as pe
from domain.recorded import Recorded
from domain.values.instants import parse_instant

CITIZEN, OTHER = UUID(int=41), UUID(int=42)
STREAM = UUID(int=50)
THEN = parse_instant("2021-03-01T02:00:00Z")


def adjudication(citizen: UUID, candidate: UUID) -> list[Recorded]:
    found = Candidate(candidate, 1, 640, None, (1, 2))
    sealed = ae.OpenedSealed(UUID(int=1), UUID(int=2), citizen, (found,), False, None)
    opinion = ae.OpinionRecorded(1, OFFICER, 60, ae.OpinionSealed((), "khác"))
    return case(ae.Opened("nbis", "5", "set", 0, 1, 5, sealed), opinion, stream=STREAM)


def quality_case(citizen: UUID, other: UUID) -> list[Recorded]:
    sealed = qe.DetectedSealed(other, ("1990",))
    return case(qe.Detected("DQ-01", "clean", "warning", citizen, 4, sealed), stream=STREAM)


def packet(*further: Any) -> list[Recorded]:
    received = pe.Received(
        STREAM, UUID(int=3), 1, "0" * 64, "1" * 64, 9, THEN, "sitting", pe.ReceivedSealed(PAPER)
    )
    return case(received, *further, stream=STREAM)


ABOUT: dict[str, list[Recorded]] = {
    "an application": case(opened(CITIZEN), captured(), stream=STREAM),
    "a card": case(personalised(CITIZEN), stream=STREAM),
    "an adjudication of the person's application": adjudication(CITIZEN, OTHER),
    "a data-quality case": quality_case(CITIZEN, OTHER),
    "a packet": packet(pe.Accepted(CITIZEN, None)),
}
OF_OTHERS: dict[str, list[Recorded]] = {
    "an application": case(opened(OTHER), captured(), stream=STREAM),
    "a card": case(personalised(OTHER), stream=STREAM),
    "an adjudication that found the person": adjudication(OTHER, CITIZEN),
    "a pair that the person is the other of": quality_case(OTHER, CITIZEN),
    "a packet": packet(pe.Accepted(OTHER, None)),
    "a packet that nobody has taken over": packet(),
}


def store(*histories: Sequence[Recorded]) -> ClosedToTheErased:
    memory = MemoryStore()
    for history in histories:
        memory.streams[history[0].stream] = list(history)
        memory.gone |= {one.stream for one in history if one.event == ERASED}
    return ClosedToTheErased(memory)


def sealed(history: Sequence[Recorded]) -> list[Any]:
    return [one.event.sealed for one in history if hasattr(one.event, "sealed")]


ERASED_CITIZEN = story(declared(), VERIFIED, ERASED, stream=CITIZEN)
LIVING_CITIZEN = story(declared(), VERIFIED, stream=CITIZEN)


async def test_the_entry_itself_is_closed_from_its_first_event() -> None:
    found = await store(ERASED_CITIZEN).load(CITIZEN)

    assert sealed(found) == [None, None]
    assert [one.version for one in found] == [1, 2, 3]
    assert [one.envelope for one in found] == [one.envelope for one in ERASED_CITIZEN]


@pytest.mark.parametrize("what", ABOUT)
async def test_what_is_about_an_erased_person_is_closed(what: str) -> None:
    history = ABOUT[what]
    assert set(sealed(history)) != {None}

    assert set(sealed(await store(ERASED_CITIZEN, history).load(history[0].stream))) == {None}
    assert await store(LIVING_CITIZEN, history).load(history[0].stream) == tuple(history)


@pytest.mark.parametrize("what", OF_OTHERS)
async def test_what_is_about_others_stays_as_it_is(what: str) -> None:
    history = OF_OTHERS[what]

    assert await store(ERASED_CITIZEN, history).load(history[0].stream) == tuple(history)


async def test_a_stream_that_is_not_there_has_no_person() -> None:
    assert await store(ERASED_CITIZEN).load(CARD) == ()
