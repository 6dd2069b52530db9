"""Tables of both searches and of the confirmed rules, as migrations 0002 and 0006 make them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB


def _citizen_search(slot_tables: MetaData) -> None:
    names = ("surname", "middle", "given")
    Table(
        "citizen_search",
        slot_tables,
        Column("citizen_id", Uuid, primary_key=True),
        Column("version", BigInteger),
        Column("stage", Text),
        *(Column(name, Boolean) for name in ("number_cancelled", "merged", "erased")),
        Column("status", Text, Computed("")),
        Column("standing", Text),
        Column("merged_into", Uuid),
        *(Column(name, Text) for name in names),
        *(Column(f"{key}_{name}", Text) for key in ("fold", "tone") for name in names),
        *(Column(f"sort_{name}", LargeBinary) for name in names),
        Column("name_id", Uuid, Computed("")),
        Column("birth", Text),
        Column("birth_earliest", Date),
        Column("birth_latest", Date),
        Column("sex", Text),
        Column("pin", Text),
        *(Column(name, Text) for name in ("unit", "unit_places")),
        *(Column(name, Text) for name in ("residence_unit", "residence_places", "return_places")),
        Column("places", ARRAY(Text), Computed("")),
        Column("position", BigInteger),
        Column("recorded_at", DateTime(timezone=True)),
    )


def _citizen_number(slot_tables: MetaData) -> None:
    Table(
        "citizen_number",
        slot_tables,
        Column("citizen_id", Uuid, primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("number", Text, primary_key=True),
        Column("established_on", Date),
        Column("ended_on", Date),
        Column("end_reason", Text),
    )


def _citizen_names(slot_tables: MetaData) -> None:
    """The distinct names and their words, which triggers of migration 0006 keep."""
    Table("citizen_name", slot_tables, Column("name_id", Uuid, primary_key=True))
    Table("citizen_word", slot_tables, Column("word", Text, primary_key=True))


def _citizen_joined(slot_tables: MetaData) -> None:
    Table(
        "citizen_joined",
        slot_tables,
        Column("stream", Uuid, primary_key=True),
        Column("memory", LargeBinary),
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


def _application_search(slot_tables: MetaData) -> None:
    Table(
        "application_search",
        slot_tables,
        Column("application_id", Uuid, primary_key=True),
        Column("version", BigInteger),
        *(Column(name, Text) for name in ("status", "kind")),
        Column("citizen_id", Uuid),
        *(Column(name, Text) for name in ("intake_unit", "intake_places")),
        Column("received_on", Date),
        *(Column(name, Text) for name in ("to_unit", "sent_places")),
        Column("places", ARRAY(Text), Computed("")),
        *(Column(name, Uuid) for name in ("batch_id", "manifest_id")),
        Column("blank_serial", Text),
        *(Column(name, BigInteger) for name in ("opened_at", "position")),
    )
    Table(
        "application_memory",
        slot_tables,
        Column("stream", Uuid, primary_key=True),
        Column("memory", LargeBinary),
    )


TABLES = (
    _application_search,
    _citizen_search,
    _citizen_number,
    _citizen_names,
    _citizen_joined,
    _confirmed_rules,
)
