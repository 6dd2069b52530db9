"""Whether anybody gives positions: asked of the lock that only the one sequencer holds."""

import psycopg

from adapters.postgres.sequencer import LOCK

# The halves of a lock of one number, and 1 for such a lock (PostgreSQL, view pg_locks).
_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND classid = %s AND objid = %s
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_NUMBER = (LOCK >> 32, LOCK & 0xFFFFFFFF)


def is_sequenced(connection: psycopg.Connection) -> bool:
    """Whether a sequencer is at work on this database."""
    row = connection.execute(_HELD, _NUMBER).fetchone()
    return row is not None and bool(row[0])


async def is_sequenced_async(connection: psycopg.AsyncConnection) -> bool:
    """The same on an asyncio connection."""
    row = await (await connection.execute(_HELD, _NUMBER)).fetchone()
    return row is not None and bool(row[0])
