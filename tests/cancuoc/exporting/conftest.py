"""A register of its own for each test of an export."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store
from loads import Desk
from service import own_store


@pytest.fixture
def desk(cluster: EmbeddedPostgres, template: Store, tmp_path: Path) -> Iterator[Desk]:
    with own_store(cluster, tmp_path) as store:
        yield Desk(store, cluster, tmp_path)


@pytest.fixture
def second_desk(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Another register, elsewhere."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with own_store(cluster, folder) as store:
        yield Desk(store, cluster, folder)
