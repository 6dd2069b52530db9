"""Names of the tables that views live in and stand on; the migrations make them.

Every view table exists in both slots: `table_in(slot, name)`. Generated columns are named where a
query reads them and are never written.
"""

from functools import cache
from typing import Literal, get_args

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from adapters.postgres import case_tables, citizen_tables, quality_tables

Slot = Literal["a", "b"]
SLOTS: tuple[Slot, ...] = get_args(Slot)

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]

_PUBLIC = MetaData()
_TIME = DateTime(timezone=True)

PROJECTIONS = Table(
    "projections",
    _PUBLIC,
    Column("name", Text, primary_key=True),
    Column("version", Integer),
    Column("live_slot", Text),
    Column("position_a", BigInteger),
    Column("position_b", BigInteger),
    Column("building", Integer),
)
POSITIONS = Table(
    "positions",
    _PUBLIC,
    Column("position", BigInteger, primary_key=True),
    Column("notification_id", BigInteger),
)
EVENTS = Table(
    "events",
    _PUBLIC,
    Column("notification_id", BigInteger),
    Column("state", LargeBinary),
)
WORK_CLAIMS = Table(
    "work_claims",
    _PUBLIC,
    Column("stream", Uuid, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("officer", Uuid),
    Column("unit", Text),
    Column("until", _TIME),
)
JOB_LEASES = Table(
    "job_leases",
    _PUBLIC,
    Column("job_id", Uuid, primary_key=True),
    Column("kind", Text),
    Column("stream", Uuid),
    Column("station", Uuid),
    Column("subject", Uuid),
    Column("leased_at", _TIME),
    Column("until", _TIME),
)


@cache
def tables_in(slot: Slot) -> MetaData:
    """All view tables of one slot."""
    slot_tables = MetaData(schema=f"view_{slot}")
    for declare in (*citizen_tables.TABLES, *case_tables.TABLES, *quality_tables.TABLES):
        declare(slot_tables)
    return slot_tables


def table_in(slot: Slot, name: str) -> Table:
    """One view table of one slot; KeyError where the migrations know none of that name."""
    return tables_in(slot).tables[f"view_{slot}.{name}"]
