"""The history of the event store's database, applied to real databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg.conninfo import make_conninfo

from adapters.postgres import migrate as migration
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.trouble import PostgresTrouble
from database import Store

HISTORIES = ("store", "keys")


def schema_of(dsn: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "SELECT n.nspname, c.relname, c.relkind, pg_get_indexdef(c.oid), c.relacl::text"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname IN ('public', 'view_a', 'view_b') ORDER BY 1, 2"
        ).fetchall()


@pytest.mark.parametrize("history", HISTORIES)
def test_history_is_one_line(history: str) -> None:
    revisions = list(migration.scripts(history).walk_revisions())

    assert len(migration.scripts(history).get_heads()) == 1
    assert [one.down_revision for one in revisions if one.is_base] == [None]
    assert not [one.revision for one in revisions if one.is_branch_point or one.is_merge_point]


@pytest.mark.parametrize("history", HISTORIES)
def test_history_goes_forward_only(history: str) -> None:
    for script in migration.scripts(history).walk_revisions():
        with pytest.raises(NotImplementedError):
            script.module.downgrade()


def test_databases_that_are_missing_are_created(cluster: EmbeddedPostgres) -> None:
    said: list[str] = []
    dsn, keys_dsn = cluster.dsn("made_by_migrate"), cluster.dsn("made_by_migrate_keys")

    store, keys = migration.migrate(dsn, keys_dsn, said.append)

    assert (store.created, store.before, store.after) == (True, None, migration.newest("store"))
    assert (keys.created, keys.before, keys.after) == (True, None, migration.newest("keys"))
    assert len(said) == 2
    assert "made_by_migrate created" in said[0]
    assert migration.current(dsn) == migration.newest("store")


def test_applying_twice_changes_nothing(store: Store) -> None:
    before = schema_of(store.dsn)

    done = migration.migrate(store.dsn, store.keys_dsn, print)

    assert [one.before for one in done] == [one.after for one in done]
    assert schema_of(store.dsn) == before


def test_two_starters_at_once_migrate_once(cluster: EmbeddedPostgres) -> None:
    dsn, keys_dsn = cluster.dsn("raced_for"), cluster.dsn("raced_for_keys")

    with ThreadPoolExecutor(4) as starters:
        done = list(starters.map(lambda _: migration.migrate(dsn, keys_dsn, print), range(4)))

    assert sorted(one[0].created for one in done) == [False, False, False, True]
    assert sorted(one[0].before or "" for one in done) == ["", *[migration.newest("store")] * 3]


def test_a_database_of_a_newer_program_is_refused(store: Store) -> None:
    with psycopg.connect(store.dsn) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(PostgresTrouble, match="newer program"):
        migration.migrate_one(store.dsn, "store")


def test_a_branched_history_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = tmp_path / "forked" / "versions"
    versions.mkdir(parents=True)
    for name, parent in (("1", None), ("2", "1"), ("3", "1")):
        text = f"revision = {name!r}\ndown_revision = {parent!r}\n"
        (versions / f"{name}.py").write_text(text)
    monkeypatch.setattr(migration, "MIGRATIONS", tmp_path)

    with pytest.raises(PostgresTrouble, match="2 ends"):
        migration.newest("forked")
    assert isinstance(migration.scripts("forked"), ScriptDirectory)


def test_the_event_table_has_sixteen_partitions(store: Store) -> None:
    with psycopg.connect(store.dsn) as connection:
        found = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'events'::regclass ORDER BY 1"
        ).fetchall()

    assert [name for (name,) in found] == [f"events_p{number:02}" for number in range(16)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET state = ''",
        "DELETE FROM events",
        "TRUNCATE events",
        "UPDATE events_p00 SET state = ''",
        "DELETE FROM events_p15",
        "UPDATE positions SET position = 0",
        "DELETE FROM positions",
        "UPDATE store_epoch SET epoch_offset = 1",
        "ALTER TABLE events ADD COLUMN note text",
        "CREATE TABLE anything (id int)",
        "DROP TABLE events",
        "ALTER ROLE cancuoc_app SUPERUSER",
        "DELETE FROM view_a.citizen_search",
        "TRUNCATE view_b.citizen_search",
        "SELECT * FROM view_a.citizen_name",
        "SELECT * FROM view_a.citizen_word",
        "SELECT * FROM view_a.citizen_joined",
        "SET ROLE cancuoc_finder; SELECT surname FROM view_a.citizen_search",
        "SET ROLE cancuoc_finder; DELETE FROM view_a.citizen_search",
        "SET ROLE cancuoc_projector; DELETE FROM events",
        "SET ROLE postgres",
    ],
)
def test_the_application_cannot_change_what_was_recorded(store: Store, statement: str) -> None:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with (
        psycopg.connect(dsn, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events VALUES (gen_random_uuid(), 1, 1, 'citizen.captured.v1', '')",
        "SELECT * FROM events",
        "INSERT INTO positions VALUES (0, 1)",
        "INSERT INTO claims VALUES ('pin', '', gen_random_uuid())",
        "UPDATE claims SET owner = gen_random_uuid() WHERE kind = 'pin'",
        "DELETE FROM claims",
        "SELECT epoch_offset FROM store_epoch",
        "INSERT INTO projections VALUES ('citizen_search', 1, 'a')",
        "SELECT * FROM view_a.citizen_search",
        "SET ROLE cancuoc_projector; DELETE FROM view_a.citizen_search",
        "SET ROLE cancuoc_projector; TRUNCATE view_b.citizen_search, view_b.citizen_number",
    ],
)
def test_the_application_may_do_its_work(store: Store, statement: str) -> None:
    with psycopg.connect(make_conninfo(store.dsn, user="cancuoc_app")) as connection:
        connection.execute(statement)


def test_an_unreachable_server_is_named_in_one_sentence(tmp_path: Path) -> None:
    dsn = make_conninfo(host=str(tmp_path), dbname="cancuoc", user="postgres")

    with pytest.raises(PostgresTrouble, match="cannot be reached or created"):
        migration.migrate_one(dsn, "store")
