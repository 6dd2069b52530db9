"""`cancuoc check-quality`: counts over the whole register, and cases only when asked for."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo
from rich.console import Console

from application.quality_sight import Place
from cancuoc.check_quality import WALK, Walk, check_quality
from cancuoc.settings import Settings
from citizen_case import Case
from database import Store
from quality_at_work import QualityAtWork
from store_at_work import StoreAtWork, store_at_work


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened:
        yield opened


@pytest.fixture
def settings(work: StoreAtWork, tmp_path: Path) -> Settings:
    keys_dsn = make_conninfo(work.store.keys_dsn, user="cancuoc_app")
    return Settings(
        dsn=work.dsn, keys_dsn=keys_dsn, kek_file=tmp_path / "kek.json", test_numbers=True
    )


def run(settings: Settings, **options: bool) -> str:
    told = io.StringIO()
    check_quality(settings, Console(file=told, width=100), **{"rebuild": False} | options)
    return told.getvalue()


def people(work: StoreAtWork) -> None:
    for year in ("1950", "1951", "1990-01-02"):
        Case(work.service, birth=year, residences=[]).captured()  # type: ignore[arg-type]


def test_it_counts_and_changes_nothing(work: StoreAtWork, settings: Settings) -> None:
    people(work)
    work.sequence()
    before = work.ask("SELECT count(*) FROM events")

    told = run(settings, rebuild=True, open_cases=False)

    assert "3 entries" in told
    assert "Nothing was changed" in told
    assert work.ask("SELECT count(*) FROM events") == before
    assert counted(told) >= {"DQ-14": 2, "DQ-15": 3, "DQ-03": 0}.items()


def test_a_check_that_nothing_was_put_to_has_a_dash(work: StoreAtWork, settings: Settings) -> None:
    people(work)
    work.sequence()

    told = run(settings, rebuild=True, open_cases=False)

    unasked = {check for check, count in counted(told) if count is None}
    assert unasked >= {"DQ-09", "DQ-11", "DQ-12", "DQ-29", "DQ-32"}
    assert not unasked & {"DQ-01", "DQ-03", "DQ-16", "DQ-17"}
    assert "–: no entry was ever put to the check" in told


def test_in_an_empty_register_nothing_was_checked(settings: Settings) -> None:
    told = run(settings, rebuild=True, open_cases=False)

    assert {count for _, count in counted(told)} == {None}


def test_a_comparison_that_was_made_is_counted(work: StoreAtWork, settings: Settings) -> None:
    Case(work.service).verified()
    work.sequence()

    told = run(settings, rebuild=True, open_cases=False)

    compared = dict(counted(told))
    assert compared["DQ-10"] == 0
    assert compared["DQ-12"] is None


def test_it_opens_the_cases_when_asked_and_once(work: StoreAtWork, settings: Settings) -> None:
    people(work)
    work.sequence()

    first = run(settings, rebuild=True, open_cases=True)
    again = run(settings, open_cases=True)

    opened = work.ask("SELECT count(*) FROM events WHERE topic = 'data-quality-case.detected.v1'")
    assert f"{opened[0][0]} cases were opened" in first
    assert "\n0 cases were opened" in again
    assert opened[0][0] >= 5


def test_stopped_on_its_way_it_goes_on_there(work: StoreAtWork) -> None:
    checks = QualityAtWork(work)
    people(work)
    checks.project()
    first = work.run(checks.sight.everybody(None, 2))
    place = Place(-1, checks.today(), first.people[-1], {"entries": 2, "DQ-15 01": 2})
    work.run(checks.places.keep(WALK[False], place))

    walk = Walk(checks.sight, checks.places, None, checks.today())
    found: Any = work.run(walk.go(lambda _: None))

    assert (found["entries"], found["DQ-15 01"]) == (3, 3)
    assert work.run(checks.places.read(WALK[False])) == Place()


def counted(told: str) -> Any:
    """The rows of the first table, by check; None for a dash."""
    cells = (one.strip("│ ").split("│") for one in told.splitlines() if "│ DQ-" in one)
    return {name.strip(): _number(n.strip()) for name, n in cells}.items()


def _number(cell: str) -> int | None:
    return None if cell == "–" else int(cell.replace(",", ""))
