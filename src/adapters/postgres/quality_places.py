"""Where the loop of the checks and the walk over all entries stand: a row for each."""

from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from psycopg_pool import PoolTimeout

from adapters.postgres.live_view import Pool, Row, answers
from application.event_store import StoreUnavailable
from application.quality_sight import Place

_READ = "SELECT position, day, citizen, found FROM quality_rounds WHERE name = %(name)s"
_KEEP = """
INSERT INTO quality_rounds (name, position, day, citizen, found)
VALUES (%(name)s, %(position)s, %(day)s, %(citizen)s, %(found)s)
ON CONFLICT (name) DO UPDATE SET position = excluded.position, day = excluded.day,
    citizen = excluded.citizen, found = excluded.found
"""
_FORGET = "DELETE FROM quality_rounds WHERE name = %(name)s"


class QualityPlaces:
    """Implements `application.quality_sight.Places`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, name: str) -> Place:
        rows = await answers(self._pool, _READ, {"name": name})
        return _place(rows[0]) if rows else Place()

    async def keep(self, name: str, place: Place) -> None:
        values = {"position": place.position, "day": place.day, "citizen": place.citizen}
        await self._execute(_KEEP, {"name": name, **values, "found": Jsonb(place.found)})

    async def forget(self, name: str) -> None:
        await self._execute(_FORGET, {"name": name})

    async def _execute(self, statement: str, values: dict[str, Any]) -> None:
        try:
            async with self._pool.connection() as connection:
                await connection.execute(statement.encode(), values)
        except (psycopg.OperationalError, PoolTimeout, OSError) as away:
            raise StoreUnavailable from away


def _place(row: Row) -> Place:
    position, day, citizen, found = row
    return Place(position, day, citizen, found or {})
