"""Keys of erased persons that live again: a key database was restored from before the erasure."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg

PAGE = 1000

_ERASED = """
SELECT order_id, key_id, streams FROM erasures
WHERE confirmed_at IS NOT NULL AND order_id > %s ORDER BY order_id LIMIT %s
"""
_COUNT: LiteralString = """
SELECT count(*) FROM data_keys
WHERE (key_id = ANY(%(keys)s) OR subject = ANY(%(streams)s)) AND wrapped IS NOT NULL
"""
_DESTROY: LiteralString = """
WITH gone AS (
    UPDATE data_keys SET wrapped = NULL, destroyed_at = clock_timestamp()
    WHERE (key_id = ANY(%(keys)s) OR subject = ANY(%(streams)s)) AND wrapped IS NOT NULL
    RETURNING key_id),
told AS (UPDATE revocation_epoch SET epoch = epoch + 1 WHERE EXISTS (SELECT FROM gone))
SELECT count(*) FROM gone
"""
_FIRST = "00000000-0000-0000-0000-000000000000"


def count_revived(store: psycopg.Connection, keys: psycopg.Connection) -> int:
    """How many keys live although history says that they are destroyed."""
    return _sum(store, keys, _COUNT)


def destroy_revived(store: psycopg.Connection, keys: psycopg.Connection) -> int:
    """Destroy them again and tell every cache; how many there were."""
    return _sum(store, keys, _DESTROY)


def _sum(store: psycopg.Connection, keys: psycopg.Connection, statement: LiteralString) -> int:
    found = 0
    for page in _pages(store):
        row = keys.execute(statement, page).fetchone()
        found += int(row[0]) if row else 0
    return found


def _pages(store: psycopg.Connection) -> Iterator[dict[str, list[Any]]]:
    last = _FIRST
    while rows := store.execute(_ERASED, (last, PAGE)).fetchall():
        last = rows[-1][0]
        streams = [stream for _, _, streams in rows for stream in streams]
        yield {"keys": [key_id for _, key_id, _ in rows], "streams": streams}
