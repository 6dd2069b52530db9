"""The wrapped bytes of a destroyed key vanish from the pages of the table, and no living key."""

import secrets
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.faults.traces import traces_in

from adapters.keys import key_rows
from adapters.keys.wiped_pages import rewrite, wipe_pages
from adapters.postgres.embedded import EmbeddedPostgres
from database import Store

COUNT = 400
"""Several pages of the table."""


@pytest.fixture
def owner(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.keys_dsn, autocommit=True) as connection:
        yield connection


def made(owner: psycopg.Connection) -> dict[UUID, bytes]:
    """Key id -> wrapped bytes."""
    found = {}
    for _ in range(COUNT):
        wrapped = secrets.token_bytes(40)
        row = owner.execute(
            "INSERT INTO data_keys (subject, kek_id, wrapped) VALUES (%s, 'x', %s)"
            " RETURNING key_id",
            (uuid4(), wrapped),
        ).fetchone()
        assert row is not None
        found[row[0]] = wrapped
    owner.execute("CHECKPOINT")
    return found


def destroyed(owner: psycopg.Connection, keys: dict[UUID, bytes]) -> list[bytes]:
    """Some keys one by one, and the lowest of one page at once: what moves up covers only some."""
    rows = owner.execute("SELECT key_id FROM data_keys WHERE ctid < '(1,0)' ORDER BY ctid")
    lowest = [key_id for (key_id,) in rows.fetchall()][-8:]
    owner.execute(key_rows.DESTROY, (lowest,))
    others = list(keys)[100::9]
    for key_id in others:
        owner.execute(key_rows.DESTROY, ([key_id],))
    return [keys[key_id] for key_id in (*lowest, *others)]


def in_table(
    cluster: EmbeddedPostgres, owner: psycopg.Connection, wrapped: list[bytes]
) -> set[str]:
    """Which of them lie in the file of the table."""
    owner.execute("CHECKPOINT")
    row = owner.execute("SELECT pg_relation_filepath('data_keys')").fetchone()
    assert row is not None
    file = cluster.data_dir / str(row[0])
    return {one for found in traces_in(file.parent, raw=wrapped).values() for one in found}


def test_nothing_of_a_destroyed_key_is_left_in_its_page(
    cluster: EmbeddedPostgres, owner: psycopg.Connection
) -> None:
    keys = made(owner)
    gone = destroyed(owner, keys)
    assert len(in_table(cluster, owner, gone)) > 10, "teeth: dead bytes are there before"

    told: list[int] = []
    assert wipe_pages(owner, told.append) == len(gone)

    assert told[-1] == len(gone)
    assert in_table(cluster, owner, gone) == set()


def test_vacuum_alone_leaves_dead_bytes(
    cluster: EmbeddedPostgres, owner: psycopg.Connection
) -> None:
    """Why pages are filled at all."""
    gone = destroyed(owner, made(owner))

    owner.execute("VACUUM data_keys")

    assert in_table(cluster, owner, gone) != set()


def test_living_keys_stay_and_destroyed_ones_stay_destroyed(owner: psycopg.Connection) -> None:
    keys = made(owner)
    gone = destroyed(owner, keys)

    wipe_pages(owner, lambda _: None)
    wipe_pages(owner, lambda _: None)

    rows = dict(owner.execute("SELECT key_id, wrapped FROM data_keys").fetchall())
    assert rows.keys() == keys.keys()
    for key_id, wrapped in rows.items():
        assert wrapped == (None if keys[key_id] in gone else keys[key_id])


def test_a_table_written_anew_has_no_dead_bytes_either(
    cluster: EmbeddedPostgres, owner: psycopg.Connection
) -> None:
    keys = made(owner)
    gone = destroyed(owner, keys)

    rewrite(owner)

    assert in_table(cluster, owner, gone) == set()
    living = [one for one in keys.values() if one not in gone][:20]
    assert len(in_table(cluster, owner, living)) == 20
