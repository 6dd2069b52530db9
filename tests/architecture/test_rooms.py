"""Each room under src is ours, and none hides behind a package of the same name elsewhere."""

import importlib
from pathlib import Path

import pytest

from architecture.tree import ROOMS, SRC


def is_ours(file: str | None) -> bool:
    return file is not None and Path(file).resolve().is_relative_to(SRC.resolve())


@pytest.mark.parametrize("room", ROOMS)
def test_an_imported_room_lies_in_this_repository(room: str) -> None:
    assert is_ours(importlib.import_module(room).__file__)


@pytest.mark.parametrize("stranger", ["pytest", "json"])
def test_a_package_from_elsewhere_is_told_apart(stranger: str) -> None:
    assert not is_ours(importlib.import_module(stranger).__file__)


def test_there_is_no_room_beside_those_of_the_architecture() -> None:
    built = {path.name for path in SRC.iterdir() if path.is_dir()}
    assert {name for name in built if not name.startswith(("_", ".")) and "." not in name} == set(
        ROOMS
    )
