"""How far behind history its publication is, in events and in age; asked of the database alone."""

import msgspec
import psycopg

# The division whose row was touched last is at work. The first event that is not yet published
# tells the age: its bytes are the frame of formats §2. Stamps are of the programme's clock, which
# runs `clock_offset_s` ahead of the database's.
_QUERY = """
WITH at_work AS (
    SELECT shards FROM relays ORDER BY saved_at DESC, shards LIMIT 1),
shares AS (
    SELECT count(*) AS there, min(shards) AS shards, min(position) AS position,
           count(*) FILTER (WHERE until > clock_timestamp()) AS held
    FROM relays WHERE shards = (SELECT shards FROM at_work)),
first AS (
    SELECT convert_from(substring(state FROM 6 FOR
        ('x' || encode(substring(state FROM 2 FOR 4), 'hex'))::bit(32)::int), 'UTF8')::jsonb
        -> 'envelope' AS envelope
    FROM positions JOIN events USING (notification_id), shares
    WHERE positions.position = shares.position + 1)
SELECT there, shards, held, position,
    coalesce((SELECT max(position) FROM positions), -1) - position,
    coalesce((SELECT extract(epoch FROM clock_timestamp()
        - (envelope ->> 'recorded_at')::timestamptz)::float8
        + (envelope ->> 'clock_offset_s')::int FROM first), 0)
FROM shares
"""


class RelayProgress(msgspec.Struct, frozen=True):
    """`there` of `shards` relays have ever worked, `held` do now; `age_s` is of the oldest event
    that waits, 0 where none does."""

    there: int
    shards: int
    held: int
    behind: int
    age_s: float
    position: int
    """Everything up to here is published; -1 where nothing is."""

    @property
    def is_whole(self) -> bool:
        return self.there == self.shards == self.held


def read_relay(connection: psycopg.Connection) -> RelayProgress | None:
    """None where no relay has ever worked."""
    return _progress(connection.execute(_QUERY).fetchone())


async def read_relay_async(connection: psycopg.AsyncConnection) -> RelayProgress | None:
    """The same on an asyncio connection."""
    cursor = await connection.execute(_QUERY)
    return _progress(await cursor.fetchone())


def _progress(row: tuple[int, int, int, int, int, float] | None) -> RelayProgress | None:
    if row is None or not row[0]:
        return None
    there, shards, held, position, behind, age_s = row
    return RelayProgress(there, shards, held, max(0, behind), max(0.0, age_s), position)
