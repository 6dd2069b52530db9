"""No file grows past 200 lines unnoticed; ruff counts complexity and arguments."""

import pytest

from architecture.tree import ROOT, files, name

LINES = 200
REASON = "Long because"
TOP = 20

# Lists that only declare, one entry after the other: they are long because the law is.
DECLARATIVE = frozenset(
    {
        "src/domain/policy/seeds.py",
        "tests/domain/policy/test_worked_examples.py",
    }
)


def is_within_budget(text: str) -> bool:
    """At most 200 lines, or a reason (`Long because ...`) among the first twenty."""
    lines = text.splitlines()
    return len(lines) <= LINES or any(REASON in line for line in lines[:TOP])


def test_no_file_is_longer_than_its_budget() -> None:
    modules = [path for path in files(".py") if name(path) not in DECLARATIVE]
    assert modules
    assert [name(path) for path in modules if not is_within_budget(path.read_text())] == []


def test_an_exemption_is_still_needed() -> None:
    assert [path for path in DECLARATIVE if is_within_budget((ROOT / path).read_text())] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x = 1\n" * 200, True),
        ("x = 1\n" * 201, False),
        ('"""All codes.\n\nLong because the census has them.\n"""\n' + "x = 1\n" * 201, True),
        ("x = 1\n" * 201 + "# Long because nobody looked.\n", False),
    ],
)
def test_the_budget_is_200_lines_or_a_reason_at_the_top(text: str, kept: bool) -> None:
    assert is_within_budget(text) is kept
