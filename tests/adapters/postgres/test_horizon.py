"""Which transaction holds readers back, wherever in the cluster it runs."""

import asyncio

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.postgres.horizon import read_horizon, read_horizon_async
from database import Store


async def test_the_horizon_names_the_oldest_writing_transaction(
    store: Store, app_dsn: str, connection: psycopg.Connection
) -> None:
    quiet = read_horizon(connection)
    named = make_conninfo(store.keys_dsn, application_name="a long import")
    with psycopg.connect(named) as slow, psycopg.connect(store.dsn) as reading:
        reading.execute("SELECT count(*) FROM events")
        slow.execute("SELECT pg_current_xact_id()")
        await asyncio.sleep(0.05)
        busy = read_horizon(connection)
        async with await psycopg.AsyncConnection.connect(app_dsn) as other:
            same = await read_horizon_async(other)
        holder = slow.info.backend_pid

    assert (quiet.age_s, quiet.pid) == (0.0, None)
    assert (busy.pid, busy.application_name) == (holder, "a long import")
    assert 0.05 <= busy.age_s < 10
    assert same.pid == holder
