"""The ledger as it is read: tiles, bundles of entries, and the published checkpoint.

What is asked and what is made of the answers is written once, as generators that yield a question
and are sent its rows; a connection that waits and one that does not both lead them through.
"""

from collections.abc import Generator, Sequence
from typing import Any, LiteralString, TypeVar

import msgspec
import psycopg

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.entries import bundle, entry
from adapters.ledger.notes import Note, read_note
from adapters.ledger.tiles import WIDTH, Tile, TileMissing
from adapters.ledger.tree import HASH_BYTES, leaf_hash
from adapters.ledger.witness_policy import Policy

Row = tuple[Any, ...]
Found = TypeVar("Found")


class Question(msgspec.Struct, frozen=True):
    """A statement and its parameters."""

    statement: LiteralString
    parameters: tuple[object, ...] = ()


Steps = Generator[Question, Sequence[Row], Found]
"""Yields questions, is sent their rows, and returns what it found."""

_FULL = "SELECT substring(hashes FROM 1 FOR %s) FROM ledger_tiles WHERE level = %s AND number = %s"
_ROOTS = (
    "SELECT string_agg(root, ''::bytea ORDER BY number) FROM ledger_tiles"
    " WHERE level = %s AND number >= %s AND number < %s"
)
# The range of numbers keeps this to one merge over the partitions, as in the feed.
_EVENTS = """
WITH wanted AS MATERIALIZED (
    SELECT position, notification_id FROM positions WHERE position >= %s AND position < %s)
SELECT event.originator_id, event.originator_version, event.topic, event.digest
FROM wanted LEFT JOIN (
    SELECT notification_id, originator_id, originator_version, topic, sha256(state) AS digest
    FROM events
    WHERE notification_id BETWEEN (SELECT min(notification_id) FROM wanted)
                              AND (SELECT max(notification_id) FROM wanted)
) AS event USING (notification_id)
ORDER BY wanted.position
"""
_NEWEST = """
SELECT ledger.origin, c.size, c.root, c.signatures,
       (SELECT coalesce(string_agg(line, '' ORDER BY witness), '') FROM cosignatures AS one
        WHERE one.size = c.size)
FROM ledger, checkpoints AS c WHERE c.size < %s ORDER BY c.size DESC LIMIT %s
"""
_COSIGNED = """
SELECT ledger.origin, c.size, c.root, c.signatures, cosigned.lines
FROM ledger, (
    SELECT size, string_agg(line, '' ORDER BY witness) AS lines FROM cosignatures
    WHERE size < %s GROUP BY size HAVING count(*) >= %s ORDER BY size DESC LIMIT %s
) AS cosigned JOIN checkpoints AS c USING (size) ORDER BY c.size DESC
"""
_PAGE = 20
_BEYOND_ALL = 1 << 62


def hashes_of(tile: Tile) -> Steps[bytes]:
    """The hashes of a tile: of its full form, or made of what lies below it, as that is now.

    Raises TileMissing where there are fewer than `tile.width`.
    """
    wanted = tile.width * HASH_BYTES
    rows = yield Question(_FULL, (wanted, tile.level, tile.number))
    found = bytes(rows[0][0]) if rows else b""
    if not rows and tile.width < WIDTH:
        found = yield from _made_of_below(tile)
    if len(found) != wanted:
        raise TileMissing(f"{tile.path} is not in the ledger")
    return found


def _made_of_below(tile: Tile) -> Steps[bytes]:
    first = tile.number * WIDTH
    if tile.level == 0:
        entries = yield from _entries(first, tile.width)
        return b"".join(map(leaf_hash, entries))
    rows = yield Question(_ROOTS, (tile.level - 1, first, first + tile.width))
    return bytes(rows[0][0] or b"")


def bundle_of(number: int, width: int) -> Steps[bytes]:
    """The bundle of the entries of a tile of leaves, made of the events as they are now.

    Raises TileMissing.
    """
    found = yield from _entries(number * WIDTH, width)
    if len(found) != width:
        raise TileMissing(f"{Tile(-1, number, width).path} is not in the ledger")
    return bundle(found)


def _entries(first: int, count: int) -> Steps[list[bytes]]:
    rows = yield Question(_EVENTS, (first, first + count))
    for place, (stream, *_) in enumerate(rows, first):
        if stream is None:
            raise TileMissing(f"the event at position {place} is gone from the event store")
    return [entry(stream, version, topic, bytes(digest)) for stream, version, topic, digest in rows]


def published_note(policy: Policy) -> Steps[Note | None]:
    """The newest checkpoint that meets the policy, with its cosignatures; None where none does."""
    before, fewest = _BEYOND_ALL, policy.fewest
    while True:
        if fewest:
            rows = yield Question(_COSIGNED, (before, fewest, _PAGE))
        else:
            rows = yield Question(_NEWEST, (before, _PAGE))
        for row in rows:
            note = note_of(*row)
            if policy.is_met(note):
                return note
        if len(rows) < _PAGE:
            return None
        before = rows[-1][1]


def note_of(origin: str, size: int, root: bytes, *lines: str) -> Note:
    """A checkpoint as stored, with every line of signatures that there is."""
    text = Checkpoint(origin, size, bytes(root)).text()
    signed = [line for one in lines for line in one.split("\n") if line]
    return read_note("\n".join([text, *signed, ""]))


def ask(connection: psycopg.Connection, steps: Steps[Found]) -> Found:
    """Lead the steps through over a connection that waits."""
    try:
        question = next(steps)
        while True:
            rows = connection.execute(question.statement, question.parameters).fetchall()
            question = steps.send(rows)
    except StopIteration as ended:
        found: Found = ended.value
        return found


class StoredTiles:
    """`TileSource` over the event store. Raises TileMissing, and psycopg's errors as they are."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def hashes(self, tile: Tile) -> bytes:
        """See `TileSource`."""
        return ask(self._connection, hashes_of(tile))

    def entries(self, number: int, width: int = WIDTH) -> bytes:
        """The bundle below tile `number` of level 0 (C2SP tlog-tiles)."""
        return ask(self._connection, bundle_of(number, width))

    def published(self, policy: Policy | None = None) -> Note | None:
        """The newest checkpoint that the policy believes; without one, the newest."""
        return ask(self._connection, published_note(policy or Policy()))
