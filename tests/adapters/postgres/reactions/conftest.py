"""Events that call for reactions, recorded as they are; the reactions go through a real office."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.adapters.postgres.views.projected import History

from case_stories import CARD, QUALITY_CHECKED, case, fresh_id, opened
from database import Store
from domain.card_application import events as e
from domain.card_application.facts import Candidate
from domain.dispatch_manifest import events as m
from store_at_work import StoreAtWork, store_at_work

HASH = "0" * 64
MANIFEST, OTHER_MANIFEST = fresh_id(5001), fresh_id(5002)
SEARCH = UUID(int=75)


class Past:
    """Lets a history have happened, with positions."""

    def __init__(self, work: StoreAtWork) -> None:
        self.work = work
        self.history = History(work.store, work.kek)

    def of(self, stream: UUID, *events: Any, after: int = 0) -> UUID:
        """`after` versions that are there already."""
        told = case(*(None,) * after, *events, stream=stream)[after:]
        self.history.record(told)
        return stream

    def application(self, number: int, *events: Any) -> UUID:
        """An application whose card is made and checked, unless events say otherwise."""
        stream = fresh_id(number)
        return self.of(stream, opened(fresh_id(number + 1_000_000)), *(events or made(stream)))

    def sealed_manifest(self, *applications: UUID, stream: UUID = MANIFEST) -> UUID:
        packed = [
            m.CardPacked(card_of(one), one, 1, slot) for slot, one in enumerate(applications, 1)
        ]
        events = (m.Opened("M1", "001"), *packed, m.Sealed("S1", len(packed), HASH))
        return self.of(stream, *events)


def card_of(application: UUID) -> UUID:
    return UUID(int=application.int ^ CARD.int)


def made(application: UUID) -> tuple[Any, ...]:
    card, serial = card_of(application), "VN0000000042"
    return (e.Printed(UUID(int=1), card, serial, HASH, e.PrintedSealed("c")), QUALITY_CHECKED)


def suspected() -> e.DuplicateSuspected:
    candidate = Candidate(UUID(int=9), None, 1, 900, (1,))
    sealed = e.DuplicateSuspectedSealed((candidate,))
    return e.DuplicateSuspected(1, SEARCH, "engine", "1", "set", 9, 1, 900, sealed)


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened:
        yield opened


@pytest.fixture
def past(work: StoreAtWork) -> Iterator[Past]:
    past = Past(work)
    with past.history.vault:
        yield past
