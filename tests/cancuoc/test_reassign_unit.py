"""`cancuoc reassign-unit` shows where the work of an ended unit goes, and writes what it must."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from rich.console import Console
from tests.adapters.postgres.views.cases import WAITS
from tests.adapters.postgres.views.projected import History

from adapters.keys.file_kek import create_kek
from cancuoc.reassign_unit import Wish, reassign_unit
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.units_of_register import units_of
from case_stories import captured, case, fresh_id, opened
from citizen_stories import captured as citizen_captured
from citizen_stories import story
from database import Store

DONG_VAN, MEO_VAC, COMMUNE = "026", "027", "00715"
END = date(2025, 7, 1)


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """A register with two applications and an entry that wait in one district."""
    with psycopg.connect(store.dsn) as connection:
        connection.execute("UPDATE programme_clock SET offset_s = %s", (_years_from_now(),))
        connection.execute(
            "INSERT INTO work_claims VALUES (%s, 'opened', %s, %s, 'infinity')",
            (fresh_id(301), fresh_id(9), DONG_VAN),
        )
    history = History(store, create_kek(tmp_path / "kek.json"))
    with history.vault:
        for n, events in enumerate(((opened(unit=DONG_VAN),), (opened(unit=DONG_VAN), captured()))):
            history.record(case(*events, stream=fresh_id(301 + n)))
        history.record(story(citizen_captured(), unit=COMMUNE))
        history.projector(WAITS).catch_up()
    return Settings(var=tmp_path, dsn=store.dsn, keys_dsn=store.keys_dsn)


def _years_from_now() -> int:
    """Programme time is in July 2025, whenever the test runs."""
    wanted = datetime(2025, 7, 15, 3, tzinfo=UTC)
    return round((wanted - datetime.now(UTC)) / timedelta(seconds=1))


def told(settings: Settings, wish: Wish, dry_run: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    console = Console(file=out, width=120, highlight=False)
    return reassign_unit(settings, wish, dry_run, console), out.getvalue()


def count(settings: Settings, table: str) -> int:
    with psycopg.connect(settings.dsn) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return int(row[0]) if row else 0


def test_what_waits_is_shown_before_and_after_and_nothing_is_written(settings: Settings) -> None:
    status, text = told(settings, Wish(DONG_VAN, None, END, "202/2025/QH15"), dry_run=True)

    assert status == 0
    lines = [line.replace(" ", "") for line in text.splitlines()]
    assert "│card-application│captured│intake-approver│026│08│1│" in lines
    assert "│card-application│opened│reception-officer│026│08│1│" in lines
    assert "│citizen│captured│commune-chief│00715│08│1│" in lines
    assert "From 2025-07-01 unit 026 is 08. 3 cases wait: 3 in 08." in text
    assert (count(settings, "work_claims"), count(settings, "unit_successions")) == (1, 0)


def test_cases_in_hand_are_freed_once_and_succession_by_law_needs_no_row(
    settings: Settings,
) -> None:
    wish = Wish(DONG_VAN, None, END, "202/2025/QH15")

    assert "1 cases that were in hand there are free again." in told(settings, wish)[1]
    assert "0 cases that were in hand there are free again." in told(settings, wish)[1]
    assert (count(settings, "work_claims"), count(settings, "unit_successions")) == (0, 0)


def test_a_successor_by_order_is_written_once_and_heeded(settings: Settings) -> None:
    wish = Wish(DONG_VAN, MEO_VAC, date(2024, 1, 1), "nhập huyện")
    status, text = told(settings, wish)
    _, again = told(settings, wish)

    assert status == 0
    assert "The succession is written: restart every process" in text
    assert "The register knows this succession already." in again
    assert count(settings, "unit_successions") == 1
    known = units_of(settings)
    assert known.heirs(DONG_VAN, date(2024, 1, 1)) == {MEO_VAC}
    assert known.within(COMMUNE, MEO_VAC, date(2024, 1, 1))


def test_what_lies_ahead_frees_nothing_yet(settings: Settings) -> None:
    text = told(settings, Wish(DONG_VAN, None, date(2026, 1, 1), "chưa tới"))[1]

    assert "Cases in hand there stay in hand: give this order again on 2026-01-01." in text
    assert count(settings, "work_claims") == 1


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish(DONG_VAN, None, date(2024, 1, 1), "x"), "still exists on 2024-01-01"),
        (Wish("99999", None, END, "x"), "never existed before"),
        (Wish(DONG_VAN, "99999", date(2024, 1, 1), "x"), "did not exist on 2024-01-01"),
        (Wish("999", MEO_VAC, date(2024, 1, 1), "x"), "did not exist on 2023-12-31"),
        (Wish(DONG_VAN, COMMUNE, date(2024, 1, 1), "x"), "00715 lies in 026"),
        (Wish(DONG_VAN, DONG_VAN, date(2024, 1, 1), "x"), "026 lies in 026"),
    ],
)
def test_no_other_order_is_taken(wish: Wish, says: str, settings: Settings) -> None:
    with pytest.raises(SettingsWrong, match=says):
        told(settings, wish)
