"""The vault on a real PostgreSQL: durable keys, destruction that everyone sees, losses survived."""

import asyncio
from uuid import UUID, uuid4

import pytest
from tests.adapters.keys.key_database import as_program, rows

from adapters.keys.data_key import Binding, open_sealed, seal
from adapters.keys.file_kek import FileKek
from adapters.keys.postgres_vault import PostgresVault
from application.vault import VaultMismatch
from database import Store

HERE = Binding(UUID(int=5), 1, "citizen.captured.v1", b"clear")


async def test_a_key_is_durable_before_its_id_is_known(vault: PostgresVault, store: Store) -> None:
    subject = uuid4()

    key_id = await vault.new_key(subject)

    stored = rows(store, "SELECT key_id, subject, length(wrapped), destroyed_at FROM data_keys")
    assert stored == [(key_id, subject, 40, None)]
    assert key_id.version == 7


async def test_what_one_process_sealed_another_opens(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    key_id = await vault.new_key(uuid4())
    key = (await vault.load([key_id]))[key_id]
    assert key is not None
    sealed = seal(key_id, key, b"personal", HERE)

    async with PostgresVault(as_program(store), kek) as other:
        its_key = (await other.load([key_id]))[key_id]
        assert its_key is not None
        assert open_sealed(its_key, sealed, HERE) == b"personal"


async def test_a_subject_has_one_key_however_often_and_by_whom_it_is_asked(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    subjects = [uuid4() for _ in range(40)]
    async with PostgresVault(as_program(store), kek) as other:
        asked = [each.new_key(s) for _ in range(5) for s in subjects for each in (vault, other)]
        key_ids = await asyncio.gather(*asked)

    assert len(set(key_ids)) == 40
    assert rows(store, "SELECT count(*) FROM data_keys") == [(40,)]


async def test_many_new_keys_share_few_commits(vault: PostgresVault, store: Store) -> None:
    before = _transactions(store)

    await asyncio.gather(*(vault.new_key(uuid4()) for _ in range(1000)))

    made = rows(store, "SELECT count(*), count(DISTINCT xmin::text) FROM data_keys")
    assert made[0][0] == 1000
    assert _transactions(store) - before <= 20


def _transactions(store: Store) -> int:
    """How many transaction numbers have been given out; asking takes one itself."""
    (row,) = rows(store, "SELECT pg_current_xact_id()::text::bigint")
    return int(str(row[0]))


async def test_a_destroyed_key_is_gone_here_at_once_and_its_row_says_so(
    vault: PostgresVault, store: Store
) -> None:
    key_id = await vault.new_key(uuid4())
    await vault.load([key_id])

    await vault.destroy(key_id)

    assert await vault.load([key_id]) == {key_id: None}
    stored = rows(store, "SELECT key_id, wrapped, destroyed_at IS NOT NULL FROM data_keys")
    assert stored == [(key_id, None, True)]
    assert rows(store, "SELECT epoch FROM revocation_epoch") == [(1,)]


async def test_a_key_destroyed_elsewhere_is_gone_within_two_seconds(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    key_id = await vault.new_key(uuid4())
    assert (await vault.load([key_id]))[key_id] is not None
    async with PostgresVault(as_program(store), kek) as other:
        await other.destroy(key_id)
    assert (await vault.load([key_id]))[key_id] is not None, "held, so the poll is what counts"

    await asyncio.sleep(2)

    assert (await vault.load([key_id]))[key_id] is None


async def test_destroying_twice_changes_nothing(vault: PostgresVault, store: Store) -> None:
    key_id = await vault.new_key(uuid4())
    await vault.destroy(key_id)
    before = rows(store, "SELECT * FROM data_keys, revocation_epoch")

    await vault.destroy(key_id)

    assert rows(store, "SELECT * FROM data_keys, revocation_epoch") == before


async def test_destroying_an_unknown_key_is_no_success(vault: PostgresVault) -> None:
    with pytest.raises(VaultMismatch, match="not known"):
        await vault.destroy(uuid4())


async def test_a_destroyed_subject_never_gets_a_second_key(vault: PostgresVault) -> None:
    subject = uuid4()
    key_id = await vault.new_key(subject)
    await vault.destroy(key_id)

    assert await vault.new_key(subject) == key_id
    assert (await vault.load([key_id]))[key_id] is None


async def test_a_key_that_was_never_here_is_not_taken_for_erased(vault: PostgresVault) -> None:
    with pytest.raises(VaultMismatch, match="right key database"):
        await vault.load([uuid4()])

    assert len(vault._keys) == 0


async def test_loading_nothing_asks_nobody(kek: FileKek) -> None:
    async with PostgresVault("host=/nonexistent dbname=none", kek) as nowhere:
        assert await nowhere.load([]) == {}


async def test_kind_keys_are_made_once_and_shared(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    async with PostgresVault(as_program(store), kek) as other:
        await asyncio.gather(vault.prepare(), other.prepare())
        await vault.prepare(["pin", "chip-serial"])

        assert vault.kind_key("pin") == other.kind_key("pin")
        assert vault.kind_key("pin") != vault.kind_key("chip-serial")
        assert len(vault.kind_key("chip-serial")) == 32


async def test_a_kind_that_was_not_prepared_has_no_key(vault: PostgresVault) -> None:
    with pytest.raises(VaultMismatch, match="kind pin"):
        vault.kind_key("pin")


async def test_a_key_that_history_names_is_not_asked_for_again(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    subject = uuid4()
    key_id = await vault.new_key(subject)
    asked = rows(store, "SELECT asked_at FROM data_keys")
    async with PostgresVault(as_program(store), kek) as other:
        other.recognise(subject, key_id)
        assert await other.new_key(subject) == key_id
        assert other._writing._connection is None
    assert rows(store, "SELECT asked_at FROM data_keys") == asked
