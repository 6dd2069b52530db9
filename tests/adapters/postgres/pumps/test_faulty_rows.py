"""A row that the database refuses is found and refused; those beside it are stored."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest
from tests.adapters.postgres.pumps.held_connection import Gate, held
from tests.adapters.postgres.pumps.writes import is_stored, kinds, outcome, stream_of, write

from adapters.postgres.batch import Write
from adapters.postgres.write_pump import WritePump
from adapters.postgres.write_queue import Limits
from database import Store


def _nul_in_a_topic() -> Write:
    stream = uuid4()
    return write(stream, events=[(stream, 1, "citizen\x00captured", b"")])


def _nul_in_a_claim() -> Write:
    return write(takes=[("pin\x00", b"v", uuid4())])


def _a_lone_surrogate() -> Write:
    stream = uuid4()
    return write(stream, events=[(stream, 1, "citizen\ud800", b"")])


def _a_version_out_of_range() -> Write:
    stream = uuid4()
    return write(stream, events=[(stream, 1 << 70, "topic", b"")])


def _a_status_out_of_range() -> Write:
    return write(status=100_000)


def _a_key_too_long_for_its_index() -> Write:
    """Random, since a value that compresses would fit."""
    value = b"".join(uuid4().bytes for _ in range(600))
    return write(takes=[("pin", value, uuid4())])


def _no_topic_at_all() -> Write:
    stream = uuid4()
    return write(stream, events=[(stream, 1, None, b"")])


FAULTY: list[Callable[[], Write]] = [
    _nul_in_a_topic,
    _nul_in_a_claim,
    _a_lone_surrogate,
    _a_version_out_of_range,
    _a_status_out_of_range,
    _a_key_too_long_for_its_index,
    _no_topic_at_all,
]


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda one: one.__name__.strip("_"))
async def test_a_faulty_row_is_refused_and_its_neighbours_are_stored(
    gate: Gate, pump: WritePump, store: Store, faulty: Callable[[], Write]
) -> None:
    neighbours = [write() for _ in range(30)]

    async with asyncio.timeout(3):
        results = await held(gate, pump, [*neighbours[:11], faulty(), *neighbours[11:]])

    assert kinds(results) == ["stored"] * 11 + ["RowRefused"] + ["stored"] * 19
    assert all(is_stored(store.dsn, one) for one in neighbours)
    assert len(gate.statements) <= 2 + 2 * 5, "halving 31 commands takes five steps"
    assert pump.is_working


async def test_a_write_that_cannot_be_measured_fails_only_who_brings_it(pump: WritePump) -> None:
    stream = uuid4()
    with pytest.raises(TypeError):
        await pump.submit(write(stream, events=[(stream, 1, "topic", None)]))

    await pump.submit(write())


async def test_several_faulty_rows_and_lost_races_in_one_batch_are_told_apart(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    before = write()
    await pump.submit(before)
    bad = [_nul_in_a_topic(), write(stream_of(before)), _a_status_out_of_range()]
    neighbours = [write() for _ in range(12)]

    results = await held(
        gate, pump, [*neighbours[:4], bad[0], *neighbours[4:8], bad[1], *neighbours[8:], bad[2]]
    )

    assert kinds(results) == [
        *["stored"] * 4, "RowRefused", *["stored"] * 4, "VersionTaken", *["stored"] * 4,
        "RowRefused",
    ]  # fmt: skip
    assert all(is_stored(store.dsn, one) for one in neighbours)


async def test_a_table_that_is_not_there_is_nobodys_row(gate: Gate, store: Store) -> None:
    """A store that was never migrated: every command waits and is told to come back."""
    pump = WritePump(gate.connect, Limits(reconnect_s=0.3))
    await pump.start()
    with psycopg.connect(store.dsn) as owner:
        owner.execute("ALTER TABLE events RENAME TO elsewhere")

    results = await asyncio.gather(*(outcome(pump.submit(write())) for _ in range(3)))
    with psycopg.connect(store.dsn) as owner:
        owner.execute("ALTER TABLE elsewhere RENAME TO events")
    await pump.submit(write())
    await pump.close()

    assert kinds(results) == ["StoreUnavailable"] * 3


async def test_a_store_that_may_only_be_read_is_nobodys_row(gate: Gate, store: Store) -> None:
    """As after a fail-over, while the former primary still answers."""
    pump = WritePump(gate.connect, Limits(reconnect_s=0.3))
    await pump.start()
    with psycopg.connect(store.dsn, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'cancuoc_app'"
        )
        refused = await outcome(pump.submit(write()))
        owner.execute("SET default_transaction_read_only = off")
        owner.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'cancuoc_app'"
        )
    one = write()
    await pump.submit(one)
    await pump.close()

    assert kinds([refused]) == ["StoreReadOnly"]
    assert is_stored(store.dsn, one)


async def test_a_connection_that_is_cut_is_made_again_and_the_batch_sent_again(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    await pump.submit(write())
    with psycopg.connect(store.dsn, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'cancuoc_app'"
        )
    writes = [write() for _ in range(5)]

    results = await held(gate, pump, writes)

    assert kinds(results) == ["stored"] * 5
    assert all(is_stored(store.dsn, one) for one in writes)
    assert pump.reconnections == 1
