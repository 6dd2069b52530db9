"""Officers see what waits for them, oldest first, and no two of them take the same case.

Long because a queue is seen by each officer who may and may not take from it.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.adapters.postgres.views.cases import (
    DISTRICT,
    OTHER_DISTRICT,
    WAITS,
    Clock,
    officer,
    pool_of,
    recorded,
)
from tests.adapters.postgres.views.projected import History

from adapters.postgres.fresh_view import Freshness
from adapters.postgres.work_queues import Place, WorkPage, WorkQueues
from case_stories import APPLICATION, captured, case, fresh_id, opened
from citizen_stories import RECORDED_AT, story
from citizen_stories import captured as citizen_captured

AN = officer(1, DISTRICT, "reception-officer")
BINH = officer(2, DISTRICT, "reception-officer", "intake-approver")
CHI = officer(3, OTHER_DISTRICT, "reception-officer")
DUNG = officer(4, "01", "reception-officer")
HOA = officer(5, "centre", "reception-officer")
STREAMS = [fresh_id(100 + n) for n in range(6)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def queues(history: History, clock: Clock) -> AsyncIterator[WorkQueues]:
    async with pool_of(history) as pool:
        yield WorkQueues(pool, clock.now)


def six_opened(history: History) -> None:
    """Opened a minute apart, the last in another province, which makes it the first due."""
    for n, stream in enumerate(STREAMS):
        unit = OTHER_DISTRICT if n == 5 else DISTRICT
        at = RECORDED_AT + timedelta(minutes=n)
        history.record(case(opened(unit=unit, received_at=at), stream=stream))
    history.projector(WAITS).catch_up()


def order(page: WorkPage) -> list[UUID]:
    return [item.stream for item in page.items]


async def test_a_queue_shows_the_waits_of_the_role_in_the_unit_and_below(
    history: History, queues: WorkQueues
) -> None:
    six_opened(history)

    assert set(order(await queues.open(AN))) == set(STREAMS[:5])
    assert set(order(await queues.open(CHI))) == {STREAMS[5]}
    assert set(order(await queues.open(DUNG))) == set(STREAMS[:5])
    assert set(order(await queues.open(HOA))) == set(STREAMS)
    assert order(await queues.open(officer(9, "00001", "reception-officer"))) == []
    assert order(await queues.open(officer(9, DISTRICT, "director"))) == []
    assert order(await queues.open(officer(9, "nowhere", "reception-officer"))) == []
    assert order(await queues.open(officer(9, DISTRICT))) == []


async def test_an_item_says_what_waits_and_until_when(history: History, queues: WorkQueues) -> None:
    history.record(case(opened()))
    history.projector(WAITS).catch_up()

    page = await queues.open(AN)
    [item] = page.items

    assert (item.kind, item.stage, item.stream) == ("card-application", "opened", APPLICATION)
    assert (item.due, item.missed) == (RECORDED_AT + timedelta(days=1), False)
    assert (item.escalates_to, item.entered_version) == ("intake-approver", 1)
    assert (item.claimed_by, item.claimed_until) == (None, None)
    assert (page.next, page.freshness) == (None, Freshness(0, 0))


async def test_an_empty_view_says_how_old_it_is(history: History, queues: WorkQueues) -> None:
    history.record(case(opened()))

    page = await queues.open(AN)

    assert (page.items, page.freshness) == ((), Freshness(-1, 3_600_000))


async def test_the_oldest_due_comes_first_and_pages_hold_everything_once(
    history: History, queues: WorkQueues, clock: Clock
) -> None:
    for n, stream in enumerate(STREAMS):
        recorded(history, *[opened()] * (6 - n), stream=stream)
    history.projector(WAITS).catch_up()
    await queues.claim(AN, STREAMS[2], "opened", clock.after(30))
    whole = order(await queues.open(DUNG))
    pages: list[list[UUID]] = []
    after: Place | None = None
    while not pages or after is not None:
        page = await queues.open(DUNG, limit=2, after=after)
        pages.append(order(page))
        after = page.next

    assert whole == [*(one for one in STREAMS if one != STREAMS[2]), STREAMS[2]]
    assert [len(page) for page in pages] == [2, 2, 2]
    assert [one for page in pages for one in page] == whole


async def test_a_queue_can_be_one_stage_or_one_role(history: History, queues: WorkQueues) -> None:
    recorded(history, opened(), stream=STREAMS[0])
    recorded(history, opened(), captured(), stream=STREAMS[1])
    history.projector(WAITS).catch_up()

    assert set(order(await queues.open(BINH))) == set(STREAMS[:2])
    assert order(await queues.open(BINH, stage="captured")) == [STREAMS[1]]
    assert order(await queues.open(BINH, role="reception-officer")) == [STREAMS[0]]
    assert order(await queues.open(BINH, role="director")) == []


async def test_entries_wait_for_the_chief_of_their_commune(
    history: History, queues: WorkQueues
) -> None:
    entry = story(citizen_captured())
    history.record(entry)
    history.projector(WAITS).catch_up()

    assert order(await queues.open(officer(6, "00001", "commune-chief"))) == [entry[0].stream]
    assert order(await queues.open(officer(6, "00004", "commune-chief"))) == []


async def test_what_is_in_hand_comes_after_what_is_free_and_for_its_holder_stays_in_place(
    history: History, queues: WorkQueues, clock: Clock
) -> None:
    six_opened(history)
    first, *others = order(await queues.open(AN))
    until = clock.after(30)

    assert await queues.claim(BINH, first, "opened", until)

    assert order(await queues.open(AN)) == [*others, first]
    assert order(await queues.open(BINH)) == [first, *others]
    last = (await queues.open(AN)).items[-1]
    assert (last.claimed_by, last.claimed_until, last.taken) == (BINH.officer, until, 1)


async def test_a_case_is_in_one_hand(history: History, queues: WorkQueues, clock: Clock) -> None:
    until = clock.after(30)

    assert await queues.claim(AN, APPLICATION, "opened", until)
    assert not await queues.claim(BINH, APPLICATION, "opened", until)
    assert await queues.claim(AN, APPLICATION, "opened", clock.after(60))
    assert not await queues.release(BINH, APPLICATION, "opened")
    assert await queues.release(AN, APPLICATION, "opened")
    assert not await queues.release(AN, APPLICATION, "opened")
    assert await queues.claim(BINH, APPLICATION, "opened", until)


async def test_a_claim_ends_with_its_time(
    history: History, queues: WorkQueues, clock: Clock
) -> None:
    six_opened(history)
    first, *_ = order(await queues.open(AN))
    await queues.claim(BINH, first, "opened", clock.after(30))
    clock.at = clock.after(30)

    assert order(await queues.open(AN))[0] == first
    assert await queues.claim(AN, first, "opened", clock.after(30))


async def next_of(queues: WorkQueues, number: int, until: datetime) -> UUID | None:
    item = await queues.claim_next(officer(number, DISTRICT, "reception-officer"), until)
    return item.stream if item else None


async def test_officers_who_ask_at_once_get_different_cases(
    history: History, queues: WorkQueues, clock: Clock
) -> None:
    six_opened(history)
    until = clock.after(30)

    got = await asyncio.gather(*(next_of(queues, n, until) for n in range(10, 17)))

    taken = [one for one in got if one is not None]
    assert sorted(taken) == sorted(STREAMS[:5])
    assert got.count(None) == 2


async def test_who_asks_again_keeps_the_case_in_hand(
    history: History, queues: WorkQueues, clock: Clock
) -> None:
    six_opened(history)
    first = await queues.claim_next(AN, clock.after(30))
    again = await queues.claim_next(AN, clock.after(45))

    assert first is not None
    assert again is not None
    assert (again.stream, again.claimed_until) == (first.stream, clock.after(45))
    assert await queues.claim_next(AN, clock.after(30), stage="captured") is None


async def test_claims_whose_time_has_passed_are_swept_away(
    history: History, queues: WorkQueues, clock: Clock
) -> None:
    await queues.claim(AN, APPLICATION, "opened", clock.after(30))
    clock.at = clock.after(31)

    await queues.claim_next(AN, clock.after(30))

    assert history.ask("SELECT * FROM work_claims") == []
