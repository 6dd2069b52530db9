"""Makes deleted rows vanish from files: statistics, small tables, and the log of one cluster.

VACUUM forgets a dead row but leaves its bytes in the free space of its page, ANALYZE keeps samples
of values in the catalogue, and a finished segment of the write-ahead log is renamed and used again
with its old content. Views are rid of theirs by a rebuild (rebuild.py): it fills the other slot's
empty files and then truncates the former ones.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import LiteralString

import psycopg
from psycopg import sql

from adapters.postgres.trouble import PostgresTrouble

SAMPLES = "pg_catalog.pg_statistic"
"""Where ANALYZE keeps values that it met."""
REWRITTEN = ("public.reactions", SAMPLES)
"""Small tables beside the views that hold, or did hold, values about persons."""

LOCK_PATIENCE = "2s"
ATTEMPTS = 60
PAUSE_S = 0.5
MOST_PASSES = 6

DATED_S = 1.1
"""Files are dated in whole seconds."""

_OLD_SNAPSHOTS = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NOW = "SELECT pg_current_xact_id()::text::bigint"
_FORGET_SAMPLES = """
SELECT pg_clear_attribute_stats(s.schemaname::text, s.tablename::text, s.attname::text, s.inherited)
FROM pg_stats s JOIN projections p
  ON s.schemaname = CASE p.live_slot WHEN 'a' THEN 'view_b' ELSE 'view_a' END
WHERE p.name = %s AND s.tablename = ANY(%s)
"""
_SWITCH = "SELECT pg_logical_emit_message(false, 'cancuoc', ''), pg_switch_wal()"
_SEGMENT = """
SELECT pg_walfile_name(pg_current_wal_insert_lsn()), date_trunc('second', clock_timestamp())
"""
_FILES = "SELECT name, modification FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'"
_SLOTS = "SELECT slot_name FROM pg_replication_slots WHERE restart_lsn < %s::pg_lsn ORDER BY 1"
_LSN = "SELECT pg_current_wal_lsn()::text"

Say = Callable[[str], None]


class TracesRemain(PostgresTrouble):
    """Something outside keeps dead bytes alive; says what, and what to do."""


def await_old_snapshots(connection: psycopg.Connection) -> None:
    """Until no transaction can still see what is deleted by now; TracesRemain when one stays."""
    now = _one(connection, _NOW)
    for _ in range(ATTEMPTS):
        if _one(connection, _OLD_SNAPSHOTS) > now:
            return
        time.sleep(PAUSE_S)
    raise TracesRemain(
        "an old transaction still sees rows that were deleted: `cancuoc doctor` names it; end it"
        " and run this again"
    )


def forget_samples(connection: psycopg.Connection, view: str, tables: list[str]) -> None:
    """The values that ANALYZE once took from the slot of a view that is not live, now empty."""
    connection.execute(_FORGET_SAMPLES, (view, tables))


def rewrite_small_tables(
    connection: psycopg.Connection, names: tuple[str, ...] = REWRITTEN
) -> None:
    """New files for them; each is locked for a moment, and a busy one is tried again."""
    connection.execute(f"SET lock_timeout = '{LOCK_PATIENCE}'".encode())
    for name in names:
        schema, table = name.split(".")
        statement = sql.SQL("VACUUM FULL {}").format(sql.Identifier(schema, table))
        _patiently(connection, statement)


def _patiently(connection: psycopg.Connection, statement: sql.Composed) -> None:
    for attempt in range(ATTEMPTS):
        try:
            connection.execute(statement)
        except psycopg.errors.LockNotAvailable:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return


def renew_log(connection: psycopg.Connection, say: Say) -> int:
    """Overwrite or remove every segment that was written before; how many were switched through.

    Whatever is written meanwhile by others is as good. TracesRemain where old segments are kept.
    """
    start = _text(connection, _LSN)
    connection.execute(_SWITCH)
    connection.execute("CHECKPOINT")
    time.sleep(DATED_S)
    last_old, since = _segment(connection)
    switched = 1
    old: list[str] = []
    for attempt in range(1, MOST_PASSES + 1):
        old = list(_older(connection, last_old, since))
        if not old:
            # The segment in hand may be an old file of which only the beginning is new.
            connection.execute(_SWITCH)
            connection.execute("CHECKPOINT")
            return switched + 1
        say(f"{_segments(len(old))} of the log to write through, pass {attempt} of {MOST_PASSES}")
        for _ in range(len(old) + 1):
            connection.execute(_SWITCH)
        switched += len(old) + 1
        connection.execute("CHECKPOINT")
    slots = ", ".join(name for (name,) in connection.execute(_SLOTS, (start,)).fetchall())
    kept_by = f"the replication slots {slots}" if slots else "wal_keep_size or a failing archive"
    raise TracesRemain(
        f"{_segments(len(old))} of the log may still hold"
        f" what was deleted, kept by {kept_by}: end that, then run `cancuoc erase-traces` again at"
        " once; until then no erasure counts as finished"
    )


def _segments(count: int) -> str:
    return "1 segment" if count == 1 else f"{count} segments"


def _segment(connection: psycopg.Connection) -> tuple[str, datetime]:
    """The segment in hand counts as old: it begins before now."""
    row = connection.execute(_SEGMENT).fetchone()
    if row is None:
        raise AssertionError("a statement without FROM always has its row")
    return str(row[0]), row[1]


def _older(connection: psycopg.Connection, last_old: str, since: datetime) -> Iterator[str]:
    for name, modified in connection.execute(_FILES).fetchall():
        if str(name) <= last_old or modified < since:
            yield str(name)


def _one(connection: psycopg.Connection, query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _text(connection: psycopg.Connection, query: LiteralString) -> str:
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""
