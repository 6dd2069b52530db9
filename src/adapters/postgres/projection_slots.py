"""The row of `projections` of one view: which slot is live, and how far each slot has come.

Every move of a position names the position it comes from, so that a runner that was overtaken
hits no row and stops. Whoever moves a position does it first in its transaction and touches the
view's tables afterwards: two runners then queue at this row and cannot dead-lock.
"""

import zlib
from threading import Event
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from adapters.postgres.view_tables import Slot, table_in
from projections.projection import Projection

_LOCKS = 0x63616E << 32
"""Advisory locks of projections begin with `can`; one for each projection and slot."""

LOCK_PAUSE = 0.05

_REGISTER = """
INSERT INTO projections (name, version, live_slot) VALUES (%s, %s, 'a') ON CONFLICT DO NOTHING
"""
_READ = """
SELECT version, live_slot, position_a, position_b, building FROM projections WHERE name = %s
"""
_ADVANCE_LIVE = """
UPDATE projections SET {position} = %(to)s
WHERE name = %(name)s AND version = %(version)s AND live_slot = %(slot)s AND {position} = %(former)s
"""
_ADVANCE_IDLE = """
UPDATE projections SET {position} = %(to)s
WHERE name = %(name)s AND building = %(version)s AND live_slot <> %(slot)s
AND {position} = %(former)s
"""
_BEGIN = """
UPDATE projections SET building = %(version)s, {position} = -1
WHERE name = %(name)s AND live_slot <> %(slot)s
"""
_FLIP = """
UPDATE projections SET live_slot = %(slot)s, version = %(version)s, building = NULL, {former} = -1
WHERE name = %(name)s AND building = %(version)s AND live_slot <> %(slot)s
AND {position} = %(at)s AND {former} <= %(at)s
"""


class Registration(msgspec.Struct, frozen=True):
    """`version` is that of the program that filled the live slot; `building` fills the other."""

    version: int
    live_slot: Slot
    position_a: int
    position_b: int
    building: int | None

    @property
    def idle_slot(self) -> Slot:
        return other(self.live_slot)

    def position(self, slot: Slot) -> int:
        return self.position_a if slot == "a" else self.position_b


def other(slot: Slot) -> Slot:
    return "b" if slot == "a" else "a"


def register(connection: psycopg.Connection, projection: Projection) -> Registration:
    """The row as it is now, made on the first run; on an autocommit connection."""
    found = _registration(connection, projection.name)
    if found is None:
        connection.execute(_REGISTER, (projection.name, projection.version))
        found = _registration(connection, projection.name)
    if found is None:
        raise LookupError(f"the projection {projection.name} cannot be registered")
    return found


def advance(
    connection: psycopg.Connection, projection: Projection, slot: Slot, former: int, to: int
) -> bool:
    """Move the live slot's position; False when slot, version or position are others by now."""
    return _move(connection, _ADVANCE_LIVE, projection, slot, former=former, to=to)


def advance_idle(
    connection: psycopg.Connection, projection: Projection, slot: Slot, former: int, to: int
) -> bool:
    """The same for the slot that a rebuild fills."""
    return _move(connection, _ADVANCE_IDLE, projection, slot, former=former, to=to)


def begin_rebuild(connection: psycopg.Connection, projection: Projection, slot: Slot) -> bool:
    """Empty the slot that is not live, in one transaction with its position."""
    with connection.transaction():
        begun = _move(connection, _BEGIN, projection, slot)
        if begun:
            _truncate(connection, projection, slot)
    return begun


def flip(connection: psycopg.Connection, projection: Projection, slot: Slot, at: int) -> bool:
    """Make the slot that stands at `at` live, and empty the former one; all or nothing.

    False while the live slot is further on: an answer's position must never fall. A reader that
    still is at the former tables is waited for.
    """
    with connection.transaction():
        flipped = _move(connection, _FLIP, projection, slot, at=at)
        if flipped:
            _truncate(connection, projection, other(slot))
    return flipped


def take_lock(
    connection: psycopg.Connection, projection: Projection, slot: Slot, stop: Event
) -> bool:
    """The session's lock on one slot of one projection; False when `stop` was set before.

    It asks again and again, for a statement that waits could not be stopped. The lock belongs to
    the database session and ends with it.
    """
    while not _locked(connection, f"{projection.name}/{slot}"):
        if stop.wait(LOCK_PAUSE):
            return False
    return True


def _locked(connection: psycopg.Connection, what: str) -> bool:
    number = _LOCKS | zlib.crc32(what.encode())
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone()
    return row is not None and bool(row[0])


def _registration(connection: psycopg.Connection, name: str) -> Registration | None:
    row = connection.execute(_READ, (name,)).fetchone()
    return None if row is None else Registration(*row)


def _move(
    connection: psycopg.Connection,
    statement: str,
    projection: Projection,
    slot: Slot,
    **positions: Any,
) -> bool:
    composed = sql.SQL(statement).format(
        position=sql.Identifier(f"position_{slot}"),
        former=sql.Identifier(f"position_{other(slot)}"),
    )
    named = {"name": projection.name, "version": projection.version, "slot": slot, **positions}
    return connection.execute(composed, named).rowcount == 1


def _truncate(connection: psycopg.Connection, projection: Projection, slot: Slot) -> None:
    tables = [table_in(slot, name) for name in projection.tables]
    names = [sql.Identifier(str(table.schema), table.name) for table in tables]
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))
