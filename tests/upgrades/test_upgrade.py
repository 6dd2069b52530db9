"""A register that the previous program wrote is served by this one: read, searched, acted on.

Long because one migrated register stands behind all of these tests.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests.adapters.postgres.ledgers import assert_whole
from tests.upgrades.keep_register import answers

from adapters.postgres.cluster import binaries
from adapters.postgres.embedded import EmbeddedPostgres
from cancuoc.background import projections_named
from cancuoc.settings import Settings
from citizen_case import Case, dc01
from database import Store, database
from service import PROGRAMME_TIME, SOURCES, Service, _environment, serving
from waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KEPT = Path(__file__).parents[1] / "fixtures" / "register_0005"
ROLES = ("sequence", "project", "serve")
OLD: dict[str, Any] = json.loads((KEPT / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def old_store(cluster: EmbeddedPostgres, template: Store) -> Iterator[Store]:
    """Both databases as the previous program left them, an hour ago by the programme clock."""
    with database(cluster) as dsn, database(cluster) as keys_dsn:
        for file, target in (("store.sql", dsn), ("keys.sql", keys_dsn)):
            command = [str(binaries() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", target]
            subprocess.run([*command, "-f", str(KEPT / file)], check=True, capture_output=True)
        with psycopg.connect(dsn) as owner:
            now = PROGRAMME_TIME + timedelta(hours=1)
            offset = round((now - datetime.now(UTC)) / timedelta(seconds=1))
            owner.execute("UPDATE programme_clock SET offset_s = %s", (offset,))
            owner.execute(
                "UPDATE store_epoch SET epoch_offset ="
                " (SELECT max(notification_id) + 1 FROM events)"
            )
        yield Store(dsn, keys_dsn)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("upgraded")
    key = made / "kek.json"
    key.write_bytes((KEPT / "kek.json").read_bytes())
    key.chmod(0o600)
    return made


def program(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cancuoc", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


@pytest.fixture(scope="module")
def refusals(
    old_store: Store, cluster: EmbeddedPostgres, folder: Path
) -> dict[str, subprocess.CompletedProcess[str]]:
    """What each role says on a database that was not migrated."""
    environment = _environment(old_store, cluster, folder)
    return {role: program(environment, role) for role in (*ROLES, "react")}


@pytest.fixture(scope="module")
def migrated(old_store: Store, refusals: object) -> str:
    """What `cancuoc migrate` said."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("CANCUOC_")}
    told = {"CANCUOC_DSN": old_store.dsn, "CANCUOC_KEYS_DSN": old_store.keys_dsn}
    done = program({**own, **told, "PYTHONPATH": str(SOURCES)}, "migrate")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def register(
    migrated: str, old_store: Store, cluster: EmbeddedPostgres, folder: Path
) -> Iterator[Service]:
    unlimited = {"officer_rate": "0", "unit_rate": "0"}
    with serving(old_store, cluster, folder, ROLES, **unlimited) as service:
        yield service


def test_a_program_refuses_a_database_that_is_older(
    refusals: dict[str, subprocess.CompletedProcess[str]],
) -> None:
    for role, said in refusals.items():
        assert said.returncode == 1, role
        assert "the database of the store is at revision 0005" in said.stderr
        assert "run `cancuoc migrate`" in said.stderr


def test_a_database_of_a_newer_program_is_served(
    register: Service, cluster: EmbeddedPostgres, folder: Path
) -> None:
    """While servers are brought up to date in turn, the older ones meet it (decision 27)."""
    store = Store(register.dsn, register.keys_dsn)
    with psycopg.connect(register.dsn, autocommit=True) as owner:
        row = owner.execute("SELECT version_num FROM alembic_version").fetchone()
        owner.execute("UPDATE alembic_version SET version_num = '9999'")
        with serving(store, cluster, folder, ("serve",)) as older:
            assert older.client.get("/readyz").status_code == 200
        owner.execute("UPDATE alembic_version SET version_num = %s", row)


def differing(old: Any, new: Any, place: str = "") -> list[str]:
    """Where something of `old` is gone or is another; more fields are allowed."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            found
            for name, value in old.items()
            for found in (
                differing(value, new[name], f"{place}/{name}")
                if name in new
                else [f"{place}/{name}"]
            )
        ]
    return [] if old == new else [place]


def test_everything_is_told_as_it_was(register: Service, migrated: str) -> None:
    assert "brought from 0005 to revision" in migrated
    told = answers(register)

    assert told.keys() == OLD.keys()
    assert len(OLD) > 30
    assert {path: places for path in OLD if (places := differing(OLD[path], told[path]))} == {}


def test_the_ledger_takes_in_what_the_previous_program_left(register: Service) -> None:
    """Its positions had no tile and nobody had signed them."""
    with psycopg.connect(register.dsn) as connection:
        size = eventually(lambda: signed_whole(connection))

        assert size >= sum(len(one["events"]) for one in OLD.values())
        assert assert_whole(connection) >= size


def signed_whole(connection: psycopg.Connection) -> int:
    """The size of the newest checkpoint, once it covers every position; 0 until then."""
    with connection.transaction():
        row = connection.execute(
            "SELECT (SELECT max(size) FROM checkpoints), (SELECT count(*) FROM positions)"
        ).fetchone()
    signed, positions = row or (0, 0)
    return int(signed) if signed == positions else 0


def test_who_was_recorded_is_found(register: Service) -> None:
    citizens = [
        path.rpartition("/")[2]
        for path, one in OLD.items()
        if path.startswith("/v1/citizens/") and one["state"]["status"] == "active"
    ]

    def found() -> str:
        return register.get("/v1/search/citizens?q=nguyen&limit=200", "auditor").text

    assert citizens
    eventually(lambda: all(citizen in found() for citizen in citizens), 60)


def test_what_was_begun_is_carried_on(register: Service) -> None:
    """Of those who wait to be verified, some lack a paper: they are told so, the others go on."""
    waiting = {
        path: one["state"]["version"]
        for path, one in OLD.items()
        if path.startswith("/v1/citizens/") and one["state"]["status"] == "captured"
    }
    body = {"against": ["household-book"]}

    done = [
        register.post(f"{path}/verify-citizen", body, "commune-chief", if_match=version)
        for path, version in waiting.items()
    ]

    accepted = [one.json()["version"] for one in done if one.status_code == 200]
    assert {one.status_code for one in done} <= {200, 403, 422}
    assert accepted
    assert set(accepted) <= {version + 1 for version in waiting.values()}


def test_what_was_taken_is_still_taken(register: Service) -> None:
    pins = [
        pin["number"]
        for path, one in OLD.items()
        if path.startswith("/v1/citizens/")
        for pin in one["state"]["pins"]
    ]
    known = next(path for path in OLD if path.startswith("/v1/citizens/")).rpartition("/")[2]

    assert register.post("/v1/citizens", dc01(id=known)).status_code == 409
    assert pins
    assert Case(register).active().shown["pins"][-1]["number"] not in pins


def rows(register: Service) -> dict[str, list[str]]:
    """The rows of every view that is live, as text."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(register.dsn) as connection:
        live = connection.execute("SELECT name, live_slot FROM projections").fetchall()
        for name, slot in live:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables"
                " WHERE schemaname = %s AND starts_with(tablename, %s)",
                (f"view_{slot}", name),
            ).fetchall()
            for (table,) in tables:
                query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1")
                told = connection.execute(query.format(sql.Identifier(f"view_{slot}", table)))
                found[f"{name}/{table}"] = [str(row[0]) for row in told]
    return found


def test_views_that_are_filled_again_are_the_same(
    register: Service, cluster: EmbeddedPostgres, folder: Path
) -> None:
    head = "SELECT coalesce(max(position), -1) FROM positions"
    abreast = (
        "SELECT count(*) FROM projections WHERE"
        f" CASE live_slot WHEN 'a' THEN position_a ELSE position_b END = ({head})"
        " AND (name, version) IN (SELECT * FROM unnest(%s::text[], %s::int[]))"
    )
    settings = Settings(dsn=register.dsn, keys_dsn=register.keys_dsn, kek_file=folder / "kek.json")
    known = projections_named(settings, "all")
    present = ([one.name for one in known], [one.version for one in known])
    # The older program's views are abreast too, until this one has filled its own.
    eventually(lambda: register.count(abreast, *present) == len(known), 100)
    followed = rows(register)
    environment = _environment(Store(register.dsn, register.keys_dsn), cluster, folder)

    done = program(environment, "project", "all", "--rebuild")

    assert done.returncode == 0, done.stderr
    assert len(followed) > 4
    again = rows(register)
    assert [name for name in followed if again[name] != followed[name]] == []
