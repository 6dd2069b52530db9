"""`cancuoc doctor` names each illness with its cure, and is content with a healthy register.

Long because each illness is a test.
"""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from rich.console import Console
from tests.recording import record
from tools.free_ports import free_ports

from adapters.keys.file_kek import create_kek
from adapters.keys.revived_keys import destroy_revived
from adapters.ledger.key_ring import KeyRingFile, create, new_ring
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import LOCK, Sequencer
from cancuoc.doctor import examine, findings
from cancuoc.settings import Settings
from cancuoc.store_checks import PATIENCE, Finding, Patience
from database import Store, datastore_of

QUIET = {"durability", "views", "interface", "sequencer"}
"""What is ill in every test: the shared server forgets on a power cut, and nothing is started."""


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    create_kek(tmp_path / "kek.json")
    create(tmp_path / "ledger-keys.json", new_ring("eid.example/ledger"))
    return Settings(
        var=tmp_path,
        dsn=make_conninfo(store.dsn, user="cancuoc_app"),
        keys_dsn=make_conninfo(store.keys_dsn, user="cancuoc_app"),
        kek_file=tmp_path / "kek.json",
        ledger_keys=tmp_path / "ledger-keys.json",
        port=free_ports(1)[0],
    )


def ill(settings: Settings, patience: Patience = PATIENCE) -> Mapping[str, Finding]:
    """What is ill beyond what always is, by name; `examine` must agree that something is."""
    assert examine(settings, Console(quiet=True), patience) == 1
    found = {one.name: one for one in findings(settings, patience) if not one.well}
    assert all(one.advice for one in found.values())
    return {name: one for name, one in found.items() if name not in QUIET}


@pytest.fixture
def owner(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        yield connection


def test_a_register_that_is_stopped_is_started_with_run(tmp_path: Path) -> None:
    (found,) = findings(Settings(var=tmp_path))
    assert (found.well, found.advice) == (False, "start it with `cancuoc run`")


def test_nothing_else_is_ill_in_a_store_at_rest(settings: Settings) -> None:
    assert ill(settings) == {}
    assert {one.name for one in findings(settings) if not one.well} == QUIET


def test_a_server_that_may_forget_is_ill(settings: Settings) -> None:
    (found,) = [one for one in findings(settings) if one.name == "durability"]
    assert "fsync off" in found.seen
    assert "acknowledged acts can be lost" in found.advice


def test_a_migration_that_is_missing_is_named(
    settings: Settings, owner: psycopg.Connection
) -> None:
    owner.execute("UPDATE alembic_version SET version_num = '0001'")
    found = ill(settings)
    assert set(found) == {"revision"}
    assert "0001 of" in found["revision"].seen
    assert "cancuoc migrate" in found["revision"].advice


def test_a_database_without_tables_is_migrated(settings: Settings, fresh_database: str) -> None:
    found = ill(msgspec.structs.replace(settings, dsn=fresh_database, keys_dsn=fresh_database))
    assert set(found) == {"event store", "keys"}
    assert all("cancuoc migrate" in one.advice for one in found.values())


def test_keys_of_another_revision_are_migrated(settings: Settings, store: Store) -> None:
    with psycopg.connect(store.keys_dsn) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    found = ill(settings)
    assert set(found) == {"keys"}
    assert "cancuoc migrate" in found["keys"].advice


def test_keys_that_cannot_be_reached_are_named(settings: Settings) -> None:
    gone = make_conninfo(settings.keys_dsn, dbname="nowhere")
    found = ill(msgspec.structs.replace(settings, keys_dsn=gone))
    assert set(found) == {"keys"}
    assert "CANCUOC_KEYS_DSN" in found["keys"].advice


def test_a_server_that_is_away_is_named(settings: Settings, tmp_path: Path) -> None:
    gone = make_conninfo(settings.dsn, host=str(tmp_path))
    found = ill(msgspec.structs.replace(settings, dsn=gone))
    assert set(found) == {"event store"}
    assert "CANCUOC_DSN" in found["event store"].advice


def test_the_transaction_that_holds_the_horizon_is_named(
    settings: Settings, store: Store, cluster: EmbeddedPostgres
) -> None:
    with psycopg.connect(store.dsn) as forgotten:
        forgotten.execute("SELECT pg_current_xact_id()")
        time.sleep(0.2)
        found = ill(settings, Patience(horizon_age_s=0.1))
        assert set(found) == {"horizon"}
        assert f"process {forgotten.info.backend_pid}:" in found["horizon"].advice
        assert ill(settings) == {}


def test_events_without_a_position_are_counted(settings: Settings) -> None:
    record(TransactionOrderRecorder(datastore_of(settings.dsn)), 3)
    with psycopg.connect(settings.dsn) as sequencing:
        sequencing.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        impatient, patient = (sequencer(settings, count) for count in (2, 3))
    assert (impatient.well, patient.well) == (False, True)
    assert impatient.seen == patient.seen == "3 events wait for a position"


def test_a_sequencer_that_is_not_at_work_is_named(settings: Settings) -> None:
    record(TransactionOrderRecorder(datastore_of(settings.dsn)), 3)
    found = sequencer(settings, 10)
    assert (found.well, found.seen) == (False, "nobody at work; 3 events wait for a position")
    assert found.advice == (
        "start `cancuoc sequence`; where it does not stay, its log says why it refuses"
    )


def sequencer(settings: Settings, events_behind: int) -> Finding:
    patience = Patience(events_behind=events_behind)
    (found,) = [one for one in findings(settings, patience) if one.name == "sequencer"]
    return found


def test_a_view_that_is_behind_is_named(
    settings: Settings, store: Store, owner: psycopg.Connection
) -> None:
    owner.execute("INSERT INTO projections (name, version, live_slot) VALUES ('slow', 1, 'a')")
    record(TransactionOrderRecorder(datastore_of(settings.dsn)), 3)
    Sequencer(settings.dsn, signer=KeyRingFile(settings.ledger_keys)).catch_up()
    found = ill(settings, Patience(events_behind=2))
    assert set(found) == {"view slow", "reactors"}
    assert "cancuoc project slow" in found["view slow"].advice
    assert "cancuoc react" in found["reactors"].advice


def test_a_stream_that_reactors_could_not_serve_is_named(
    settings: Settings, owner: psycopg.Connection
) -> None:
    owner.execute(
        "INSERT INTO reactions (command_id, reactor, source_stream, source_version, position,"
        " command, outcome, at) VALUES (gen_random_uuid(), 'x', gen_random_uuid(), 1, 0, 'x',"
        " 'parked', now())"
    )
    found = ill(settings)
    assert set(found) == {"reactors"}
    assert "1 parked" in found["reactors"].seen
    assert "tried again" in found["reactors"].advice


def test_an_erasure_that_waits_too_long_is_named(
    settings: Settings, owner: psycopg.Connection
) -> None:
    owner.execute("INSERT INTO projections (name, version, live_slot) VALUES ('waits', 1, 'b')")
    for slot, due in (("view_a", "-1"), ("view_b", "1"), ("view_b", "-1")):
        owner.execute(
            f"INSERT INTO {slot}.waits (stream, stage, kind, owner_role, owner_unit, due, missed,"
            " entered_version, entered_at, priority, position) VALUES (gen_random_uuid(), 'erased',"
            f" 'citizen', 'eraser', 'centre', now() + interval '{due} hour', false, 1, now(), 0, 0)"
            "".encode()
        )
    found = ill(settings)
    assert set(found) == {"erasures"}
    assert found["erasures"].seen == "2 wait, 1 for more than an hour"
    assert "cancuoc react" in found["erasures"].advice


def test_keys_that_a_backup_brought_back_are_named(
    settings: Settings, store: Store, owner: psycopg.Connection
) -> None:
    with psycopg.connect(store.keys_dsn, autocommit=True) as keys:
        made = "INSERT INTO data_keys (subject, kek_id, wrapped) VALUES (%s, 'x', 'x')"
        for subject in (UUID(int=1), UUID(int=2), UUID(int=3)):
            keys.execute(made, (subject,))
    owner.execute(
        "INSERT INTO erasures (order_id, citizen_id, key_id, streams, objects, confirmed_at,"
        " wiped_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), %s, 0, now(),"
        " now())",
        ([UUID(int=1), UUID(int=2)],),
    )
    found = ill(settings)
    assert set(found) == {"destroyed keys"}
    assert found["destroyed keys"].seen == "2 of erased persons live"

    with psycopg.connect(store.keys_dsn, autocommit=True) as keys:
        assert destroy_revived(owner, keys) == 2
        assert keys.execute("SELECT epoch FROM revocation_epoch").fetchone() == (1,)
        assert destroy_revived(owner, keys) == 0
    assert ill(settings) == {}


def test_traces_left_for_a_week_are_named(settings: Settings, owner: psycopg.Connection) -> None:
    for days in (6, 8):
        owner.execute(
            "INSERT INTO erasures (order_id, citizen_id, key_id, begun_at, streams, objects,"
            " confirmed_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),"
            f" now() - interval '{days} days', '{{}}', 0, now())".encode()
        )
    found = ill(settings)
    assert set(found) == {"erasures"}
    assert "1 left traces" in found["erasures"].seen
    assert found["erasures"].advice == "run `cancuoc erase-traces`"


def test_a_clock_that_differs_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    true_time = time.time
    monkeypatch.setattr("cancuoc.store_checks.time.time", lambda: true_time() - 5)
    found = ill(settings)
    assert set(found) == {"clock"}
    assert "NTP" in found["clock"].advice


def test_a_role_that_may_change_events_is_named(settings: Settings, store: Store) -> None:
    found = ill(msgspec.structs.replace(settings, dsn=store.dsn))
    assert set(found) == {"role"}
    assert "may change" in found["role"].seen
    assert "cancuoc_app" in found["role"].advice


def test_a_key_encryption_key_that_is_missing_comes_from_the_safe(settings: Settings) -> None:
    settings.kek_file.unlink()
    found = ill(settings)
    assert set(found) == {"key-encryption key"}
    assert "safe" in found["key-encryption key"].advice


def test_a_key_encryption_key_that_others_may_read_is_closed(settings: Settings) -> None:
    settings.kek_file.chmod(0o640)
    found = ill(settings)
    assert set(found) == {"key-encryption key"}
    assert found["key-encryption key"].advice == "chmod 600 it"
