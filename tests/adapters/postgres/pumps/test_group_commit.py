"""Commands that arrive together are stored together, each for itself, none before its turn."""

import asyncio
from uuid import uuid4

import psycopg
import pytest
from tests.adapters.postgres.pumps.held_connection import Gate, held
from tests.adapters.postgres.pumps.writes import is_stored, kinds, outcome, write

from adapters.postgres.write_pump import WritePump
from adapters.postgres.write_queue import Limits
from application.event_store import StoreBusy, StoreUnavailable
from database import Store


async def test_what_arrives_during_a_commit_is_one_statement(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    writes = [write() for _ in range(50)]

    results = await held(gate, pump, writes)

    assert kinds(results) == ["stored"] * 50
    assert gate.statements == [1, 50]
    assert (pump.batches, pump.commands, pump.waiting) == (2, 51, 0)
    assert all(is_stored(store.dsn, one) for one in writes)


async def test_a_batch_is_bounded_in_commands(gate: Gate, app_dsn: str) -> None:
    pump = WritePump(gate.connect, Limits(commands=20))
    await pump.start()

    await held(gate, pump, [write() for _ in range(50)])
    await pump.close()

    assert gate.statements == [1, 20, 20, 10]


async def test_a_batch_is_bounded_in_bytes(gate: Gate, app_dsn: str) -> None:
    pump = WritePump(gate.connect, Limits(bytes=100_000))
    await pump.start()
    streams = [uuid4() for _ in range(12)]

    large = [write(one, events=[(one, 1, "large", bytes(30_000))]) for one in streams]
    await held(gate, pump, large)
    await pump.close()

    assert gate.statements == [1, 4, 4, 4]


async def test_events_of_a_batch_stand_in_one_transaction_in_the_order_of_versions(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    stream = uuid4()
    events = [(stream, version, "pump.written.v1", b"") for version in (1, 2, 3)]

    await held(gate, pump, [write(stream, events=events), write(), write()])

    with psycopg.connect(store.dsn) as connection:
        rows = connection.execute(
            "SELECT originator_version, notification_id FROM events WHERE originator_id = %s"
            " ORDER BY notification_id",
            (stream,),
        ).fetchall()
        transactions = connection.execute(
            "SELECT count(DISTINCT notification_id >> 20), count(DISTINCT notification_id),"
            " count(*) FROM events"
        ).fetchone()
    assert [version for version, _ in rows] == [1, 2, 3]
    assert transactions == (2, 6, 6)


async def test_a_unit_that_floods_the_queue_does_not_make_another_wait(
    gate: Gate, app_dsn: str
) -> None:
    pump = WritePump(gate.connect, Limits(commands=10))
    await pump.start()
    done: list[str] = []

    async def submitted(unit: str) -> None:
        await pump.submit(write(unit=unit))
        done.append(unit)

    gate.shut()
    first = asyncio.create_task(pump.submit(write()))
    await gate.until_one_waits()
    flood = [asyncio.create_task(submitted("flood")) for _ in range(500)]
    await asyncio.sleep(0)
    quiet = [asyncio.create_task(submitted("quiet")) for _ in range(5)]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(first, *flood, *quiet)
    await pump.close()

    assert "quiet" not in done[10:], "five commands of the other unit fit into the first batch"
    assert done.count("flood") == 500


async def test_a_unit_may_fill_half_of_the_queue_and_leaves_the_rest_to_others(
    gate: Gate, app_dsn: str
) -> None:
    pump = WritePump(gate.connect, Limits(queue=8))
    await pump.start()

    gate.shut()
    first = asyncio.create_task(pump.submit(write()))
    await gate.until_one_waits()
    flood = [asyncio.create_task(outcome(pump.submit(write(unit="flood")))) for _ in range(6)]
    others = [asyncio.create_task(outcome(pump.submit(write(unit=f"other-{n}")))) for n in range(6)]
    await asyncio.sleep(0)
    gate.open()
    await first
    results = [kinds(await asyncio.gather(*some)) for some in (flood, others)]
    await pump.close()

    assert results[0] == ["stored"] * 4 + ["StoreBusy"] * 2
    assert results[1] == ["stored"] * 4 + ["StoreBusy"] * 2


async def test_a_client_that_has_gone_before_its_turn_leaves_nothing_behind(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    gone, staying = write(), write()
    gate.shut()
    first = asyncio.create_task(pump.submit(write()))
    await gate.until_one_waits()
    going = asyncio.create_task(pump.submit(gone))
    stays = asyncio.create_task(pump.submit(staying))
    await asyncio.sleep(0)
    going.cancel()
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(first, stays)

    assert gate.statements == [1, 1]
    assert (is_stored(store.dsn, gone), is_stored(store.dsn, staying)) == (False, True)
    assert pump.waiting == 0


async def test_a_client_that_goes_while_it_is_stored_takes_nobody_with_it(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    gone = write()
    gate.shut()
    going = asyncio.create_task(pump.submit(gone))
    await gate.until_one_waits()
    going.cancel()
    gate.open()

    await pump.submit(write())

    assert is_stored(store.dsn, gone), "what was being stored stays stored"


async def test_closing_stores_what_waits_and_takes_no_more(
    gate: Gate, app_dsn: str, store: Store
) -> None:
    pump = WritePump(gate.connect)
    await pump.start()
    writes = [write() for _ in range(5)]
    gate.shut()
    tasks = [asyncio.create_task(pump.submit(one)) for one in writes]
    await gate.until_one_waits()
    closing = asyncio.create_task(pump.close())
    await asyncio.sleep(0)

    with pytest.raises(StoreBusy):
        await pump.submit(write())
    gate.open()
    await asyncio.gather(closing, *tasks)

    assert all(is_stored(store.dsn, one) for one in writes)
    assert not pump.is_working


async def test_a_pump_that_was_not_started_promises_nothing(gate: Gate) -> None:
    with pytest.raises(StoreUnavailable):
        await WritePump(gate.connect).submit(write())
