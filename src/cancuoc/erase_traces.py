"""`cancuoc erase-traces`: what is deleted about erased persons vanishes from pages and logs too.

It works beside live traffic, each step in bounded pieces, and may be stopped and run again at any
point. What it cannot reach are copies: backups, archived logs, replicas (docs/operations.md).
"""

from typing import LiteralString

import psycopg
from rich.console import Console
from rich.progress import TaskID

from adapters.keys.revived_keys import destroy_revived
from adapters.keys.wiped_pages import rewrite, wipe_pages
from adapters.postgres.dead_bytes import (
    SAMPLES,
    Say,
    await_old_snapshots,
    forget_samples,
    renew_log,
    rewrite_small_tables,
)
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.background import projections_named, projector, spare_the_collector
from cancuoc.counting_bars import counting_bars
from cancuoc.register_here import register_here
from cancuoc.settings import Settings

_DUE = """
SELECT order_id FROM erasures WHERE confirmed_at IS NOT NULL AND wiped_at IS NULL ORDER BY begun_at
"""
_WIPED = "UPDATE erasures SET wiped_at = clock_timestamp() WHERE order_id = ANY(%s)"
_SYSTEM: LiteralString = "SELECT system_identifier FROM pg_control_system()"


def erase_traces(settings: Settings, console: Console, say: Say, *, rewrite_keys: bool) -> str:
    """Every step, in this order; says how many erasures have no traces left.

    Needs roles that own the tables and may switch logs. Raises TracesRemain where something
    outside keeps dead bytes alive, PostgresTrouble where a database refuses or is away.
    """
    settings = register_here(settings, as_owner=True)
    try:
        with _connected(settings.dsn) as store, _connected(settings.keys_dsn) as keys:
            revived = destroy_revived(store, keys)
            if revived:
                keys_were = "key of an erased person" if revived == 1 else "keys of erased persons"
                again = "and was" if revived == 1 else "and were"
                say(f"{revived} {keys_were} had come back {again} destroyed again")
            due = [order_id for (order_id,) in store.execute(_DUE).fetchall()]
            _clean_views(settings, store, console, say)
            _clean_keys(keys, console, say, rewrite_keys)
            _clean_logs(store, keys, say)
            store.execute(_WIPED, (due,))
    except psycopg.Error as error:
        raise PostgresTrouble(f"traces could not be erased: {error}") from error
    return told(len(due))


def told(erasures: int) -> str:
    """The last line; every old segment of the log has been written through by then."""
    match erasures:
        case 0:
            return "No erasure waited for this; tables, indexes and logs were cleaned all the same."
        case 1:
            return "1 erasure has left no traces in tables, indexes and logs."
        case _:
            return f"{erasures} erasures have left no traces in tables, indexes and logs."


def _connected(dsn: str) -> psycopg.Connection:
    return psycopg.connect(dsn, autocommit=True, connect_timeout=5)


def _clean_views(settings: Settings, store: psycopg.Connection, console: Console, say: Say) -> None:
    """Views that open sealed parts are filled anew in empty files; the others hold nothing."""
    spare_the_collector()
    await_old_snapshots(store)
    with counting_bars(console) as bars:
        for projection in projections_named(settings, "all"):
            if not projection.needs_sealed:
                continue
            task = bars.add_task(projection.name, total=None)

            def show(done: int, total: int, task: TaskID = task) -> None:
                bars.update(task, completed=done, total=total)

            with projector(settings, projection, show) as one:
                one.rebuild()
            forget_samples(store, projection.name, list(projection.tables))
    say("small tables and the samples of ANALYZE are written anew")
    rewrite_small_tables(store)


def _clean_keys(keys: psycopg.Connection, console: Console, say: Say, rewrite_keys: bool) -> None:
    await_old_snapshots(keys)
    rewrite_small_tables(keys, (SAMPLES,))
    if rewrite_keys:
        say("the table of keys is written anew: until then nobody reads a key")
        rewrite(keys)
        return
    with counting_bars(console) as bars:
        task = bars.add_task("keys destroyed", total=None)
        done = wipe_pages(keys, lambda n: bars.update(task, completed=n))
        bars.update(task, completed=done, total=done)


def _clean_logs(store: psycopg.Connection, keys: psycopg.Connection, say: Say) -> None:
    """Once where both databases are in one cluster, as embedded."""
    clusters = {_cluster(one): one for one in (keys, store)}
    for connection in clusters.values():
        say(f"the write-ahead log of {connection.info.dbname}'s cluster is written through")
        renew_log(connection, say)


def _cluster(connection: psycopg.Connection) -> int:
    row = connection.execute(_SYSTEM).fetchone()
    return int(row[0]) if row else 0
