"""Whoever waits for a stream is served by one query, with all of the stream and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.adapters.postgres.pumps.writes import kinds, outcome, write

from adapters.postgres.read_pump import ReadPump, StoredRow
from adapters.postgres.steady_connection import Connection
from adapters.postgres.write_pump import WritePump
from application.event_store import StoreBusy, StoreUnavailable
from database import Store


class Dial:
    """Connects, or refuses while the database is said to be away; counts how often."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.away = False
        self.connections: list[Connection] = []

    async def connect(self) -> Connection:
        if self.away:
            raise psycopg.OperationalError("no such server")
        self.connections.append(await psycopg.AsyncConnection.connect(self._dsn, autocommit=True))
        return self.connections[-1]


@pytest.fixture
async def dial(app_dsn: str) -> Dial:
    return Dial(app_dsn)


@pytest.fixture
async def reads(dial: Dial) -> AsyncIterator[ReadPump]:
    made = ReadPump(dial.connect)
    await made.start()
    yield made
    await made.close()


@pytest.fixture
async def streams(pump: WritePump) -> list[UUID]:
    """Twenty streams; the nth has n + 1 events."""
    made = [uuid4() for _ in range(20)]
    for n, stream in enumerate(made):
        events = [
            (stream, version, "read.v1", f"{n}/{version}".encode()) for version in range(1, n + 2)
        ]
        await pump.submit(write(stream, events=events))
    return made


def whole(n: int) -> list[StoredRow]:
    return [(version, "read.v1", f"{n}/{version}".encode()) for version in range(1, n + 2)]


async def test_every_stream_comes_whole_and_in_order(reads: ReadPump, streams: list[UUID]) -> None:
    rows = await asyncio.gather(*map(reads.load, reversed(streams)))

    assert [*reversed(rows)] == [whole(n) for n in range(20)]


async def test_a_stream_that_is_not_there_is_empty(reads: ReadPump, streams: list[UUID]) -> None:
    found = await asyncio.gather(reads.load(streams[3]), reads.load(uuid4()))

    assert [*found] == [whole(3), []]


async def test_all_who_wait_at_once_are_served_by_one_query(
    reads: ReadPump, streams: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[UUID]] = []
    rows_of = reads._rows

    async def counted(wanted: list[UUID]) -> list[list[StoredRow]]:
        asked.append(wanted)
        return await rows_of(wanted)

    monkeypatch.setattr(reads, "_rows", counted)
    found = await asyncio.gather(*map(reads.load, streams * 10))

    assert found == [whole(n) for n in range(20)] * 10
    assert [sorted(some) for some in asked] == [sorted(streams)]


async def test_a_query_is_bounded_in_streams(dial: Dial, streams: list[UUID]) -> None:
    reads = ReadPump(dial.connect, batch=6)
    await reads.start()

    found = await asyncio.gather(*map(reads.load, streams))
    await reads.close()

    assert found == [whole(n) for n in range(20)]


async def test_what_is_stored_before_the_question_is_in_the_answer(
    reads: ReadPump, pump: WritePump
) -> None:
    stream = uuid4()
    for version in range(1, 30):
        await pump.submit(write(stream, version))
        assert len(await reads.load(stream)) == version


async def test_who_asks_when_too_many_wait_is_told_to_come_back(
    dial: Dial, streams: list[UUID]
) -> None:
    reads = ReadPump(dial.connect, queue=5)
    await reads.start()

    results = await asyncio.gather(*(outcome(_ignored(reads, stream)) for stream in streams))
    await reads.close()

    assert kinds(results) == ["stored"] * 5 + ["StoreBusy"] * 15
    assert isinstance(results[-1], StoreBusy)


async def _ignored(reads: ReadPump, stream: UUID) -> None:
    await reads.load(stream)


async def test_a_cut_connection_is_made_again_and_the_question_asked_again(
    reads: ReadPump, dial: Dial, streams: list[UUID], store: Store
) -> None:
    with psycopg.connect(store.dsn, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'cancuoc_app'"
        )

    assert await reads.load(streams[2]) == whole(2)
    assert len(dial.connections) == 2


async def test_while_the_database_is_away_nobody_waits_and_then_all_are_served(
    reads: ReadPump, dial: Dial, streams: list[UUID]
) -> None:
    dial.away = True
    await dial.connections[0].close()

    with pytest.raises(StoreUnavailable):
        await reads.load(streams[0])
    dial.away = False

    assert await reads.load(streams[0]) == whole(0)
    assert reads.is_working


async def test_a_client_that_has_gone_takes_nobody_with_it(
    reads: ReadPump, streams: list[UUID]
) -> None:
    tasks = [asyncio.create_task(reads.load(streams[1])) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()

    assert await asyncio.gather(*tasks[1:]) == [whole(1)] * 2


async def test_closing_answers_who_waits_and_takes_no_more(dial: Dial, streams: list[UUID]) -> None:
    reads = ReadPump(dial.connect)
    await reads.start()
    waiting = asyncio.create_task(reads.load(streams[4]))
    await asyncio.sleep(0)

    await reads.close()

    assert await waiting == whole(4)
    with pytest.raises(StoreUnavailable):
        await reads.load(streams[4])
