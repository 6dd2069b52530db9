"""A history to project and a directory to search, on a migrated store of the test's own."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.people import NOW, PEOPLE
from tests.adapters.postgres.views.projected import History

from adapters.keys.file_kek import create_kek
from adapters.postgres.citizen_directory import CitizenDirectory
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.live_view import Pool
from adapters.reference.load_units import load_register
from database import Store, database
from domain.recorded import Recorded


@pytest.fixture
def history(store: Store, tmp_path: Path) -> Iterator[History]:
    history = History(store, create_kek(tmp_path / "kek.json"))
    with history.vault:
        yield history


@contextmanager
def projected_history(
    cluster: EmbeddedPostgres, folder: Path, stories: Iterable[Iterable[Recorded]]
) -> Iterator[History]:
    """A register of these stories, recorded and projected; its key-encryption key in the folder."""
    with database(cluster, "template_store") as dsn, database(cluster, "template_keys") as keys_dsn:
        history = History(Store(dsn, keys_dsn), create_kek(folder / "kek.json"))
        with history.vault:
            history.record(*stories)
            history.projector().catch_up()
            yield history


@asynccontextmanager
async def directory_of(history: History) -> AsyncIterator[CitizenDirectory]:
    pool: Pool = AsyncConnectionPool(
        history.dsn, min_size=1, max_size=4, open=False, timeout=2, kwargs={"autocommit": True}
    )
    async with pool:
        yield CitizenDirectory(pool, lambda: NOW, load_register())


@pytest.fixture(scope="module")
def people(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    """Everybody recorded and projected; for tests that only ask."""
    with projected_history(cluster, tmp_path_factory.mktemp("kek"), PEOPLE.values()) as history:
        yield history


@pytest.fixture
async def directory(people: History) -> AsyncIterator[CitizenDirectory]:
    async with directory_of(people) as opened:
        yield opened


@pytest.fixture
async def own(history: History) -> AsyncIterator[CitizenDirectory]:
    """A directory over a history that the test may add to."""
    async with directory_of(history) as opened:
        yield opened
