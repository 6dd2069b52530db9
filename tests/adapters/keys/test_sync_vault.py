"""The vault of projectors sees each revocation before the next batch is opened."""

from uuid import uuid4

import psycopg
import pytest

from adapters.keys.file_kek import FileKek
from adapters.keys.postgres_vault import PostgresVault
from adapters.keys.sync_vault import SyncVault
from application.vault import VaultMismatch, VaultUnavailable
from database import Store


async def test_a_projector_loads_what_an_office_made(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    made = [await vault.new_key(uuid4()) for _ in range(3)]

    with SyncVault(store.keys_dsn, kek) as reader:
        keys = reader.load([*made, *made])

        assert set(keys) == set(made)
        assert all(keys[key_id] is not None for key_id in made)


async def test_a_projector_does_not_take_a_missing_key_for_an_erased_one(
    store: Store, kek: FileKek
) -> None:
    with SyncVault(store.keys_dsn, kek) as reader, pytest.raises(VaultMismatch, match="never here"):
        reader.load([uuid4()])


async def test_a_revocation_is_seen_by_the_very_next_batch(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    kept, erased = [await vault.new_key(uuid4()) for _ in range(2)]
    with SyncVault(store.keys_dsn, kek) as reader:
        assert reader.load([kept, erased])[erased] is not None

        await vault.destroy(erased)

        keys = reader.load([kept, erased])
        assert keys[erased] is None
        assert keys[kept] is not None


async def test_a_key_that_is_held_is_not_read_again(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    key_id = await vault.new_key(uuid4())
    with SyncVault(store.keys_dsn, kek) as reader:
        first = reader.load([key_id])[key_id]

        assert reader.load([key_id])[key_id] is first


async def test_both_vaults_give_a_subject_the_same_key(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    early, late = uuid4(), uuid4()
    with SyncVault(store.keys_dsn, kek) as tool:
        assert await vault.new_key(early) == tool.new_key(early)
        assert tool.new_key(late) == await vault.new_key(late)


def test_a_lost_connection_is_replaced(store: Store, kek: FileKek) -> None:
    with SyncVault(store.keys_dsn, kek) as reader:
        key_id = reader.new_key(uuid4())
        with psycopg.connect(store.keys_dsn) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'cancuoc vault' AND datname = current_database()"
            )

        assert reader.load([key_id])[key_id] is not None


def test_an_unreachable_key_database_is_a_typed_loss(kek: FileKek) -> None:
    with (
        SyncVault("host=/nonexistent dbname=none", kek) as reader,
        pytest.raises(VaultUnavailable),
    ):
        reader.load([uuid4()])
