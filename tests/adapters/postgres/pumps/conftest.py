"""Pumps and a store over a real database; a test can hold back and count what is written."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from tests.adapters.postgres.codec_example import CATALOGUE
from tests.adapters.postgres.pumps.held_connection import Gate
from tests.adapters.postgres.pumps.office_desk import Desk

from adapters.keys.file_kek import create_kek
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.write_pump import WritePump
from database import Store


@pytest.fixture
async def gate(app_dsn: str) -> Gate:
    return Gate(app_dsn)


@pytest.fixture
async def pump(gate: Gate) -> AsyncIterator[WritePump]:
    made = WritePump(gate.connect)
    await made.start()
    yield made
    gate.open()
    await made.close()


@pytest.fixture
async def desk(store: Store, app_dsn: str, tmp_path: Path) -> AsyncIterator[Desk]:
    kek = create_kek(tmp_path / "kek.json")
    async with PostgresVault(make_conninfo(store.keys_dsn, user="cancuoc_app"), kek) as vault:
        await vault.prepare()
        async with AsyncEventStore(app_dsn, SealingMapper(CATALOGUE), vault) as events:
            yield Desk(events, vault)
