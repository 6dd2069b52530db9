"""Tables of the quality view, as migration 0007 makes them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

_PLACE = ("unit", "province", "district", "commune")


def _key(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def _people(tables: MetaData) -> None:
    Table(
        "quality_people",
        tables,
        _key("citizen_id", Uuid),
        *(Column(name, BigInteger) for name in ("version", "position", "evaluated")),
        Column("status", Text),
        Column("standing", Text),
        *(Column(f"unit{level}", Text) for level in ("", "_province", "_district", "_commune")),
        Column("home_unit", Text),
        Column("home_as_of", Date),
        Column("confirmed_on", Date),
        Column("birth", Text),
        Column("marital", Text),
        *(Column(name, Boolean) for name in ("names_spouse", "is_head", "remedy")),
        Column("traits", LargeBinary),
    )


def _findings(tables: MetaData) -> None:
    Table(
        "quality_failures",
        tables,
        _key("citizen_id", Uuid),
        _key("check_id", Text),
        _key("first_day", Date),
        Column("last_day", Date),
        Column("since", BigInteger),
        Column("check_version", Integer),
        Column("about", JSONB),
    )
    Table(
        "quality_due",
        tables,
        _key("citizen_id", Uuid),
        _key("source", Uuid),
        _key("day", Date),
        Column("since", BigInteger),
    )


def _ties(tables: MetaData) -> None:
    Table(
        "quality_keys",
        tables,
        _key("citizen_id", Uuid),
        _key("kind", Text),
        _key("digest", BigInteger),
        Column("since", BigInteger),
    )
    Table(
        "quality_links",
        tables,
        _key("citizen_id", Uuid),
        _key("number", Integer),
        Column("kind", Text),
        Column("to_citizen", Uuid),
        Column("to_pin", BigInteger),
        Column("to_cmnd9", BigInteger),
        Column("to_head", Text),
        Column("since", BigInteger),
    )


def _cards(tables: MetaData) -> None:
    Table(
        "quality_applications",
        tables,
        _key("citizen_id", Uuid),
        _key("application_id", Uuid),
        Column("intake_unit", Text),
        Column("open", Boolean),
        Column("captured_on", Date),
        *(Column(name, JSONB) for name in ("accounted", "captured", "bandaged")),
        Column("address_failed", Text),
        Column("duplicate_on", Date),
        Column("position", BigInteger),
    )
    Table(
        "quality_cards",
        tables,
        _key("citizen_id", Uuid),
        _key("card_id", Uuid),
        Column("status", Text),
        Column("position", BigInteger),
    )


def _cases(tables: MetaData) -> None:
    Table(
        "quality_cases",
        tables,
        _key("citizen_id", Uuid),
        _key("case_id", Uuid),
        *(Column(name, Text) for name in ("check_id", "severity", "status")),
        *(Column(name, BigInteger) for name in ("opened_at", "settled_at", "settled_version")),
    )
    Table(
        "quality_case_days",
        tables,
        _key("citizen_id", Uuid),
        _key("case_id", Uuid),
        _key("from_day", Date),
        Column("to_day", Date),
    )
    Table(
        "quality_others",
        tables,
        _key("other_citizen_id", Uuid),
        _key("stream", Uuid),
        Column("kind", Text),
        Column("citizen_id", Uuid),
    )


def _figures(tables: MetaData) -> None:
    for name, last, kind in (("counts", "measure", Text), ("lags", "lag", Integer)):
        Table(
            f"quality_{name}",
            tables,
            _key("day", Date),
            *(_key(part, Text) for part in _PLACE),
            _key(last, kind),
            Column("count", BigInteger),
        )
    Table(
        "quality_names",
        tables,
        _key("part", Text),
        _key("digest", BigInteger),
        Column("count", BigInteger),
    )
    Table(
        "quality_memory",
        tables,
        _key("stream", Uuid),
        Column("memory", LargeBinary),
    )


TABLES = (_people, _findings, _ties, _cards, _cases, _figures)
