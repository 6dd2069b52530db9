"""Tables of the citizen search and of the confirmed rules, as migration 0002 makes them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB


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


TABLES = (_citizen_search, _citizen_pin, _confirmed_rules)
