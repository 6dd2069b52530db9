"""A history to project, on a migrated store of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters.postgres.views.projected import History

from adapters.keys.file_kek import create_kek
from database import Store


@pytest.fixture
def history(store: Store, tmp_path: Path) -> Iterator[History]:
    history = History(store, create_kek(tmp_path / "kek.json"))
    with history.vault:
        yield history
