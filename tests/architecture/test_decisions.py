"""A decision record is half a page in four parts, so that it is read before it is undone."""

import re
from pathlib import Path

import pytest

from architecture.tree import ROOT

RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PARTS = ["Context", "Decision", "Consequence", "Undo by"]
HALF_A_PAGE = 45


def parts(record: str) -> list[str]:
    return re.findall(r"^## (.+)$", record, re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_record_is_half_a_page_in_four_parts(record: Path) -> None:
    text = record.read_text()
    assert parts(text) == PARTS
    assert len(text.splitlines()) <= HALF_A_PAGE


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))
