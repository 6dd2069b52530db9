"""What an event takes on disk: row and indexes, its place in the ledger, and its command's row."""

from psycopg import Connection

from cancuoc.bench import big_store, parts
from cancuoc.bench.annex import Annex
from cancuoc.bench.long_past import HUGE_DATABASE
from cancuoc.bench.tables import Table
from cancuoc.bench.workbench import Workbench

_SIZE = """
SELECT coalesce(sum(pg_table_size(c.oid)), 0)::bigint,
       coalesce(sum(pg_indexes_size(c.oid)), 0)::bigint
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND (c.relname = %(name)s OR c.oid IN
       (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(%(name)s)))
"""
TABLES = {
    "events": "events",
    "positions": "positions of the ledger",
    "ledger_tiles": "tiles of the ledger",
    "idempotency": "rows of commands",
}


def measure(bench: Workbench) -> Annex:
    """Of the store with the longest past, one command an event, as it stands after VACUUM."""
    bench.say("bytes on disk")
    parts.sequencing(bench.register.dsn(HUGE_DATABASE), bench.postmaster)
    with bench.copier(HUGE_DATABASE) as copier:
        big_store.settle(copier.store)
        events = _one(copier.store, "SELECT count(*) FROM events")
        sizes = {table: _sizes(copier.store, table) for table in TABLES}
        payload = _one(copier.store, "SELECT sum(length(state)) FROM events")
    each = {name: (rows / events, indexes / events) for name, (rows, indexes) in sizes.items()}
    total = sum(map(sum, each.values()))
    rows = [
        (TABLES[name], *(f"{size:,.0f}" for size in (*pair, sum(pair))))
        for name, pair in each.items()
    ]
    rows.append(("all", "", "", f"{total:,.0f}"))
    note = f"{events:,} events; their state alone takes {payload / events:,.0f} bytes each."
    table = Table("Bytes on disk, an event", ("", "rows", "indexes", "together"), tuple(rows), note)
    figures = {"events": events, "bytes": each, "state": payload / events, "all": total}
    return Annex((table,), figures=figures)


def _sizes(store: Connection, table: str) -> tuple[int, int]:
    row = store.execute(_SIZE, {"name": table}).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _one(store: Connection, query: str) -> int:
    row = store.execute(query.encode()).fetchone()
    return int(row[0] or 0) if row else 0
