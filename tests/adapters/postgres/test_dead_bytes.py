"""Deleted values vanish from small tables, from samples and from the log, or somebody is told."""

import re
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from tests.faults.traces import traces_in

from adapters.postgres import dead_bytes
from adapters.postgres.dead_bytes import (
    TracesRemain,
    await_old_snapshots,
    forget_samples,
    renew_log,
    rewrite_small_tables,
)
from adapters.postgres.embedded import EmbeddedPostgres
from database import QUICK, Store, migrated_store, throwaway_cluster

MARK = "kqvxbrz"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    """A cluster of its own: nobody else writes into its log."""
    with throwaway_cluster(QUICK) as started:
        yield started


@pytest.fixture(scope="module")
def own_store(server: EmbeddedPostgres) -> Iterator[Store]:
    with migrated_store(server) as migrated:
        yield migrated


@pytest.fixture
def owner(own_store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own_store.dsn, autocommit=True) as connection:
        yield connection


def refusal(owner: psycopg.Connection) -> None:
    owner.execute(
        "INSERT INTO reactions (command_id, reactor, source_stream, source_version, position,"
        " command, outcome, params, at) VALUES (%s, 'x', gen_random_uuid(), 1, 0, 'x', 'refused',"
        " %s, now())",
        (uuid4(), f'{{"name": "{MARK}"}}'),
    )


def places(server: EmbeddedPostgres, owner: psycopg.Connection) -> set[str]:
    owner.execute("CHECKPOINT")
    return {name.split("/")[0] for name in traces_in(server.data_dir, [MARK])}


def test_what_was_deleted_is_found_until_it_is_written_anew(
    server: EmbeddedPostgres, owner: psycopg.Connection
) -> None:
    refusal(owner)
    owner.execute("ANALYZE reactions")
    owner.execute("UPDATE reactions SET params = '{}'")
    assert places(server, owner) == {"base", "pg_wal"}

    owner.execute("ANALYZE reactions")
    rewrite_small_tables(owner)
    assert places(server, owner) == {"pg_wal"}

    assert renew_log(owner, lambda _: None) >= 2
    assert places(server, owner) == set()


def test_a_busy_log_is_renewed_all_the_same(
    server: EmbeddedPostgres, owner: psycopg.Connection
) -> None:
    """Many segments, some of them used again already."""
    refusal(owner)
    owner.execute("TRUNCATE reactions")
    owner.execute("CREATE TABLE bulk AS SELECT generate_series(1, 600000) AS n")
    owner.execute("CHECKPOINT")
    owner.execute("INSERT INTO bulk SELECT generate_series(1, 300000)")
    said: list[str] = []

    renew_log(owner, said.append)
    owner.execute("DROP TABLE bulk")

    assert all(re.search(r"segments? of the log to write through, pass \d", one) for one in said)
    assert said
    assert places(server, owner) == set()


def test_samples_of_the_slot_that_is_not_live_are_forgotten(owner: psycopg.Connection) -> None:
    owner.execute(
        "INSERT INTO projections (name, version, live_slot) VALUES ('progress', 1, 'a')"
        " ON CONFLICT DO NOTHING"
    )
    for slot in ("view_a", "view_b"):
        owner.execute(
            f"INSERT INTO {slot}.progress SELECT 'occurred', 'x', current_date + n, '{MARK}',"
            " '', '', '', '', '', 1 FROM generate_series(1, 50) AS n".encode()
        )
        owner.execute(f"ANALYZE {slot}.progress".encode())
    owner.execute("TRUNCATE view_b.progress")
    samples = "SELECT schemaname FROM pg_stats WHERE most_common_vals::text LIKE '%kqvxbrz%'"
    assert {row[0] for row in owner.execute(samples)} == {"view_a", "view_b"}

    forget_samples(owner, "progress", ["progress"])

    assert {row[0] for row in owner.execute(samples)} == {"view_a"}


def test_a_transaction_that_still_sees_deleted_rows_is_told(
    own_store: Store, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_bytes, "ATTEMPTS", 2)
    monkeypatch.setattr(dead_bytes, "PAUSE_S", 0.0)
    with psycopg.connect(own_store.dsn) as old:
        old.execute("SELECT pg_current_xact_id()")
        with pytest.raises(TracesRemain, match="cancuoc doctor"):
            await_old_snapshots(owner)

    await_old_snapshots(owner)


def test_a_slot_that_keeps_old_segments_is_named(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.execute("SELECT pg_create_physical_replication_slot('standby', true)")
    try:
        with monkeypatch.context() as patched:
            patched.setattr(dead_bytes, "MOST_PASSES", 1)
            with pytest.raises(TracesRemain, match="replication slots standby") as told:
                renew_log(owner, lambda _: None)
        assert re.match(r"(1 segment|\d+ segments) of the log may still hold", str(told.value))
        assert "run `cancuoc erase-traces` again at once" in str(told.value)
    finally:
        owner.execute("SELECT pg_drop_replication_slot('standby')")

    renew_log(owner, lambda _: None)
