"""A key-encryption key and a vault on a real key database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.adapters.keys.key_database import as_program

from adapters.keys.file_kek import FileKek, create_kek
from adapters.keys.postgres_vault import PostgresVault
from database import Store


@pytest.fixture
def kek(tmp_path: Path) -> FileKek:
    return create_kek(tmp_path / "kek.json")


@pytest.fixture
async def vault(store: Store, kek: FileKek) -> AsyncIterator[PostgresVault]:
    async with PostgresVault(as_program(store), kek) as opened:
        yield opened
