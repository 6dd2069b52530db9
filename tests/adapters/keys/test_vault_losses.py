"""The vault when something is wrong: another KEK, an altered row, a server that went away."""

import asyncio
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from tests.adapters.keys.key_database import as_program, rows

from adapters.keys.file_kek import FileKek, create_kek
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.migrate import migrate_one
from application.vault import VaultMismatch, VaultUnavailable
from database import Store, throwaway_cluster


async def test_another_key_encryption_key_opens_nothing(
    vault: PostgresVault, store: Store, tmp_path: Path
) -> None:
    key_id = await vault.new_key(uuid4())
    await vault.prepare()

    async with PostgresVault(as_program(store), create_kek(tmp_path / "other.json")) as other:
        with pytest.raises(VaultMismatch, match="is at hand"):
            await other.load([key_id])
        with pytest.raises(VaultMismatch, match="is at hand"):
            await other.prepare()


async def test_one_altered_row_spoils_only_those_who_need_it(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    good, bad = [await vault.new_key(uuid4()) for _ in range(2)]
    with psycopg.connect(store.keys_dsn) as connection:
        connection.execute(
            "UPDATE data_keys SET wrapped = decode(repeat('00', 40), 'hex') WHERE key_id = %s",
            (bad,),
        )
    async with PostgresVault(as_program(store), kek) as other:
        answers = await asyncio.gather(
            other.load([good]), other.load([bad]), return_exceptions=True
        )

    assert not isinstance(answers[0], BaseException)
    assert answers[0][good] is not None
    assert isinstance(answers[1], VaultMismatch)


async def test_the_program_itself_cannot_delete_a_key_or_replace_a_kind_key(store: Store) -> None:
    for statement in (
        b"DELETE FROM data_keys",
        b"DELETE FROM kind_keys",
        b"UPDATE kind_keys SET wrapped = ''",
        b"UPDATE data_keys SET subject = uuidv7()",
    ):
        with (
            psycopg.connect(as_program(store)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


async def test_a_connection_lost_between_two_questions_goes_unnoticed(
    vault: PostgresVault, store: Store
) -> None:
    subject = uuid4()
    key_id = await vault.new_key(subject)
    rows(
        store,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'cancuoc vault' AND datname = current_database()",
    )
    vault._keys.clear()
    vault._subjects.clear()

    assert await vault.new_key(subject) == key_id
    assert (await vault.load([key_id]))[key_id] is not None


async def test_an_unreachable_key_database_is_a_typed_loss_and_keys_held_still_serve(
    kek: FileKek,
) -> None:
    with throwaway_cluster({"fsync": "off", "shared_buffers": "32MB"}) as server:
        dsn = server.dsn("cancuoc_keys")
        migrate_one(dsn, "keys")
        async with PostgresVault(dsn, kek) as vault:
            key_id = await vault.new_key(uuid4())
            await asyncio.to_thread(server.stop, "immediate")

            with pytest.raises(VaultUnavailable):
                await vault.new_key(uuid4())
            assert (await vault.load([key_id]))[key_id] is not None

            await asyncio.to_thread(server.start)
            assert await vault.new_key(uuid4()) != key_id
