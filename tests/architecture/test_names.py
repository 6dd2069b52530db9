"""A file is named for what it knows, never for how generally it is used."""

from pathlib import Path

import pytest

from architecture.tree import files, name

SAYS_NOTHING = frozenset(
    "base bases common constant constants core dto dtos helper helpers manager managers misc shared"
    " stuff util utils".split()
)


def says_nothing(path: str) -> bool:
    """Whether any folder or the file itself has a name, or part of one, that says nothing."""
    parts = Path(path).with_suffix("").parts
    words = {word for part in parts for word in part.lower().replace("-", "_").split("_")}
    return bool(words & SAYS_NOTHING)


def test_every_name_says_something() -> None:
    named_by_us = [name(path) for path in files(".py", ".sql", ".sh")]
    assert named_by_us
    assert [path for path in named_by_us if says_nothing(path)] == []


@pytest.mark.parametrize(
    "path", ["src/domain/utils.py", "src/common/pin.py", "src/application/session_manager.py"]
)
def test_a_name_that_says_nothing_is_found(path: str) -> None:
    assert says_nothing(path)


def test_a_name_that_only_contains_such_a_word_is_left_alone() -> None:
    assert not says_nothing("src/adapters/postgres/database.py")
