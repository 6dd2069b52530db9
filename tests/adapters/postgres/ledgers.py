"""Ledgers over a real store for tests: what it holds, and the tree that the events make anew."""

from collections.abc import Sequence

import psycopg

from adapters.ledger.entries import leaf_of
from adapters.ledger.tiles import WIDTH
from adapters.ledger.tree import EMPTY_ROOT, node_hash
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.transaction_order import FIRST_ID

Row = tuple[object, ...]
_FILL = f"""
INSERT INTO events
SELECT gen_random_uuid(), 1, {FIRST_ID} + n, 'citizen.captured.v1', int8send(n)
FROM generate_series(0, %s - 1) AS n
"""


def fill(dsn: str, count: int) -> None:
    """So many events in one transaction, each of a stream of its own."""
    with psycopg.connect(dsn) as owner:
        owner.execute(_FILL.encode(), (count,))


def root_of(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1 over leaf hashes, word for word."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root_of(hashes[:split]), root_of(hashes[split:]))


def leaves_of(connection: psycopg.Connection) -> list[bytes]:
    """The leaf of each event that has a position, made in Python from what is stored now."""
    return [leaf_of(event) for event in LedgerFeed(connection).read(-1, 1_000_000)]


def tiles_in(connection: psycopg.Connection) -> dict[tuple[int, int], tuple[bytes, bytes]]:
    """Hashes and root by level and number."""
    rows = connection.execute("SELECT level, number, hashes, root FROM ledger_tiles").fetchall()
    return {(level, number): (hashes, root) for level, number, hashes, root in rows}


def tiles_over(leaves: Sequence[bytes]) -> dict[tuple[int, int], tuple[bytes, bytes]]:
    """The full tiles that a tree of these leaves has, made level by level."""
    found, level, row = {}, 0, list(leaves)
    while row:
        above = []
        for number in range(len(row) // WIDTH):
            hashes = row[number * WIDTH : (number + 1) * WIDTH]
            above.append(root_of(hashes))
            found[level, number] = (b"".join(hashes), above[-1])
        level, row = level + 1, above
    return found


def checkpoints_in(connection: psycopg.Connection) -> list[Row]:
    """Size and root of each, the oldest first."""
    return connection.execute("SELECT size, root FROM checkpoints ORDER BY size").fetchall()


def assert_whole(connection: psycopg.Connection) -> int:
    """Tiles are those of the events, and every checkpoint is of a tree of them; gives the size."""
    leaves = leaves_of(connection)
    assert tiles_in(connection) == tiles_over(leaves)
    for size, root in checkpoints_in(connection):
        assert isinstance(size, int)
        assert (size, root_of(leaves[:size])) == (size, root)
    return len(leaves)
