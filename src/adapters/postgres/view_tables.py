"""Names of the tables that views live in and stand on; the migrations make them.

Every view table exists in both slots: `table_in(slot, name)`. Generated columns are named where a
query reads them and are never written.
"""

from functools import cache
from typing import Literal, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Slot = Literal["a", "b"]
SLOTS: tuple[Slot, ...] = get_args(Slot)

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]

_PUBLIC = MetaData()

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


@cache
def tables_in(slot: Slot) -> MetaData:
    """All view tables of one slot."""
    slot_tables = MetaData(schema=f"view_{slot}")
    _citizen_search(slot_tables)
    _citizen_pin(slot_tables)
    _confirmed_rules(slot_tables)
    return slot_tables


def table_in(slot: Slot, name: str) -> Table:
    """One view table of one slot; KeyError where the migrations know none of that name."""
    return tables_in(slot).tables[f"view_{slot}.{name}"]


def _citizen_search(slot_tables: MetaData) -> None:
    Table(
        "citizen_search",
        slot_tables,
        Column("citizen_id", Uuid, primary_key=True),
        Column("version", BigInteger),
        Column("stage", Text),
        Column("number_cancelled", Boolean),
        Column("status", Text, Computed("")),
        Column("standing", Text),
        *(Column(name, Text) for name in ("surname", "middle", "given")),
        *(Column(name, Text) for name in ("fold_surname", "fold_middle", "fold_given")),
        Column("fold_name", Text, Computed("")),
        Column("birth", Text),
        Column("birth_earliest", Date),
        Column("birth_latest", Date),
        Column("sex", Text),
        Column("pin", Text),
        *(Column(f"unit{level}", Text) for level in ("", "_province", "_district", "_commune")),
        *(
            Column(f"residence_{part}", Text)
            for part in ("unit", "province", "district", "commune")
        ),
        Column("position", BigInteger),
        Column("recorded_at", DateTime(timezone=True)),
    )


def _citizen_pin(slot_tables: MetaData) -> None:
    Table(
        "citizen_pin",
        slot_tables,
        Column("citizen_id", Uuid, primary_key=True),
        Column("pin", Text, primary_key=True),
        Column("established_on", Date),
        Column("ended_on", Date),
        Column("end_reason", Text),
    )


def _confirmed_rules(slot_tables: MetaData) -> None:
    Table(
        "confirmed_rules",
        slot_tables,
        Column("position", BigInteger, primary_key=True),
        Column("instrument_id", Uuid),
        Column("key", Text),
        Column("article", Text),
        Column("parameters", JSONB),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("known_since", DateTime(timezone=True)),
        Column("confidence", Text),
    )
