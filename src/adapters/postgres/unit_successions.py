"""Orders by which one unit took over the work of another (migration 0009), and what waits there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import psycopg

from adapters.postgres.view_tables import Slot
from domain.authority import level_of
from domain.context import local_day
from domain.succession import Succession
from domain.units import WHOLE_COUNTRY

_READ = "SELECT code, successor, on_day FROM unit_successions"
_ORDER = """
INSERT INTO unit_successions (code, successor, on_day, reason)
VALUES (%s, %s, %s, %s) ON CONFLICT (code, on_day) DO NOTHING RETURNING code
"""
_LIVE = "SELECT live_slot FROM projections WHERE name = 'waits'"
_WAITING = """
SELECT kind, stage, owner_role, owner_unit, count(*) FROM view_{slot}.waits
WHERE owner_{level} = %s GROUP BY kind, stage, owner_role, owner_unit
"""
_GIVE_BACK = "DELETE FROM work_claims WHERE unit = ANY(%s) RETURNING stream"


class Waiting(msgspec.Struct, frozen=True):
    """How much of one kind waits in one stage for a role in a unit."""

    kind: str
    stage: str
    role: str
    unit: str
    count: int


def successions(connection: psycopg.Connection) -> list[Succession]:
    return [Succession(*row) for row in connection.execute(_READ)]


def order_succession(connection: psycopg.Connection, order: Succession, reason: str) -> bool:
    """False where the unit ends on that day by an order already; that one stands."""
    values = (order.code, order.successor, order.on, reason)
    return connection.execute(_ORDER, values).fetchone() is not None


def waiting_in(connection: psycopg.Connection, unit: str) -> list[Waiting]:
    """What waits in the unit and below it, by the live view."""
    level, row = level_of(unit), connection.execute(_LIVE).fetchone()
    if row is None or level in ("outside", *WHOLE_COUNTRY):
        return []
    statement = _WAITING.format(slot=_known(row[0]), level=level)
    return [Waiting(*found) for found in connection.execute(statement.encode(), (unit,))]


def give_back(connection: psycopg.Connection, units: list[str]) -> int:
    """Free the cases that officers of these units have in hand; how many there were."""
    return len(connection.execute(_GIVE_BACK, (units,)).fetchall())


def programme_day(connection: psycopg.Connection) -> date:
    """The calendar day of this register, which may be a rehearsal in another year."""
    row = connection.execute("SELECT offset_s FROM programme_clock").fetchone()
    return local_day(datetime.now(UTC) + timedelta(seconds=int(row[0]) if row else 0))


def _known(slot: Any) -> Slot:
    if slot not in ("a", "b"):
        raise ValueError(slot)
    found: Slot = slot
    return found
