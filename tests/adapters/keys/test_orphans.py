"""Keys of streams that never came to be are swept, and no other key ever is."""

import asyncio
from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.keys.file_kek import FileKek
from adapters.keys.orphans import events_in, sweep_orphans
from adapters.keys.postgres_vault import PostgresVault
from application.vault import VaultMismatch
from database import Store


def _age(store: Store, *subjects: UUID) -> None:
    """As if the keys of these subjects had last been asked for two days ago."""
    with psycopg.connect(store.keys_dsn) as connection:
        connection.execute(
            "UPDATE data_keys SET asked_at = asked_at - interval '2 days' WHERE subject = ANY(%s)",
            (list(subjects),),
        )


def _record_event(store: Store, subject: UUID) -> None:
    with psycopg.connect(store.dsn) as connection:
        connection.execute(
            "INSERT INTO events VALUES (%s, 1, 1, 'citizen.captured.v1', '')", (subject,)
        )


def _subjects(store: Store) -> set[UUID]:
    with psycopg.connect(store.keys_dsn) as connection:
        return {subject for (subject,) in connection.execute("SELECT subject FROM data_keys")}


async def test_only_an_old_key_without_events_is_swept(vault: PostgresVault, store: Store) -> None:
    living, orphan, young = uuid4(), uuid4(), uuid4()
    for subject in (living, orphan, young):
        await vault.new_key(subject)
    _record_event(store, living)
    _age(store, living, orphan)

    assert await sweep_orphans(store.keys_dsn, events_in(store.dsn)) == 1

    assert _subjects(store) == {living, young}


async def test_the_key_of_a_part_that_awaits_the_intake_is_no_orphan(
    vault: PostgresVault, store: Store
) -> None:
    came, announced = uuid4(), uuid4()
    for subject in (came, announced):
        await vault.new_key(subject)
    _record_part(store, came, "now()")
    _record_part(store, announced, "NULL")
    _age(store, came, announced)

    assert await sweep_orphans(store.keys_dsn, events_in(store.dsn)) == 1
    assert _subjects(store) == {came}


def _record_part(store: Store, stream: UUID, stored_at: LiteralString) -> None:
    """A packet of a transmission, before its first event."""
    with psycopg.connect(store.dsn) as connection:
        connection.execute(
            "INSERT INTO transmissions (id, station_id, device_id, unit, sender, signed, manifest)"
            " VALUES (%(id)s, %(id)s, %(id)s, '001', %(id)s, '', '')",
            {"id": stream},
        )
        connection.execute(
            "INSERT INTO transmission_parts (transmission_id, sha256, station_id, sequence,"
            " previous_sha256, packet_id, stream, stored_at)"
            f" VALUES (%(id)s, '', %(id)s, 1, '', %(id)s, %(id)s, {stored_at})",
            {"id": stream},
        )


async def test_a_destroyed_key_is_no_orphan(vault: PostgresVault, store: Store) -> None:
    subject = uuid4()
    await vault.destroy(await vault.new_key(subject))
    _age(store, subject)

    assert await sweep_orphans(store.keys_dsn, events_in(store.dsn)) == 0
    assert _subjects(store) == {subject}


async def test_a_station_that_comes_back_after_the_sweep_gets_a_new_key(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    subject = uuid4()
    former = await vault.new_key(subject)
    _age(store, subject)
    await sweep_orphans(store.keys_dsn, events_in(store.dsn))

    async with PostgresVault(store.keys_dsn, kek) as office:
        key_id = await office.new_key(subject)
        assert key_id != former
        assert (await office.load([key_id]))[key_id] is not None
        with pytest.raises(VaultMismatch):
            await office.load([former])


async def test_asking_again_for_an_old_key_protects_it(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    subject = uuid4()
    key_id = await vault.new_key(subject)
    _age(store, subject)

    async with PostgresVault(store.keys_dsn, kek) as office:
        assert await office.new_key(subject) == key_id

    assert await sweep_orphans(store.keys_dsn, events_in(store.dsn)) == 0


async def test_a_key_asked_for_while_the_sweep_looks_is_spared(
    vault: PostgresVault, store: Store, kek: FileKek
) -> None:
    subject = uuid4()
    key_id = await vault.new_key(subject)
    _age(store, subject)

    async def asked_meanwhile(subjects: Sequence[UUID]) -> set[UUID]:
        async with PostgresVault(store.keys_dsn, kek) as office:
            assert await office.new_key(subject) == key_id
        return set()

    assert await sweep_orphans(store.keys_dsn, asked_meanwhile) == 0
    assert _subjects(store) == {subject}


async def test_a_sweep_against_the_wrong_event_store_deletes_nothing(
    vault: PostgresVault, store: Store
) -> None:
    subjects = [uuid4() for _ in range(101)]
    await asyncio.gather(*map(vault.new_key, subjects))
    _age(store, *subjects)

    with pytest.raises(VaultMismatch, match="101 of 101"):
        await sweep_orphans(store.keys_dsn, events_in(store.dsn))

    assert _subjects(store) == set(subjects)
