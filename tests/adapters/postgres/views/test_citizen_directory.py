"""Pages of the search, how fresh they are, and what a rebuild does to them."""

import asyncio
import threading
from uuid import UUID

import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.people import EVERYBODY, NOW, PEOPLE, criteria
from tests.adapters.postgres.views.projected import History

from adapters.postgres.citizen_directory import CitizenDirectory, Freshness
from adapters.postgres.citizen_query import Criteria
from adapters.postgres.live_view import Pool
from adapters.reference.load_units import load_register
from application.event_store import StoreUnavailable
from citizen_stories import (
    VERIFIED,
    captured,
    story,
)


async def test_pages_hold_everybody_once_and_in_order(
    history: History, own: CitizenDirectory
) -> None:
    history.record(*(story(captured(given=given)) for given in ["Ánh"] * 5 + ["Đạt", "An"]))
    history.projector().catch_up()
    pages: list[list[UUID]] = []
    after = None
    while not pages or after is not None:
        page = await own.find(Criteria(), EVERYBODY, 3, after)
        pages.append([row.citizen_id for row in page.rows])
        after = page.next

    everybody = (await own.find(Criteria(), EVERYBODY)).rows
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [one for page in pages for one in page] == [row.citizen_id for row in everybody]
    assert [row.given for row in everybody] == ["An", *["Ánh"] * 5, "Đạt"]


async def test_an_answer_is_fresh_when_nothing_newer_has_a_position(
    directory: CitizenDirectory,
) -> None:
    fresh = Freshness(sum(map(len, PEOPLE.values())) - 1, 0)

    assert (await directory.find(Criteria(), EVERYBODY)).freshness == fresh
    assert (await directory.find(criteria("nobody here"), "02")).freshness == fresh


async def test_an_answer_says_for_how_long_it_lacks_an_event(
    history: History, own: CitizenDirectory
) -> None:
    history.record(story(captured()))
    history.projector().catch_up()
    history.record(story(captured(), VERIFIED))

    behind = (await own.find(Criteria(), EVERYBODY)).freshness
    history.projector().catch_up()
    caught_up = (await own.find(Criteria(), EVERYBODY)).freshness

    assert (behind, caught_up) == (Freshness(0, 9000), Freshness(2, 0))


async def test_a_view_that_was_never_filled_is_empty_and_says_so(
    history: History, own: CitizenDirectory
) -> None:
    before = await own.find(Criteria(), EVERYBODY)
    history.record(story(captured()))
    after = await own.find(Criteria(), EVERYBODY)

    assert (before.rows, before.freshness) == ((), Freshness(-1, 0))
    assert (after.rows, after.freshness) == ((), Freshness(-1, 9000))


async def test_a_swap_never_shows_an_empty_view(history: History, own: CitizenDirectory) -> None:
    history.record(*(story(captured()) for _ in range(4)))
    history.projector().catch_up()
    done = threading.Event()

    def swap() -> None:
        try:
            for _ in range(12):
                history.projector().rebuild()
        finally:
            done.set()

    async def search() -> None:
        while not done.is_set():
            answer = await own.find(criteria("nguyen"), EVERYBODY)
            assert (len(answer.rows), answer.freshness) == (4, Freshness(3, 0))

    swapping = asyncio.create_task(asyncio.to_thread(swap))
    await asyncio.gather(*(search() for _ in range(4)))
    await swapping

    assert history.registered()[1] == "a"


async def test_a_search_without_its_database_is_unavailable(people: History) -> None:
    nowhere: Pool = AsyncConnectionPool(
        make_conninfo(people.dsn, dbname="nowhere"),
        min_size=0, max_size=1, open=False, timeout=0.2, kwargs={"autocommit": True},
    )  # fmt: skip
    async with nowhere:
        with pytest.raises(StoreUnavailable):
            await CitizenDirectory(nowhere, lambda: NOW, load_register()).find(
                Criteria(), EVERYBODY
            )
