"""What the tables of views hold, as one digest a table that two registers can compare."""

import hashlib
from collections.abc import Iterable, Iterator

import msgspec
import psycopg
from psycopg import sql

from adapters.postgres.view_tables import SLOTS, Slot
from projections.projection import Projection

_WRITER = "SET LOCAL ROLE cancuoc_projector"
"""Row-level security shows everything to the role that writes it."""
_SHOWN_AS_TEXT = (
    "SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle TO 'ISO, YMD'; SET LOCAL IntervalStyle TO"
    " 'postgres'; SET LOCAL bytea_output TO 'hex'; SET LOCAL extra_float_digits TO 1"
)
# A view that is fed from Kafka may hold events beyond its position, from partitions further on.
_REGISTERED = """
SELECT name, version, live_slot, position_a, position_b,
       coalesce((SELECT max(seen_position) FROM projection_offsets AS one
                 WHERE one.projection = name AND one.slot = live_slot), -1)
FROM projections
"""
_ROWS = "SELECT sha256(convert_to(shown::text, 'UTF8')) FROM {} AS shown ORDER BY 1"
_PAGE = 10_000


class LiveSlot(msgspec.Struct, frozen=True):
    """Where a view is served from, the position that it has reached, and the newest event in it."""

    name: str
    version: int
    slot: Slot
    position: int
    newest: int

    @property
    def is_settled(self) -> bool:
        """Whether it holds all events up to its position, and none beyond."""
        return self.newest <= self.position


class TableDigest(msgspec.Struct, frozen=True):
    """SHA-256 over the SHA-256 of each row's text, sorted: the same rows, the same digest."""

    table: str
    rows: int
    sha256: bytes


def live_slots(connection: psycopg.Connection) -> dict[str, LiveSlot]:
    """Every view that was ever filled, by its name."""
    rows = connection.execute(_REGISTERED).fetchall()
    return {
        name: LiveSlot(name, version, slot, positions[SLOTS.index(slot)], newest)
        for name, version, slot, *positions, newest in rows
    }


def digests(
    connection: psycopg.Connection, projections: Iterable[Projection], slots: dict[str, LiveSlot]
) -> Iterator[tuple[Projection, LiveSlot, list[TableDigest]]]:
    """The tables of these views as they are in the transaction that the connection is in.

    The role stays that which writes views, to the end of the transaction. Memory does not grow
    with the rows, which the server sorts.
    """
    connection.execute(_WRITER)
    for statement in _SHOWN_AS_TEXT.split(";"):
        connection.execute(statement.strip().encode())
    for projection in projections:
        live = slots.get(projection.name)
        if live is not None:
            found = [_digest(connection, live.slot, str(table)) for table in projection.tables]
            yield projection, live, found


def _digest(connection: psycopg.Connection, slot: Slot, table: str) -> TableDigest:
    digest, count = hashlib.sha256(), 0
    query = sql.SQL(_ROWS).format(sql.Identifier(f"view_{slot}", table))
    with connection.cursor(f"digest of {table}", binary=True) as cursor:
        cursor.itersize = _PAGE
        for (row,) in cursor.execute(query):
            digest.update(row)
            count += 1
    return TableDigest(table, count, digest.digest())
