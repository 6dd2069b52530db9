"""`cancuoc erase-traces` tells what it did, and claims nothing while old segments are left."""

import io
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from rich.console import Console

from adapters.postgres import dead_bytes
from adapters.postgres.dead_bytes import TracesRemain
from cancuoc import erase_traces as command
from cancuoc.settings import Settings
from database import QUICK, Store, migrated_store, throwaway_cluster

WIPED = "SELECT count(*) FROM erasures WHERE wiped_at IS NOT NULL"


@pytest.fixture(scope="module")
def own_store() -> Iterator[Store]:
    """In a cluster of its own: nobody else writes into its log."""
    with throwaway_cluster(QUICK) as server, migrated_store(server) as migrated:
        yield migrated


@pytest.fixture
def owner(own_store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own_store.dsn, autocommit=True) as connection:
        yield connection


def erase(store: Store) -> str:
    settings = Settings(dsn=store.dsn, keys_dsn=store.keys_dsn)
    console = Console(file=io.StringIO())
    return command.erase_traces(settings, console, lambda _: None, rewrite_keys=False)


def test_while_a_slot_keeps_segments_no_erasure_is_finished(
    own_store: Store, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables and keys have tests of their own: here the log is looked at."""
    monkeypatch.setattr(command, "_clean_views", lambda *_: None)
    monkeypatch.setattr(command, "_clean_keys", lambda *_: None)
    owner.execute(
        "INSERT INTO erasures (order_id, citizen_id, key_id, streams, objects, confirmed_at)"
        " VALUES (%s, %s, %s, '{}', 0, now())",
        (uuid4(), uuid4(), uuid4()),
    )
    owner.execute("SELECT pg_create_physical_replication_slot('standby', true)")
    try:
        with monkeypatch.context() as patched:
            patched.setattr(dead_bytes, "MOST_PASSES", 1)
            with pytest.raises(TracesRemain, match="run `cancuoc erase-traces` again"):
                erase(own_store)
        assert owner.execute(WIPED).fetchone() == (0,)
    finally:
        owner.execute("SELECT pg_drop_replication_slot('standby')")

    assert erase(own_store) == "1 erasure has left no traces in tables, indexes and logs."
    assert owner.execute(WIPED).fetchone() == (1,)


@pytest.mark.parametrize(
    ("erasures", "said"),
    [(0, "No erasure waited"), (1, "1 erasure has left"), (2, "2 erasures have left")],
)
def test_one_and_many_are_told_apart(erasures: int, said: str) -> None:
    assert command.told(erasures).startswith(said)
