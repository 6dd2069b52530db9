"""Searching citizens: who is found by what, by whom, in which order and how fresh."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.projected import History

from adapters.keys.file_kek import create_kek
from adapters.postgres.citizen_directory import CitizenDirectory, Freshness
from adapters.postgres.citizen_query import Criteria
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.live_view import Pool
from application.event_store import StoreUnavailable
from citizen_stories import (
    APPROVED,
    DEAD,
    DONG_VAN,
    LOST,
    NOTIFIED,
    PHUC_XA,
    RECORDED_AT,
    RESTORED,
    VERIFIED,
    cancelled,
    captured,
    numbered,
    resided,
    stay,
    story,
)
from database import Store, database
from domain.recorded import Recorded
from domain.values.partial_date import PartialDate

NOW = RECORDED_AT + timedelta(seconds=10)
EVERYBODY = "ministry"
ELSEWHERE = (stay(DONG_VAN),)

PEOPLE: dict[str, list[Recorded]] = {
    "ánh": story(
        captured(), VERIFIED, APPROVED, numbered("001190000001"), NOTIFIED,
        cancelled("001190000001"), APPROVED, numbered("001090000001"),
    ),
    "đỗ": story(captured(surname="Đỗ", middle="Hữu", given="Đạt", birth="1985-12", sex="male")),
    "y-thien": story(captured(surname="Ksor", middle="", given="Y-Thiên", birth="1950")),
    "d'ran": story(captured(surname="K'", middle="", given="D'Ran", birth="1986-02-28")),
    "moved": story(captured(given="Bích", birth="1970-01-01"), resided(DONG_VAN)),
    "homeless": story(captured(given="Cúc", birth="1970-12-31", residences=())),
    "at centre": story(captured(given="Dung", residences=ELSEWHERE), unit="centre"),
    "dead": story(
        captured(given="Hoà", birth="1930"), VERIFIED, APPROVED, numbered("001030000001"), DEAD
    ),
    "nobody": story(captured(surname="Lê", given="Lan", birth="1999-09-09")),
}  # fmt: skip


def nguyen(*but: str) -> set[str]:
    return {"ánh", "moved", "homeless", "at centre", "dead"} - set(but)


@asynccontextmanager
async def directory_of(history: History) -> AsyncIterator[CitizenDirectory]:
    pool: Pool = AsyncConnectionPool(
        history.dsn, min_size=1, max_size=4, open=False, timeout=2, kwargs={"autocommit": True}
    )
    async with pool:
        yield CitizenDirectory(pool, lambda: NOW)


@pytest.fixture(scope="module")
def people(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    """Everybody recorded and projected; for tests that only ask."""
    kek = create_kek(tmp_path_factory.mktemp("kek") / "kek.json")
    with database(cluster, "template_store") as dsn, database(cluster, "template_keys") as keys_dsn:
        history = History(Store(dsn, keys_dsn), kek)
        with history.vault:
            history.record(*PEOPLE.values())
            history.projector().catch_up()
            yield history


@pytest.fixture
async def directory(people: History) -> AsyncIterator[CitizenDirectory]:
    async with directory_of(people) as opened:
        yield opened


@pytest.fixture
async def own(history: History) -> AsyncIterator[CitizenDirectory]:
    """A directory over a history that the test may add to."""
    async with directory_of(history) as opened:
        yield opened


NAME_OF = {events[0].stream: name for name, events in PEOPLE.items()}


async def found(directory: CitizenDirectory, within: str = EVERYBODY, **criteria: Any) -> set[str]:
    answer = await directory.find(Criteria(**criteria), within)
    assert len(answer.rows) == len({row.citizen_id for row in answer.rows})
    return {NAME_OF[row.citizen_id] for row in answer.rows}


BY_NAME = {
    "": set(PEOPLE),
    "   ": set(PEOPLE),
    "nguyen": nguyen(),
    "Nguyễn Thị Ánh": {"ánh"},
    "anh nguyen": {"ánh"},
    "THI ANH NG": {"ánh"},
    "n t a": {"ánh"},
    "guyen": set(),
    "do dat": {"đỗ"},
    "đo": {"đỗ"},
    "Ðỗ": {"đỗ"},
    "y-thien": {"y-thien"},
    "thien": {"y-thien"},
    "kso": {"y-thien"},
    "dran": {"d'ran"},
    "d’ran": {"d'ran"},
    "hòa": {"dead"},
    "%": set(),
    "_guyen": set(),
    "\\": set(),
    "' OR 1=1 --": set(),
    "anh anh": {"ánh"},
    "nguyen bich cuc": set(),
}


@pytest.mark.parametrize(("q", "names"), BY_NAME.items(), ids=repr)
async def test_a_name_is_found_by_the_beginnings_of_its_words(
    directory: CitizenDirectory, q: str, names: set[str]
) -> None:
    assert await found(directory, q=q) == names


BY_BIRTH = {
    "1990-03-07": {"ánh", "at centre"},
    "1990-03-08": set(),
    "1990-03": {"ánh", "at centre"},
    "1990": {"ánh", "at centre"},
    "1985-12-31": {"đỗ"},
    "1986-01-01": set(),
    "1985": {"đỗ"},
    "1950-06-15": {"y-thien"},
    "1950-12": {"y-thien"},
    "1951": set(),
    "1970": {"moved", "homeless"},
    "1970-01": {"moved"},
    "1969-12-31": set(),
    "1930-01-01": {"dead"},
}


@pytest.mark.parametrize(("birth", "names"), BY_BIRTH.items())
async def test_a_birth_date_finds_whoever_may_have_been_born_then(
    directory: CitizenDirectory, birth: str, names: set[str]
) -> None:
    assert await found(directory, birth=PartialDate(birth)) == names


BY_PIN = {
    "001090000001": {"ánh"},
    "001190000001": {"ánh"},
    "001030000001": {"dead"},
    "00109000000": set(),
    "00109000000%": set(),
    "": set(),
}


@pytest.mark.parametrize(("pin", "names"), BY_PIN.items())
async def test_a_number_finds_its_holder_also_when_it_has_ended(
    directory: CitizenDirectory, pin: str, names: set[str]
) -> None:
    assert await found(directory, pin=pin) == names


HA_GIANG = {"moved", "at centre"}
HA_NOI = set(PEOPLE) - {"at centre"}
PLACES = {
    "02": HA_GIANG,
    "026": HA_GIANG,
    DONG_VAN: HA_GIANG,
    "01": HA_NOI,
    "001": HA_NOI,
    PHUC_XA: HA_NOI,
    "0": set(),
    "03": set(),
    "": set(),
}


@pytest.mark.parametrize(("unit", "names"), PLACES.items())
async def test_a_unit_finds_whom_it_collected_and_who_lives_there(
    directory: CitizenDirectory, unit: str, names: set[str]
) -> None:
    assert await found(directory, unit=unit) == names


@pytest.mark.parametrize(
    ("within", "names"), [*PLACES.items(), ("centre", set(PEOPLE)), ("ministry", set(PEOPLE))]
)
async def test_an_officer_finds_only_citizens_of_the_own_unit(
    directory: CitizenDirectory, within: str, names: set[str]
) -> None:
    assert await found(directory, within=within) == names
    assert await found(directory, within=within, q="nguyen") == names & nguyen()


async def test_criteria_hold_together(directory: CitizenDirectory) -> None:
    assert await found(directory, q="nguyen", birth=PartialDate("1970"), unit="02") == {"moved"}
    assert await found(directory, q="do", pin="001090000001") == set()
    assert await found(directory, within="02", pin="001090000001") == set()


async def test_a_row_shows_what_officers_need(directory: CitizenDirectory) -> None:
    (row,) = (await directory.find(Criteria(pin="001190000001"), EVERYBODY)).rows

    assert (row.version, row.status, row.standing, row.pin) == (
        8, "approved", "living", "001090000001",
    )  # fmt: skip
    assert (row.surname, row.middle, row.given) == ("Nguyễn", "Thị", "Ánh")
    assert (row.birth, row.sex, row.unit, row.residence_unit) == (
        "1990-03-07", "female", PHUC_XA, PHUC_XA,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("last", "pin"), [((DEAD,), None), ((LOST,), None), ((DEAD, RESTORED), "001190000009")]
)
async def test_a_number_that_ended_with_the_standing_is_not_in_force(
    history: History, own: CitizenDirectory, last: tuple[Any, ...], pin: str | None
) -> None:
    history.record(story(captured(), VERIFIED, APPROVED, numbered("001190000009"), *last))
    history.projector().catch_up()

    found = await own.find(Criteria(pin="001190000009"), EVERYBODY)

    assert [row.pin for row in found.rows] == [pin]


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


async def test_a_page_after_nobody_is_empty(directory: CitizenDirectory) -> None:
    assert (await directory.find(Criteria(), EVERYBODY, 3, uuid4())).rows == ()


async def test_an_answer_is_fresh_when_nothing_newer_has_a_position(
    directory: CitizenDirectory,
) -> None:
    fresh = Freshness(sum(map(len, PEOPLE.values())) - 1, 0)

    assert (await directory.find(Criteria(), EVERYBODY)).freshness == fresh
    assert (await directory.find(Criteria(q="nobody here"), "02")).freshness == fresh


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
            answer = await own.find(Criteria(q="nguyen"), EVERYBODY)
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
            await CitizenDirectory(nowhere, lambda: NOW).find(Criteria(), EVERYBODY)
