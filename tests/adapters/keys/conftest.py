"""A key-encryption key and a vault on a real key database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from adapters.keys.file_kek import FileKek, create_kek
from adapters.keys.postgres_vault import PostgresVault
from database import Store


@pytest.fixture
def kek(tmp_path: Path) -> FileKek:
    return create_kek(tmp_path / "kek.json")


@pytest.fixture
async def vault(store: Store, kek: FileKek) -> AsyncIterator[PostgresVault]:
    async with PostgresVault(make_conninfo(store.keys_dsn, user="cancuoc_app"), kek) as opened:
        yield opened
