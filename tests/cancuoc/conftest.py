"""Desks with a register: one that runs for a whole file, and one that each test starts itself."""

from collections.abc import Iterator

import pytest
from tests.cancuoc.desk import Desk, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk before an empty register that nobody has started."""
    with desk_in(tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.fixture(scope="module")
def running_desk(desk: Desk) -> Desk:
    """The same with its register running, for tests that leave it well."""
    desk.start()
    return desk
