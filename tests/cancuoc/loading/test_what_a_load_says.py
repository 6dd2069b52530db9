"""What a load prints: the reason where no row was judged, whole sentences, and the total."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from cancuoc.loading import progress
from cancuoc.loading.outcome import FileOutcome, show
from cancuoc.loading.progress import RowProgress
from loads import Desk


def shown(outcome: FileOutcome, language: str) -> list[str]:
    console = Console(file=io.StringIO(), width=120, record=True)
    show(console, outcome, language)
    return [line.strip() for line in console.export_text().splitlines()]


def test_of_a_refused_file_only_the_reason_is_told(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "dc01.ndjson"
    file.write_bytes(b"")

    assert desk.load(file)[0] == 1

    assert desk.said.export_text().splitlines() == ["dc01.ndjson is empty"]


def test_a_reason_that_names_no_file_is_told_with_its_name() -> None:
    outcome = FileOutcome("dc01.csv", trouble="the header is not UTF-8")

    assert shown(outcome, "en") == ["dc01.csv: the header is not UTF-8"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "unit … is outside your authority"),
        ("vi", "đơn vị … không thuộc thẩm quyền của ông/bà"),
    ],
)
def test_what_differs_from_row_to_row_is_left_open_in_the_sentence(
    language: str, sentence: str
) -> None:
    outcome = FileOutcome(
        "dc01.ndjson", read=2000, rejected=1994, codes={"unit-outside-authority": 1994}
    )

    assert f"1,994 × unit-outside-authority: {sentence}" in shown(outcome, language)


def test_without_a_terminal_the_last_line_of_progress_is_the_total(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
    said = Console(file=io.StringIO(), width=120, record=True)

    with RowProgress(said, "dc01.ndjson", 4096) as rows:
        rows.at(4096, 500)
        monkeypatch.setattr(progress, "LINE_EVERY_S", 60.0)
        rows.at(4096, 2000)

    first, last = said.export_text().splitlines()
    assert first.startswith("dc01.ndjson: 99%, 500 rows,")
    assert last.startswith("dc01.ndjson: 100%, 2,000 rows,")
