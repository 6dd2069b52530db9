"""Of commands that want the same thing one is stored; the others are told, neighbours are not."""

import asyncio
from uuid import UUID, uuid4

from tests.adapters.postgres.pumps.held_connection import Gate, held
from tests.adapters.postgres.pumps.writes import (
    is_stored,
    kinds,
    outcome,
    owner_of,
    stream_of,
    write,
)

from adapters.postgres.batch import Write
from adapters.postgres.write_pump import WritePump
from database import Store

PIN = "pin"


async def test_of_two_that_follow_the_same_version_one_is_stored(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    stream = uuid4()
    rivals = [write(stream), write(stream)]
    neighbours = [write() for _ in range(10)]

    results = await held(gate, pump, [*rivals, *neighbours])

    assert kinds(results) == ["stored", "VersionTaken", *["stored"] * 10]
    assert [is_stored(store.dsn, one) for one in rivals] == [True, False]
    assert gate.statements == [1, 11], "the loser was known without asking the database"


async def test_of_two_that_want_the_same_value_one_gets_it(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    streams = [uuid4(), uuid4()]
    rivals = [write(one, takes=[(PIN, b"v", one)]) for one in streams]

    results = await held(gate, pump, rivals)

    assert kinds(results) == ["stored", "ValueTaken"]
    assert owner_of(store.dsn, PIN, b"v") == streams[0]


async def test_of_two_with_the_same_key_one_is_stored(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    one = write()
    same = write(subject=one.subject, command_id=one.command_id)

    results = await held(gate, pump, [one, same])

    assert kinds(results) == ["stored", "CommandTaken"]
    assert is_stored(store.dsn, one)


async def test_who_collides_with_what_is_stored_already_is_dropped_and_the_rest_is_retried(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    before = write(takes=[(PIN, b"taken", uuid4())])
    await pump.submit(before)
    gate.statements.clear()
    late = [
        write(stream_of(before)),
        write(takes=[(PIN, b"taken", uuid4())]),
        write(subject=before.subject, command_id=before.command_id),
    ]
    neighbours = [write() for _ in range(100)]

    results = await held(gate, pump, [*neighbours[:50], *late, *neighbours[50:]])

    assert kinds(results[50:53]) == ["VersionTaken", "ValueTaken", "CommandTaken"]
    assert kinds([*results[:50], *results[53:]]) == ["stored"] * 100
    assert all(is_stored(store.dsn, one) for one in neighbours)
    assert gate.statements == [1, 103, 102, 0, 100], "named, named, then asked for all at once"
    assert pump.conflicts == 3


async def test_many_who_collide_cost_their_neighbours_a_few_statements(
    gate: Gate, pump: WritePump
) -> None:
    taken = [write(takes=[(PIN, uuid4().bytes, uuid4())]) for _ in range(60)]
    await asyncio.gather(*map(pump.submit, taken))

    async def statements_beside(rivals: list[Write]) -> list[int]:
        """What a hundred neighbours need when so many collide with what is stored."""
        gate.statements.clear()
        results = await held(gate, pump, [*(write() for _ in range(100)), *rivals])
        assert kinds(results[:100]) == ["stored"] * 100
        assert "stored" not in kinds(results[100:])
        return gate.statements[1:]

    same_stream = [write(stream_of(taken[0])) for _ in range(60)]
    other_streams = [write(stream_of(one)) for one in taken]
    same_values = [write(takes=[(*one.takes[0][:2], uuid4())]) for one in taken]
    same_commands = [write(subject=one.subject, command_id=one.command_id) for one in taken]

    assert await statements_beside([]) == [100]
    assert await statements_beside(same_stream) == [101, 100]
    assert await statements_beside(other_streams) == [160, 159, 0, 100]
    assert await statements_beside(same_values) == [160, 159, 0, 100]
    assert await statements_beside(same_commands) == [160, 159, 0, 100]
    assert pump.conflicts == 1 + 3 * 60


async def test_a_chain_of_versions_arriving_together_is_stored_in_order(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    """No two of them share a key, so they may go together; gaps are the office's to avoid."""
    stream = uuid4()
    chain = [write(stream, version) for version in (1, 2, 3)]

    assert kinds(await held(gate, pump, chain)) == ["stored"] * 3
    assert all(is_stored(store.dsn, one) for one in chain)


async def test_two_pumps_that_want_the_same_values_crosswise_both_end(
    pump: WritePump, app_dsn: str, store: Store
) -> None:
    """Keys are sorted inside each statement: two processes queue and do not dead-lock."""
    rival = WritePump(Gate(app_dsn).connect)
    await rival.start()

    def pair(first: bytes, second: bytes) -> list[tuple[str, bytes, UUID]]:
        return [(PIN, first, uuid4()), (PIN, second, uuid4())]

    for n in range(20):
        one, two = f"{n}-a".encode(), f"{n}-b".encode()
        results = await asyncio.gather(
            outcome(pump.submit(write(takes=pair(one, two)))),
            outcome(rival.submit(write(takes=pair(two, one)))),
        )
        assert sorted(kinds(results)) == ["ValueTaken", "stored"]
    await rival.close()
