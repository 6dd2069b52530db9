"""After 1 July 2025 the queues of ended units are those of the province that took them over."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import pytest
from tests.adapters.postgres.views.cases import WAITS, Clock, officer, pool_of
from tests.adapters.postgres.views.projected import History

from adapters.postgres.work_queues import Place, WorkQueues
from adapters.reference.load_units import load_register
from case_stories import case, fresh_id, opened
from citizen_stories import RECORDED_AT

DONG_VAN, TUYEN_QUANG_CITY, BA_DINH = "026", "070", "001"
"""Districts of Hà Giang (02) and Tuyên Quang (08), one province since then, and of Hà Nội."""
BEFORE = datetime.fromisoformat("2025-06-30T16:00:00+07:00")
AFTER = datetime.fromisoformat("2025-07-01T08:00:00+07:00")
STREAMS = {unit: fresh_id(200 + n) for n, unit in enumerate((DONG_VAN, TUYEN_QUANG_CITY, BA_DINH))}
OF_THE_HEIR = officer(1, "08", "reception-officer")
OF_HA_NOI = officer(2, "01", "reception-officer")


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.at = AFTER
    return clock


@pytest.fixture
async def queues(history: History, clock: Clock) -> AsyncIterator[WorkQueues]:
    for unit, stream in STREAMS.items():
        history.record(case(opened(unit=unit, received_at=RECORDED_AT), stream=stream))
    history.projector(WAITS).catch_up()
    async with pool_of(history) as pool:
        yield WorkQueues(pool, clock.now, load_register())


async def seen(queues: WorkQueues, who: object, **asked: object) -> set[UUID]:
    page = await queues.open(who, **asked)  # type: ignore[arg-type]
    return {item.stream for item in page.items}


async def test_the_heir_sees_what_waits_in_both_provinces_it_was_made_of(
    queues: WorkQueues,
) -> None:
    assert await seen(queues, OF_THE_HEIR) == {STREAMS[DONG_VAN], STREAMS[TUYEN_QUANG_CITY]}
    assert await seen(queues, OF_HA_NOI) == {STREAMS[BA_DINH]}


async def test_on_the_last_day_each_province_sees_its_own(queues: WorkQueues, clock: Clock) -> None:
    clock.at = BEFORE

    assert await seen(queues, OF_THE_HEIR) == {STREAMS[TUYEN_QUANG_CITY]}
    assert await seen(queues, officer(3, "02", "reception-officer")) == {STREAMS[DONG_VAN]}


async def test_a_role_of_a_district_exists_in_the_province_once_districts_have_ended(
    queues: WorkQueues, clock: Clock
) -> None:
    deliverer = officer(4, "08", "delivery-officer", "reception-officer")
    assert await seen(queues, deliverer, role="delivery-officer") == set()
    chief = officer(5, "08", "commune-chief", "reception-officer")

    assert len(await seen(queues, chief)) == 2
    clock.at = BEFORE
    assert await seen(queues, officer(5, "08", "commune-chief")) == set()


async def test_pages_of_several_provinces_hold_everything_once(queues: WorkQueues) -> None:
    pages: list[UUID] = []
    after: Place | None = None
    while not pages or after is not None:
        page = await queues.open(OF_THE_HEIR, limit=1, after=after)
        pages += [item.stream for item in page.items]
        after = page.next

    assert sorted(pages) == sorted([STREAMS[DONG_VAN], STREAMS[TUYEN_QUANG_CITY]])


async def test_the_heir_takes_the_case_of_an_ended_district_in_hand(
    queues: WorkQueues, clock: Clock
) -> None:
    first = await queues.claim_next(OF_THE_HEIR, clock.after(30))
    second = await queues.claim_next(officer(6, "08", "reception-officer"), clock.after(30))

    assert first is not None
    assert second is not None
    assert {first.stream, second.stream} == {STREAMS[DONG_VAN], STREAMS[TUYEN_QUANG_CITY]}
