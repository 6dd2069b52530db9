"""Tables of waits, progress, stock and case links, as migration 0004 makes them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)

_TIME = DateTime(timezone=True)


def _waits(slot_tables: MetaData) -> None:
    Table(
        "waits",
        slot_tables,
        Column("stream", Uuid, primary_key=True),
        Column("stage", Text, primary_key=True),
        Column("kind", Text),
        Column("owner_role", Text),
        Column("owner_unit", Text),
        *(Column(f"owner_{level}", Text) for level in ("province", "district", "commune")),
        Column("due", _TIME),
        Column("escalates_to", Text),
        Column("missed", Boolean),
        Column("entered_version", BigInteger),
        Column("entered_at", _TIME),
        Column("job_id", Uuid),
        Column("priority", Integer),
        Column("position", BigInteger),
    )


def _progress(slot_tables: MetaData) -> None:
    Table(
        "progress",
        slot_tables,
        Column("basis", Text, primary_key=True),
        Column("counter", Text, primary_key=True),
        Column("day", Date, primary_key=True),
        *(
            Column(name, Text, primary_key=True)
            for name in ("unit", "province", "district", "commune", "sex", "age_band")
        ),
        Column("count", BigInteger),
    )


def _progress_changes(slot_tables: MetaData) -> None:
    """Made by migration 0015: for each key of `progress.state`, the last event that moved it."""
    Table(
        "progress_changes",
        slot_tables,
        *(Column(name, Text, primary_key=True) for name in ("basis", "counter")),
        Column("day", Date, primary_key=True),
        Column("unit", Text, primary_key=True),
        Column("position", BigInteger),
    )


def _stock(slot_tables: MetaData) -> None:
    Table(
        "stock",
        slot_tables,
        Column("block", Uuid, primary_key=True),
        Column("account", Text, primary_key=True),
        *(Column(name, Text) for name in ("supplier", "form", "box", "first_serial")),
        Column("count", BigInteger),
        Column("position", BigInteger),
    )


def _case_links(slot_tables: MetaData) -> None:
    Table(
        "case_links",
        slot_tables,
        Column("subject", Uuid, primary_key=True),
        Column("stream", Uuid, primary_key=True),
        Column("kind", Text),
        Column("serial", Text),
        Column("position", BigInteger),
    )


def _memories(slot_tables: MetaData) -> None:
    for view in ("waits", "progress", "stock"):
        Table(
            f"{view}_memory",
            slot_tables,
            Column("stream", Uuid, primary_key=True),
            Column("memory", LargeBinary),
        )


TABLES = (_waits, _progress, _progress_changes, _stock, _case_links, _memories)
