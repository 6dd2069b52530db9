"""A write pump over a real database, whose statements a test can hold back and count."""

from collections.abc import AsyncIterator

import pytest
from tests.adapters.postgres.pumps.held_connection import Gate

from adapters.postgres.write_pump import WritePump


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
