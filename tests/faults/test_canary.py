"""Texts set free in every personal field are found in no table, log, measure or problem title."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest
from psycopg import sql
from tests.faults.canary import Canary
from tests.faults.disguises import found_in
from tests.faults.plain_http import PlainHttp
from tests.faults.running_register import running_register
from tests.faults.sitting import (
    Sitting,
    a_crash_in_the_middle,
    a_row_that_the_view_refuses,
    everything_refused,
    the_whole_case,
)

from database import QUICK
from evidence import await_signed, exported, opened

VIEWS = ("view_a", "view_b")

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture(scope="module")
def sitting() -> Iterator[Sitting]:
    with running_register(QUICK, environment={"CANCUOC_WORKERS": "2"}) as register:
        sitting = Sitting(register, Canary(20210301))
        for part in (the_whole_case, everything_refused, a_crash_in_the_middle):
            asyncio.run(part(sitting))
        a_row_that_the_view_refuses(sitting)
        register.await_ready()
        register.await_quiet()
        yield sitting


def tables_of(dsn: str) -> dict[str, bytes]:
    """Every row of every table as the wire carries it: `schema.table` -> bytes."""
    with psycopg.connect(dsn) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return {f"{schema}.{name}": _rows(connection, schema, name) for schema, name in names}


def _rows(connection: psycopg.Connection, schema: str, name: str) -> bytes:
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT binary)").format(
        sql.Identifier(schema, name)
    )
    with connection.cursor().copy(statement) as rows:
        return b"".join(rows)


def test_no_table_beside_the_search_gives_a_person_away(sitting: Sitting) -> None:
    canary, register = sitting.canary, sitting.register
    tables = {**tables_of(register.dsn), **tables_of(register.keys_dsn)}
    everything = [*canary.searched, *canary.hidden]

    assert len(tables["public.events"]) > 10_000
    assert {"public.claims", "public.idempotency", "public.data_keys"} <= set(tables)
    for name, rows in tables.items():
        texts = canary.hidden if name.startswith(VIEWS) else everything
        assert found_in(rows, texts) == [], f"in {name}"


def test_the_same_search_finds_a_name_and_a_number_in_the_view(sitting: Sitting) -> None:
    """Teeth."""
    tables = tables_of(sitting.register.dsn)
    views = b"".join(rows for name, rows in tables.items() if name.startswith(VIEWS))
    number = sitting.canary.number()

    assert found_in(views, [*sitting.canary.searched, number]) != []
    assert len(found_in(views, sitting.canary.searched)) >= 4
    assert found_in(views, [number]) == []


def test_no_evidence_gives_a_person_away(sitting: Sitting, tmp_path: Path) -> None:
    register, texts = sitting.register, [*sitting.canary.searched, *sitting.canary.hidden]
    own = {"dsn": register.dsn, "keys_dsn": register.keys_dsn}
    await_signed(register.dsn)
    exported(msgspec.structs.replace(register.settings, **own), tmp_path / "evidence")
    everything = opened(tmp_path / "evidence")

    assert len(everything) > 10_000
    assert found_in(everything, texts) == []
    assert found_in(everything + texts[0].encode(), texts) == texts[:1]


def test_no_log_gives_a_person_away(sitting: Sitting) -> None:
    everything = [*sitting.canary.searched, *sitting.canary.hidden]

    for name, path in sitting.register.logs().items():
        said = path.read_bytes()
        assert said, f"the log of {name} is empty: that it is silent proves nothing"
        assert found_in(said, everything) == [], f"in the log of {name}"
        assert found_in(said + everything[0].encode(), everything) == everything[:1]


def test_every_line_of_a_role_is_one_event_in_json(sitting: Sitting) -> None:
    for name, role in sitting.register.roles.items():
        lines = [json.loads(line) for line in role.log_file.read_text().splitlines()]
        assert lines
        assert {line["role"] for line in lines} == {name}


async def test_no_measure_gives_a_person_away(sitting: Sitting) -> None:
    async with PlainHttp(sitting.register.port) as http:
        measures = (await http.get("/metrics", {})).raw

    assert b"cancuoc" in measures
    assert found_in(measures, [*sitting.canary.searched, *sitting.canary.hidden]) == []


def test_no_type_title_or_header_of_a_problem_gives_a_person_away(sitting: Sitting) -> None:
    titles = "\n".join(sitting.titles).encode()

    assert len(sitting.titles) > 15
    assert found_in(titles, [*sitting.canary.searched, *sitting.canary.hidden]) == []
