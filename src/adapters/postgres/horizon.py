"""How far behind the newest event readers must stay, and which transaction is to blame."""

import msgspec
import psycopg

# Only a transaction with an id holds the horizon, in whichever database of the cluster it runs.
_QUERY = """
SELECT pid, datname, application_name, extract(epoch FROM clock_timestamp() - began)::float8
FROM (SELECT pid, datname, application_name, xact_start AS began
      FROM pg_stat_activity WHERE backend_xid IS NOT NULL
      UNION ALL
      SELECT NULL, database, 'prepared transaction ' || gid, prepared FROM pg_prepared_xacts
     ) AS holders
ORDER BY began LIMIT 1
"""


class Horizon(msgspec.Struct, frozen=True):
    """The oldest writing transaction; `age_s` is 0 and the rest None where there is none.

    `pid` is None for a prepared transaction. A role without pg_read_all_stats sees its own only.
    """

    age_s: float = 0.0
    pid: int | None = None
    database: str | None = None
    application_name: str | None = None


def read_horizon(connection: psycopg.Connection) -> Horizon:
    """The horizon now. Delays readers, never loses them anything (architecture §3)."""
    return _horizon(connection.execute(_QUERY).fetchone())


async def read_horizon_async(connection: psycopg.AsyncConnection) -> Horizon:
    """The same on an asyncio connection."""
    cursor = await connection.execute(_QUERY)
    return _horizon(await cursor.fetchone())


def _horizon(row: tuple[int | None, str, str, float] | None) -> Horizon:
    if row is None:
        return Horizon()
    pid, database, application_name, age_s = row
    return Horizon(max(age_s, 0.0), pid, database, application_name)
