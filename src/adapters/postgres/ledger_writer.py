"""Gives settled events their positions and writes the tiles that they fill, in one transaction."""

from collections.abc import Sequence
from threading import Event

import psycopg

from adapters.ledger.growing_tree import FullTile, GrowingTree
from adapters.ledger.tiles import WIDTH
from adapters.ledger.tree import HASH_BYTES
from adapters.postgres.ledger_leaves import LEAF, leaves
from adapters.postgres.transaction_order import HORIZON
from adapters.postgres.trouble import PostgresTrouble

INTEGRATED_AT_ONCE = 256 * WIDTH
"""Events of one transaction while tiles are written for positions given before there were any."""

# The head, the settled events after it, their leaves and their positions: one statement, whose
# snapshot is also the horizon.
_GIVE = f"""
WITH head AS (
    SELECT coalesce(max(position), -1) AS position, coalesce(max(notification_id), -1) AS number
    FROM positions),
settled AS MATERIALIZED (
    SELECT notification_id, {LEAF} AS leaf FROM events
    WHERE notification_id > (SELECT number FROM head) AND notification_id < {HORIZON}
    ORDER BY notification_id LIMIT %s),
given AS (
    INSERT INTO positions (position, notification_id)
    SELECT (SELECT position FROM head) + row_number() OVER (ORDER BY notification_id),
           notification_id
    FROM settled)
SELECT (SELECT position FROM head) + 1, string_agg(leaf, ''::bytea ORDER BY notification_id)
FROM settled
"""  # noqa: S608 - constants only
_KEEP = """
INSERT INTO ledger_tiles (level, number, hashes, root)
SELECT * FROM unnest(%b::int2[], %b::int8[], %b::bytea[], %b::bytea[])
"""


class LedgerWriter:
    """`tree` is what is durable: it goes on only when the transaction that fills it is settled."""

    def __init__(self, connection: psycopg.Connection, tree: GrowingTree) -> None:
        self._connection = connection
        self.tree = tree

    def advance(self, limit: int) -> int:
        """Positions and tiles for at most `limit` settled events; returns how many there were.

        A poll that finds nothing draws no transaction id. Raises PostgresTrouble where somebody
        else gave positions.
        """
        with self._connection.transaction():
            size, found = self._give(limit)
            if size != self.tree.size:
                raise PostgresTrouble(
                    f"The ledger has {self.tree.size} events and the store {size} positions: two"
                    " sequencers work on one event store. Stop them, and start one."
                )
            grown = self._grown(found)
        self.tree = grown
        return len(found) // HASH_BYTES

    def integrate(self, size: int, stop: Event) -> None:
        """Write the tiles of positions that are there already, until they cover `size` or `stop`.

        Each transaction ends with a full tile, from which a next start goes on.
        """
        while self.tree.size < size and not stop.is_set():
            end = min(self.tree.size + INTEGRATED_AT_ONCE, size)
            with self._connection.transaction():
                grown = self._grown(leaves(self._connection, self.tree.size, end))
            self.tree = grown

    def _give(self, limit: int) -> tuple[int, bytes]:
        """How many positions there were, and the leaves of those that were given now."""
        with self._connection.cursor(binary=True) as cursor:
            row = cursor.execute(_GIVE.encode(), (limit,), prepare=True).fetchone()
        size, found = row or (0, None)
        return size, found or b""

    def _grown(self, found: bytes) -> GrowingTree:
        """The tree with these leaves, its new full tiles inserted."""
        grown = self.tree.copy()
        full = grown.grow(found)
        if full:
            self._keep(full)
        return grown

    def _keep(self, full: Sequence[FullTile]) -> None:
        columns = (
            [one.level for one in full],
            [one.number for one in full],
            [one.hashes for one in full],
            [one.root for one in full],
        )
        self._connection.execute(_KEEP, columns, prepare=True)
