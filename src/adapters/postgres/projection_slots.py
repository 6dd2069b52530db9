"""Moves of the row of `projections` of one view: on, into another slot, to another feed.

Every move of a position names the position it comes from, so that a runner that was overtaken
hits no row and stops. Whoever moves a position does it first in its transaction and touches the
view's tables afterwards: two runners then queue at this row and cannot dead-lock. A view that is
fed from Kafka has a mark for each partition (`partition_book`); its position here is the lowest.
"""

import zlib
from threading import Event
from typing import Any

from psycopg import sql

from adapters.postgres.view_registration import Place, other
from adapters.postgres.view_tables import Slot, table_in

_LOCKS = 0x63616E << 32
"""Advisory locks of projections begin with `can`; one for each projection and slot."""

LOCK_PAUSE = 0.05

_ADVANCE = "UPDATE projections SET {position} = %(to)s WHERE {own} AND {position} = %(former)s"
_HOLD = "SELECT FROM projections WHERE {own} FOR UPDATE"
_BEGIN = """
UPDATE projections SET building = %(version)s, building_feed = %(feed)s, {position} = -1
WHERE name = %(name)s AND live_slot <> %(slot)s
"""
# An answer's position must never fall, and no partition that was read further may be read again
# in front of those who look.
_FLIP = """
UPDATE projections SET live_slot = %(slot)s, version = %(version)s, feed = %(feed)s,
    building = NULL, building_feed = NULL, {former} = -1
WHERE {own} AND {position} >= {former} AND NOT EXISTS (
    SELECT FROM projection_offsets AS live LEFT JOIN projection_offsets AS idle
        ON (idle.projection, idle.slot, idle.topic, idle.partition)
            = (live.projection, %(slot)s, live.topic, live.partition)
    WHERE live.projection = %(name)s AND live.slot <> %(slot)s
        AND coalesce(greatest(idle.seen_position, idle.low_water), {position})
            < live.seen_position)
"""
_FORGET = (
    "DELETE FROM projection_offsets WHERE projection = %s AND slot = %s",
    "DELETE FROM dead_letters WHERE projection = %s AND slot = %s",
)


def advance(place: Place, former: int, to: int) -> bool:
    """Move the slot's position; False when slot, version, feed or position are others by now."""
    return _move(place, _ADVANCE, former=former, to=to)


def begin_rebuild(place: Place) -> bool:
    """Empty the slot that is not live, in one transaction with its position."""
    with place.connection.transaction():
        begun = _move(place, _BEGIN)
        if begun:
            _empty(place, place.slot)
    return begun


def flip(place: Place) -> bool:
    """Make the slot that was filled live, and empty the former one; all or nothing.

    False while the live slot is further on: an answer's position must never fall. A reader that
    still is at the former tables is waited for.
    """
    with place.connection.transaction():
        # Only a statement that begins when the row is held sees what its last holder wrote.
        flipped = hold(place) and _move(place, _FLIP)
        if flipped:
            _empty(place, other(place.slot))
    return flipped


def hold(place: Place) -> bool:
    """Keep everybody else from moving this view until the transaction ends; False as `advance`."""
    query = sql.SQL(_HOLD).format(**place.words)
    return place.connection.execute(query, place.named, prepare=True).rowcount == 1


def take_lock(place: Place, stop: Event, *, shared: bool = False) -> bool:
    """The session's lock on one slot of one projection; False when `stop` was set before.

    It asks again and again, for a statement that waits could not be stopped. The lock belongs to
    the database session and ends with it.
    """
    while not _locked(place, shared=shared):
        if stop.wait(LOCK_PAUSE):
            return False
    return True


def _locked(place: Place, *, shared: bool) -> bool:
    number = _LOCKS | zlib.crc32(f"{place.projection.name}/{place.slot}".encode())
    lock = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
    query = sql.SQL("SELECT {}(%s)").format(sql.Identifier(lock))
    row = place.connection.execute(query, (number,)).fetchone()
    return row is not None and bool(row[0])


def _move(place: Place, statement: str, **positions: Any) -> bool:
    composed = sql.SQL(statement).format(**place.words)
    return place.connection.execute(composed, {**place.named, **positions}).rowcount == 1


def _empty(place: Place, slot: Slot) -> None:
    tables = [table_in(slot, name) for name in place.projection.tables]
    names = [sql.Identifier(str(table.schema), table.name) for table in tables]
    place.connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))
    for statement in _FORGET:
        place.connection.execute(statement, (place.projection.name, slot))
