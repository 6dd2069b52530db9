"""Makes the wrapped bytes of destroyed keys vanish from the pages of the key table.

The table is too large and too busy to be rewritten, and VACUUM leaves the bytes of a dead row in
the free space of its page. The row of a destroyed key stays, without its bytes, and an update of it
lands on the same page as long as there is room (PostgreSQL's HOT): so it is updated, in one
transaction whose versions nobody may prune, until the page is full, and the free space with it.
"""

from collections.abc import Callable

import psycopg

MOST_VERSIONS = 400
"""More than a page of 8 KiB can hold: then something else is wrong."""
PAGE = 500

_DESTROYED = """
SELECT key_id FROM data_keys WHERE destroyed_at IS NOT NULL AND key_id > %s
ORDER BY key_id LIMIT %s
"""
_PLACE = "SELECT (ctid::text::point)[0]::int FROM data_keys WHERE key_id = %s"
_ANOTHER_VERSION = """
UPDATE data_keys SET asked_at = clock_timestamp() WHERE key_id = %s AND wrapped IS NULL
RETURNING (ctid::text::point)[0]::int
"""
_FIRST = "00000000-0000-0000-0000-000000000000"

Progress = Callable[[int], None]


def wipe_pages(connection: psycopg.Connection, progress: Progress) -> int:
    """Fill the pages of all destroyed keys, beside live traffic; how many keys there were.

    `connection` is that of the table's owner and commits each statement by itself. Run twice, it
    only fills again. psycopg.Error when the database refuses or is away.
    """
    connection.execute("VACUUM data_keys")
    done, last = 0, _FIRST
    while rows := connection.execute(_DESTROYED, (last, PAGE)).fetchall():
        for (key_id,) in rows:
            _fill_page_of(connection, key_id)
            done += 1
            progress(done)
        last = rows[-1][0]
    connection.execute("VACUUM data_keys")
    return done


def rewrite(connection: psycopg.Connection) -> None:
    """A new file for the whole table; nobody reads or makes a key until it is written."""
    connection.execute("VACUUM FULL data_keys")


def _fill_page_of(connection: psycopg.Connection, key_id: object) -> None:
    with connection.transaction():
        row = connection.execute(_PLACE, (key_id,)).fetchone()
        page = row[0] if row else None
        for _ in range(MOST_VERSIONS):
            row = connection.execute(_ANOTHER_VERSION, (key_id,)).fetchone()
            if row is None or row[0] != page:
                return
