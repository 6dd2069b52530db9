"""The ranking in SQL, held against the plain statement of it, over many invented names."""

from collections.abc import AsyncIterator, Iterator
from random import Random
from typing import Any

import pytest
from psycopg import sql
from tests.adapters.postgres.views.conftest import directory_of, projected_history
from tests.adapters.postgres.views.people import EVERYBODY, criteria
from tests.adapters.postgres.views.projected import History

from adapters.postgres import citizen_finder
from adapters.postgres.citizen_directory import CitizenDirectory, Found
from adapters.postgres.embedded import EmbeddedPostgres
from citizen_stories import PHUC_XA, captured, story
from database import Store
from domain.recorded import Recorded
from domain.values.name_match import Name, asked_words, judge
from domain.values.trigrams import most_similar
from domain.values.vietnamese import collation_bytes, fold

SURNAMES = ("Nguyễn", "Trần", "Lý", "Lí", "Đỗ", "Hoàng", "Hoà", "Hòa", "", "K'", "Ksor", "An")
MIDDLES = ("Văn", "Thị", "Thị Thu", "", "Hữu", "Ngọc", "Y")
GIVENS = ("An", "Ân", "Anh", "Ánh", "Hoà", "Hòa", "Thủy", "Thuỷ", "Tuấn", "Y-Thiên", "D'Ran", "Mỹ")
QUERIES = (
    "nguyen van an", "Nguyễn Văn An", "an nguyen", "ân", "anh", "ánh", "hoà", "hòa", "hoa", "ly",
    "lí", "Lý Thị Mỹ", "my", "mi", "thuy", "thủy", "nva", "n v a", "ntta", "n thi", "tuan", "tuna",
    "hoong", "nguyenn van", "thien", "do", "đỗ", "dran", "d'ran", "y-thien", "ng an", "an an",
    "k dran", "thi thu", "zzz", "ksor", "tran thi thu anh", "tr", "hà",
)  # fmt: skip


def people() -> Iterator[list[Recorded]]:
    random = Random(4)
    for _ in range(420):
        name = (random.choice(SURNAMES), random.choice(MIDDLES), random.choice(GIVENS))
        yield story(captured(**dict(zip(("surname", "middle", "given"), name, strict=True))))


CROWD = list(people())


@pytest.fixture(scope="module")
def crowd(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    with projected_history(cluster, tmp_path_factory.mktemp("kek"), CROWD) as history:
        yield history


@pytest.fixture
async def directory(crowd: History) -> AsyncIterator[CitizenDirectory]:
    async with directory_of(crowd) as opened:
        yield opened


Ranked = list[tuple[int, str]]


def names_of(one: list[Recorded]) -> tuple[str, str, str]:
    sealed: Any = one[0].event
    return (sealed.sealed.surname, sealed.sealed.middle, sealed.sealed.given)


def model(q: str, similar: bool) -> Ranked:
    """Everybody who matches, as (score, id): the whole of the specification, without any table."""
    words = asked_words(q)
    dictionary = {word for one in CROWD for word in Name.of(*names_of(one)).words}
    alike = {w.folded: most_similar(w.folded, dictionary) for w in words} if similar else {}
    found = []
    for one in CROWD:
        surname, middle, given = names_of(one)
        verdict = judge(words, Name.of(surname, middle, given), alike)
        if verdict:
            sort = b"".join(map(collation_bytes, (given, surname, middle)))
            found.append((-verdict.score, sort, one[0].stream))
    return [(-score, str(stream)) for score, _, stream in sorted(found)]


def ranked(page: Found) -> Ranked:
    return [(row.score, str(row.citizen_id)) for row in page.rows]


async def all_pages(
    directory: CitizenDirectory, q: str, within: str, size: int
) -> tuple[Ranked, bool]:
    """Every page one after the other, and whether similar names were let in."""
    page = await directory.find(criteria(q), within, size)
    found, similar = ranked(page), any(
        match.code == "match-similar" for row in page.rows for match in row.matches
    )  # fmt: skip
    while page.next is not None:
        similar = similar or page.next.similar
        page = await directory.find(criteria(q), within, size, page.next)
        found += ranked(page)
    return found, similar


@pytest.mark.parametrize("leaning", [0.0, 1e9], ids=["by name", "by person"])
@pytest.mark.parametrize("q", QUERIES)
async def test_sql_ranks_as_the_model_does(
    directory: CitizenDirectory, monkeypatch: pytest.MonkeyPatch, q: str, leaning: float
) -> None:
    monkeypatch.setattr(citizen_finder, "LEANING", leaning)
    strict = model(q, similar=False)

    found, _ = await all_pages(directory, q, PHUC_XA, 200)

    assert found == (strict if len(strict) > 200 else model(q, similar=True))


@pytest.mark.parametrize("q", ["nguyen", "an", "thi thu", "hoa", "tuna"])
async def test_pages_of_any_size_hold_the_same_list(directory: CitizenDirectory, q: str) -> None:
    strict, wide = model(q, similar=False), model(q, similar=True)

    for size in (1, 7, 50):
        found, similar = await all_pages(directory, q, EVERYBODY, size)
        assert found == (wide if len(strict) <= size else strict)
        assert similar == (len(strict) <= size and wide != strict)


async def test_exact_marks_come_before_others(directory: CitizenDirectory) -> None:
    page = await directory.find(criteria("hoà"), EVERYBODY, 200)

    given = [(row.matches[0].code, row.surname, row.given) for row in page.rows]
    exact = [one for one in given if one[0] == "match-exact"]
    assert {"Hoà", "Hòa"} <= {name for _, *names in exact for name in names}
    assert given[: len(exact)] == exact


async def test_a_page_is_stable_while_others_are_recorded(
    crowd: History, directory: CitizenDirectory
) -> None:
    first = await directory.find(criteria("nguyen an"), EVERYBODY, 3)
    before, after = (
        story(captured(surname="Nguyễn", middle="", given=given)) for given in ("An", "Zan An")
    )
    crowd.record(before, after)
    crowd.projector().catch_up()
    try:
        rest, _ = await all_pages(directory, "nguyen an", EVERYBODY, 200)
        second = await directory.find(criteria("nguyen an"), EVERYBODY, 200, first.next)
        kept = [one for one in rest if one not in ranked(first)]
        assert ranked(second) == [one for one in kept if one[1] != str(before[0].stream)]
        assert str(after[0].stream) in {one for _, one in ranked(second)}
    finally:
        forget(crowd, before[0].stream, after[0].stream)


def forget(crowd: History, *streams: Any) -> None:
    statement = sql.SQL("DELETE FROM view_a.citizen_search WHERE citizen_id = ANY({})")
    crowd.ask(
        statement.format(list(streams)).as_string(),
    )


def test_every_name_and_every_word_of_the_rows_is_kept_and_no_other(crowd: History) -> None:
    words = {word for one in CROWD for word in fold(" ".join(names_of(one))).split()}
    names = {names_of(one) for one in CROWD}

    assert {word for (word,) in crowd.ask("SELECT word FROM view_a.citizen_word")} == words
    ((kept,),) = crowd.ask("SELECT count(*) FROM view_a.citizen_name")
    assert kept == len(names)
