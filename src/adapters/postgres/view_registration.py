"""Which slot of a view is live, how far each has come, and from which feed it is filled."""

from typing import Any, Protocol

import msgspec
import psycopg
from psycopg import sql

from adapters.postgres.view_tables import Slot
from application.feed import FeedName, ProjectionFeed
from projections.projection import Projection

_REGISTER = """
INSERT INTO projections (name, version, live_slot, feed) VALUES (%s, %s, 'a', %s)
ON CONFLICT DO NOTHING
"""
_READ = """
SELECT version, live_slot, position_a, position_b, building, feed, building_feed
FROM projections WHERE name = %s
"""
# What nothing was ever projected into belongs to whoever comes first.
_ADOPT = """
UPDATE projections SET feed = %(feed)s WHERE name = %(name)s AND feed <> %(feed)s
AND position_a = -1 AND position_b = -1 AND building IS NULL
AND NOT EXISTS (SELECT FROM projection_offsets WHERE projection = %(name)s)
"""
LIVE = """
name = %(name)s AND version = %(version)s AND live_slot = %(slot)s AND feed = %(feed)s
"""
IDLE = """
name = %(name)s AND building = %(version)s AND live_slot <> %(slot)s AND building_feed = %(feed)s
"""


class Registration(msgspec.Struct, frozen=True):
    """`version` is that of the program that filled the live slot; `building` fills the other."""

    version: int
    live_slot: Slot
    position_a: int
    position_b: int
    building: int | None
    feed: FeedName
    building_feed: FeedName | None

    @property
    def idle_slot(self) -> Slot:
        return other(self.live_slot)

    def position(self, slot: Slot) -> int:
        return self.position_a if slot == "a" else self.position_b


class Place(msgspec.Struct, frozen=True):
    """One slot of one view, live or being filled, and the feed that it is filled from."""

    connection: psycopg.Connection
    projection: Projection
    slot: Slot
    live: bool
    feed: FeedName

    @property
    def named(self) -> dict[str, Any]:
        """Parameters of LIVE and IDLE."""
        own = self.projection
        return {"name": own.name, "version": own.version, "slot": self.slot, "feed": self.feed}

    @property
    def words(self) -> dict[str, sql.Composable]:
        """`own` is the condition under which this slot may be written."""
        return {
            "own": sql.SQL(LIVE if self.live else IDLE),
            "position": sql.Identifier(f"position_{self.slot}"),
            "former": sql.Identifier(f"position_{other(self.slot)}"),
        }

    def position(self) -> int:
        """How far the slot has come."""
        found = registration(self.connection, self.projection.name)
        return -1 if found is None else found.position(self.slot)


class Source(Protocol):
    """Makes a feed each time that a slot is taken, and keeps what lives longer than the feed.

    With `shared`, several programs may write one slot; `batch` is the most that one of them reads
    at once.
    """

    @property
    def feed(self) -> FeedName: ...

    @property
    def shared(self) -> bool: ...

    @property
    def batch(self) -> int: ...

    def open(self, place: Place) -> ProjectionFeed:
        """From where the slot has come to."""
        ...

    def close(self) -> None:
        """Let go of what is kept between two openings."""
        ...


def other(slot: Slot) -> Slot:
    return "b" if slot == "a" else "a"


def register(
    connection: psycopg.Connection, projection: Projection, feed: FeedName
) -> Registration:
    """The row as it is now, made on the first run; on an autocommit connection.

    A view into which nothing was ever projected is given over to this feed.
    """
    found = registration(connection, projection.name)
    if found is None:
        connection.execute(_REGISTER, (projection.name, projection.version, feed))
    elif found.feed != feed:
        connection.execute(_ADOPT, {"name": projection.name, "feed": feed})
    found = registration(connection, projection.name)
    if found is None:
        raise LookupError(f"the projection {projection.name} cannot be registered")
    return found


def registration(connection: psycopg.Connection, name: str) -> Registration | None:
    row = connection.execute(_READ, (name,)).fetchone()
    return None if row is None else Registration(*row)
