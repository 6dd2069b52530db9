"""What a sequencer builds upon: the tree as the store has it, held against what was signed."""

import psycopg

from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.tiles import HEIGHT, MAX_LEVEL, WIDTH, Tile
from adapters.ledger.tree import HASH_BYTES, subtree_root
from adapters.postgres.ledger_leaves import leaves
from adapters.postgres.trouble import PostgresTrouble

CHECKED_AT_START = 100
"""Newest full tiles whose events are hashed again, which takes a fraction of a second."""

_SIZE = "SELECT coalesce(max(position), -1) + 1 FROM positions"
_NEWEST = "SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1"
_COUNT = "SELECT coalesce(max(number), -1) + 1 FROM ledger_tiles WHERE level = %s"
_TILES = """
SELECT number, hashes, root FROM ledger_tiles WHERE level = %s AND number >= %s AND number < %s
ORDER BY number
"""
_BACKUP = (
    " Keep a copy of the database first; then restore the event store from a backup that is not"
    " older than what was signed."
)


def ledger_at_start(connection: psycopg.Connection) -> tuple[GrowingTree, int]:
    """The tree that the tiles and the events after them make, and how many positions there are.

    The tree is smaller only where positions were given before there were tiles. Raises
    PostgresTrouble, naming what differs, where it is not what was signed: the newest checkpoint's
    root is made again, and the newest events are held against their tiles.
    """
    size, signed = _one(connection, _SIZE), connection.execute(_NEWEST).fetchone()
    signed_size, signed_root = signed or (0, GrowingTree().root())
    if signed_size > size:
        raise PostgresTrouble(
            f"A ledger of {signed_size} events was signed, and only {size} have a position: the"
            f" event store went back to an older state.{_BACKUP}"
        )
    covered = _covered(connection, size, signed_size)
    _hold_against_events(connection, covered // WIDTH)
    if tree_at(connection, signed_size).root() != signed_root:
        raise PostgresTrouble(
            f"The first {signed_size} events do not have the root that was signed: an event from"
            f" position {signed_size - signed_size % WIDTH} on, a tile, or the checkpoint was"
            f" altered.{_BACKUP}"
        )
    return tree_at(connection, covered), size


def tree_at(connection: psycopg.Connection, size: int) -> GrowingTree:
    """The tree of the first `size` events: its right edge from events and from roots of tiles.

    Raises PostgresTrouble where one of these tiles is missing or does not have its root.
    """
    edges, level = [leaves(connection, size - size % WIDTH, size)], 1
    while hashes := size >> (HEIGHT * level):
        edges.append(_roots(connection, level - 1, hashes - hashes % WIDTH, hashes))
        level += 1
    return GrowingTree(size, edges)


def _covered(connection: psycopg.Connection, size: int, signed_size: int) -> int:
    """How many events the tiles cover: all, or whole tiles of leaves where more are to be made."""
    for level in range(MAX_LEVEL + 1):
        found = _one(connection, _COUNT, level)
        if found > size >> (HEIGHT * (level + 1)):
            raise PostgresTrouble(
                f"{_name(level, found - 1)} is there, and only {size} events have a position:"
                f" positions were removed, or the tile was put in.{_BACKUP}"
            )
    full = _one(connection, _COUNT, 0)
    if full < signed_size // WIDTH:
        raise PostgresTrouble(f"{_name(0, full)} is missing, and was signed.{_BACKUP}")
    return size if full == size // WIDTH else full * WIDTH


def _hold_against_events(connection: psycopg.Connection, full: int) -> None:
    first = max(0, full - CHECKED_AT_START)
    _roots(connection, 0, first, full)
    now = leaves(connection, first * WIDTH, full * WIDTH)
    was = b"".join(hashes for _, hashes, _ in _tiles(connection, 0, first, full))
    if now == was:
        return
    at = next(n for n in range(0, len(was), HASH_BYTES) if was[n:][:HASH_BYTES] != now[n:][:32])
    position = first * WIDTH + at // HASH_BYTES
    raise PostgresTrouble(
        f"The event at position {position} is not what the ledger has of it: it was altered, or"
        f" the tile {Tile(0, position // WIDTH).path} of the ledger was.{_BACKUP}"
    )


def _roots(connection: psycopg.Connection, level: int, first: int, end: int) -> bytes:
    """The roots of full tiles `first` up to `end`, each made again from its hashes."""
    found = list[bytes]()
    for number, hashes, root in _tiles(connection, level, first, end):
        if number != first + len(found):
            break
        if subtree_root(hashes) != root:
            raise PostgresTrouble(f"{_name(level, number)} does not have its root.{_BACKUP}")
        found.append(root)
    if len(found) != end - first:
        raise PostgresTrouble(f"{_name(level, first + len(found))} is missing.{_BACKUP}")
    return b"".join(found)


def _tiles(
    connection: psycopg.Connection, level: int, first: int, end: int
) -> list[tuple[int, bytes, bytes]]:
    with connection.cursor(binary=True) as cursor:
        return cursor.execute(_TILES, (level, first, end)).fetchall()


def _name(level: int, number: int) -> str:
    return f"The tile {Tile(level, number).path} of the ledger"


def _one(connection: psycopg.Connection, query: str, *parameters: object) -> int:
    row = connection.execute(query.encode(), parameters).fetchone()
    return int(row[0]) if row else 0
