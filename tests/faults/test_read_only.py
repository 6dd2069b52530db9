"""A register that takes no changes: by order, by its setting, or as its database takes none.

Long because whatever the cause, the same things must be refused and the same must go on.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from adapters.keys.file_kek import open_or_create_kek
from adapters.postgres.cluster import binaries
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.system_account import account_for
from cancuoc.child_processes import ChildProcess
from cancuoc.rehearsal_clock import set_programme_clock
from citizen_case import Case, dc01
from database import DURABLE, Store, migrated_store, throwaway_cluster
from service import PROGRAMME_TIME, SOURCES, Service, _environment, own_store, serving
from waiting import eventually

pytestmark = [pytest.mark.fault, pytest.mark.slow]
ROLES = ("sequence", "project", "serve")
AT_ONCE_S = 2.0
"""Within a second, and a second for a machine that is busy."""
MONTHS_S = round(timedelta(days=120) / timedelta(seconds=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def register_of_its_own(
    cluster: EmbeddedPostgres, template: Store, folder: Path
) -> Iterator[Service]:
    with own_store(cluster, folder) as store, serving(store, cluster, folder, ROLES) as service:
        yield service


def ordering(register: Service, *words: str) -> str:
    """What `cancuoc read-only …` says, run by the owner of the tables."""
    told = {"CANCUOC_DSN": register.dsn, "CANCUOC_KEYS_DSN": register.keys_dsn}
    own = {name: text for name, text in os.environ.items() if not name.startswith("CANCUOC_")}
    done = subprocess.run(
        [sys.executable, "-m", "cancuoc", "read-only", *words],
        env={**own, **told, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout


def events(register: Service) -> int:
    return register.count("SELECT count(*) FROM events")


def mode_of(register: Service) -> dict[str, Any]:
    components = register.client.get("/readyz").json()["components"]
    found: dict[str, Any] = next(one for one in components if one["name"] == "mode")
    return found


def knows(register: Service, because: str | None) -> bool:
    return bool(mode_of(register)["facts"].get("because") == because)


def assert_refuses_changes(register: Service, known: Case) -> None:
    for method, path in (
        ("POST", "/v1/citizens"),
        ("POST", f"{known.path}/verify-citizen"),
        ("POST", "/v1/work-queues/area-officer/claim-next"),
        ("POST", "/v1/jobs/quality-check/lease"),
        ("PUT", f"/v1/transmissions/{uuid4()}/parts/{'a' * 64}"),
    ):
        answer = register.client.request(method, path, json={}, headers=register.bearer("auditor"))
        assert answer.status_code == 503, (path, answer.text)
        assert answer.headers["retry-after"] == "30"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "/v1/problems/register-read-only"


def assert_reads_go_on(register: Service, known: Case) -> None:
    assert register.get(known.path).json()["version"] == known.version
    assert register.get(f"{known.path}/events").status_code == 200
    assert known.id in register.get("/v1/search/citizens?q=nguyen thi mau").text


def seen_in_search(case: Case) -> Case:
    eventually(lambda: case.register.get("/v1/search/citizens?q=nguyen thi mau").json()["items"])
    return case


@contextmanager
def refusing_database(dsn: str) -> Iterator[None]:
    """New sessions of this database are read-only, and the old ones are gone."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        name = sql.Identifier(owner.info.dbname)
        alter = sql.SQL("ALTER DATABASE {} {} default_transaction_read_only {}")
        owner.execute(alter.format(name, sql.SQL("SET"), sql.SQL("= on")))
        _end_sessions(owner)
        yield
        owner.execute("SET default_transaction_read_only = off")
        owner.execute(alter.format(name, sql.SQL("RESET"), sql.SQL("")))
        _end_sessions(owner)


def _end_sessions(owner: psycopg.Connection) -> None:
    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = 'cancuoc_app'"
    )


def test_by_order_nothing_is_written_until_the_order_is_taken_back(
    register_of_its_own: Service,
) -> None:
    register = register_of_its_own
    known = seen_in_search(Case(register).captured())
    body, key = dc01(), str(uuid4())

    said = ordering(register, "on", "--reason", "the disks are moved")
    before = events(register)

    assert "read-only" in said
    eventually(lambda: knows(register, "operator"), AT_ONCE_S)
    assert mode_of(register)["facts"]["reason"] == "the disks are moved"
    assert register.client.get("/readyz").status_code == 200
    assert_refuses_changes(register, known)
    assert_reads_go_on(register, known)
    english = register.post("/v1/citizens", body, key=key, **{"accept-language": "en"})
    vietnamese = register.post("/v1/citizens", body, key=key)
    assert "send it again later with the same Idempotency-Key" in english.json()["detail"]
    assert "hãy giữ hồ sơ và gửi lại sau" in vietnamese.json()["detail"]
    assert events(register) == before

    assert "takes commands again" in ordering(register, "off")
    eventually(lambda: knows(register, None), AT_ONCE_S)
    assert register.post("/v1/citizens", body, key=key).status_code == 201
    assert events(register) == before + 1


def test_the_database_itself_keeps_the_order_however_late_a_writer_learns_of_it(
    register_of_its_own: Service,
) -> None:
    """A process that was halted through the switch meets the guard of the table."""
    register = register_of_its_own
    Case(register).captured()
    ordering(register, "on")

    with psycopg.connect(register.dsn, autocommit=True) as writer:
        columns = writer.execute("SELECT * FROM events LIMIT 0").description or ()
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
        again = sql.SQL("INSERT INTO {} ({names}) SELECT {names} FROM events")
        for table in ("events", "events_p00"):
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                writer.execute(again.format(sql.Identifier(table), names=names))
    ordering(register, "off")


def test_what_acts_by_itself_pauses_and_then_makes_up_for_it(
    cluster: EmbeddedPostgres, template: Store, folder: Path
) -> None:
    with own_store(cluster, folder) as store, serving(store, cluster, folder, ROLES) as register:
        Case(register).captured()
        eventually(lambda: register.count("SELECT count(*) FROM view_a.waits") or None)
        with psycopg.connect(store.dsn) as owner:
            owner.execute("UPDATE programme_clock SET offset_s = offset_s + %s", (MONTHS_S,))
        ordering(register, "on")
        before = events(register)
        log_file = folder / "react.log"
        react = ChildProcess("react", ["react"], _environment(store, cluster, folder), log_file)
        react.start()
        try:
            eventually(lambda: b'"operator"' in log_file.read_bytes())
            eventually(lambda: b"timer-waits" in log_file.read_bytes())
            assert events(register) == before
            assert not react.has_died()

            ordering(register, "off")
            eventually(lambda: events(register) > before)
        finally:
            react.stop()


def test_a_database_that_refuses_writes_is_noticed_and_followed_back(
    register_of_its_own: Service,
) -> None:
    register = register_of_its_own
    known = seen_in_search(Case(register).captured())
    body, key = dc01(), str(uuid4())
    with refusing_database(register.dsn):
        eventually(lambda: knows(register, "database"), AT_ONCE_S)
        before = events(register)
        assert_refuses_changes(register, known)
        assert_reads_go_on(register, known)
        assert events(register) == before

    eventually(lambda: knows(register, None), AT_ONCE_S)
    assert register.post("/v1/citizens", body, key=key).status_code == 201
    eventually(
        lambda: register.get(f"/v1/citizens/{body['id']}/events").json()["items"][0]["position"]
    )


def test_a_server_starts_on_a_database_that_refuses_writes(
    cluster: EmbeddedPostgres, template: Store, folder: Path
) -> None:
    with own_store(cluster, folder) as store:
        with serving(store, cluster, folder, ROLES) as register:
            known = seen_in_search(Case(register).captured())
        with (
            refusing_database(store.dsn),
            refusing_database(store.keys_dsn),
            serving(store, cluster, folder, ROLES) as register,
        ):
            known.register = register
            assert knows(register, "database")
            assert_refuses_changes(register, known)
            assert_reads_go_on(register, known)


def test_by_its_setting_a_server_takes_no_commands_beside_one_that_does(
    register_of_its_own: Service, cluster: EmbeddedPostgres, folder: Path
) -> None:
    register = register_of_its_own
    known = seen_in_search(Case(register).captured())
    store = Store(register.dsn, register.keys_dsn)
    with serving(store, cluster, folder, ("serve",), read_only="true") as reading:
        assert knows(reading, "setting")
        assert_refuses_changes(reading, known)
        known.register = reading
        assert_reads_go_on(reading, known)
        assert Case(register).captured().version == 1


@contextmanager
def standby_of(primary: EmbeddedPostgres, data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A server that follows `primary` by streaming, made from a base backup of it."""
    backup = [str(binaries() / "pg_basebackup"), "-D", str(data_dir), "-R", "-c", "fast"]
    subprocess.run([*backup, "-d", primary.dsn("postgres")], check=True, stdin=subprocess.DEVNULL)
    for left in data_dir.glob(".s.PGSQL.*"):  # the socket of the primary lies in its folder
        left.unlink()
    account = account_for(data_dir)
    for path in (data_dir, *data_dir.rglob("*")):
        account.give(path)
    standby = EmbeddedPostgres(data_dir, settings=DURABLE)
    try:
        standby.start()
        yield standby
    finally:
        standby.stop("immediate")


def test_a_standby_serves_readers_and_takes_commands_once_it_is_the_primary(
    folder: Path,
) -> None:
    open_or_create_kek(folder / "kek.json")
    body, key = dc01(), str(uuid4())
    with (
        throwaway_cluster(DURABLE) as primary,
        migrated_store(primary) as store,
        standby_of(primary, primary.data_dir.with_name("standby")) as standby,
    ):
        set_programme_clock(store.dsn, PROGRAMME_TIME.isoformat())
        with serving(store, primary, folder, ROLES) as register:
            known = seen_in_search(Case(register).captured())
        copy = Store(standby.dsn("cancuoc"), standby.dsn("cancuoc_keys"))
        with serving(copy, standby, folder, ROLES) as reading:
            known.register = reading
            eventually(lambda: reading.get(known.path).status_code == 200)
            assert knows(reading, "standby")
            assert_refuses_changes(reading, known)
            assert_reads_go_on(reading, known)

            primary.stop("immediate")
            with psycopg.connect(copy.dsn, autocommit=True) as administrator:
                administrator.execute("SELECT pg_promote()")
            eventually(lambda: knows(reading, None))
            assert reading.post("/v1/citizens", body, key=key).status_code == 201
            assert_reads_go_on(reading, known)


def test_a_word_that_is_no_mode_is_answered_with_those_there_are(
    register_of_its_own: Service,
) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        ordering(register_of_its_own, "perhaps")

    assert refused.value.returncode == 1
    assert "read-only is on, off or status, not 'perhaps'" in refused.value.stderr
    assert "takes commands" in ordering(register_of_its_own)
