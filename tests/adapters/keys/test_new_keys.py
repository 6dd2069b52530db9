"""Keys for many people at once are durable, each one's own, and never made twice."""

from uuid import uuid4

import psycopg
import pytest
from tests.adapters.keys.key_database import as_program

from adapters.keys.data_key import Binding, open_sealed, seal
from adapters.keys.file_kek import FileKek, create_kek
from adapters.keys.key_rows import DESTROY
from adapters.keys.new_keys import NewKeys
from adapters.keys.postgres_vault import PostgresVault
from adapters.keys.sync_vault import SyncVault
from application.vault import CLAIM_KINDS, VaultMismatch, VaultUnavailable
from database import Store


@pytest.fixture
def keys(store: Store, kek: FileKek) -> NewKeys:
    return NewKeys(as_program(store), kek)


def test_what_is_sealed_under_a_new_key_opens_with_what_is_stored(
    keys: NewKeys, store: Store, kek: FileKek
) -> None:
    people = [uuid4() for _ in range(40)]

    made = keys.store(keys.prepare(people))

    keys.close()
    assert made.keys() == set(people)
    with SyncVault(store.keys_dsn, kek) as vault:
        stored = vault.load([one.key_id for one in made.values()])
    for person, (key_id, key) in made.items():
        here = Binding(person, 1, "citizen.captured.v1", b"clear")
        opener = stored[key_id]
        assert key is not None
        assert opener is not None
        assert open_sealed(opener, seal(key_id, key, b"An", here), here) == b"An"


def test_a_second_asking_gives_the_same_keys(keys: NewKeys) -> None:
    people = [uuid4() for _ in range(5)]
    first = keys.store(keys.prepare(people))

    again = keys.store(keys.prepare([*people, uuid4()]))

    assert [again[one].key_id for one in people] == [first[one].key_id for one in people]
    assert len({found.key_id for found in again.values()}) == 6
    assert all(found.key is not None for found in again.values())
    keys.close()


def test_a_destroyed_key_is_told_and_not_made_anew(keys: NewKeys, store: Store) -> None:
    gone, kept = uuid4(), uuid4()
    made = keys.store(keys.prepare([gone, kept]))
    with psycopg.connect(store.keys_dsn, autocommit=True) as connection:
        connection.execute(DESTROY, ([made[gone].key_id],))

    again = keys.store(keys.prepare([gone, kept]))

    assert (again[gone].key_id, again[gone].key) == (made[gone].key_id, None)
    assert again[kept].key is not None
    keys.close()


def test_a_lost_connection_is_made_again(keys: NewKeys, store: Store) -> None:
    keys.store(keys.prepare([uuid4()]))
    with psycopg.connect(store.keys_dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert len(keys.store(keys.prepare([uuid4(), uuid4()]))) == 2
    keys.close()


def test_a_key_database_that_is_away_is_said(kek: FileKek) -> None:
    away = NewKeys("host=127.0.0.1 port=1 connect_timeout=1", kek)

    with pytest.raises(VaultUnavailable):
        away.store(away.prepare([uuid4()]))
    with pytest.raises(VaultUnavailable):
        away.kind_keys()


async def test_the_keys_of_claims_are_those_of_the_office(
    keys: NewKeys, vault: PostgresVault
) -> None:
    await vault.prepare()

    found = keys.kind_keys()

    assert found == {kind: vault.kind_key(kind) for kind in CLAIM_KINDS}
    keys.close()


def test_only_to_look_makes_no_key(keys: NewKeys, store: Store) -> None:
    looked = keys.kind_keys(only_look=True)

    assert looked.keys() == set(CLAIM_KINDS)
    with psycopg.connect(store.keys_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM kind_keys").fetchone() == (0,)
    keys.close()


def test_another_key_encryption_key_is_a_mismatch(
    keys: NewKeys, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys.kind_keys()
    keys.close()
    other = NewKeys(as_program(store), create_kek(tmp_path_factory.mktemp("other") / "kek.json"))

    with pytest.raises(VaultMismatch):
        other.kind_keys()
    other.close()
