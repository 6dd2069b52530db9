"""Of commands that want the same thing one is stored; the others are told, neighbours are not."""

import asyncio
from uuid import UUID, uuid4

from tests.adapters.postgres.pumps.held_connection import Gate
from tests.adapters.postgres.pumps.test_group_commit import held
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


async def test_a_value_given_back_can_be_taken_by_the_next(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    former, next_ = uuid4(), uuid4()
    await pump.submit(write(former, takes=[(PIN, b"v", former)]))
    gate.statements.clear()
    giving = write(former, 2, releases=[(PIN, b"v", former)])
    taking = write(next_, takes=[(PIN, b"v", next_)])

    results = await held(gate, pump, [giving, taking])

    assert kinds(results) == ["stored", "stored"]
    assert owner_of(store.dsn, PIN, b"v") == next_
    assert gate.statements == [1, 1, 1], "never both in one statement, which sees one snapshot"


async def test_only_the_owner_gives_a_value_back(pump: WritePump, store: Store) -> None:
    owner, stranger = uuid4(), uuid4()
    await pump.submit(write(owner, takes=[(PIN, b"v", owner)]))

    await pump.submit(write(stranger, releases=[(PIN, b"v", stranger)]))

    assert owner_of(store.dsn, PIN, b"v") == owner


async def test_all_values_of_a_kind_are_given_back_at_once(pump: WritePump, store: Store) -> None:
    owner = uuid4()
    takes = [(PIN, b"1", owner), (PIN, b"2", owner), ("other", b"1", owner)]
    await pump.submit(write(owner, takes=takes))

    await pump.submit(write(owner, 2, releases=[(PIN, b"", owner)]))

    found = [owner_of(store.dsn, *key) for key in ((PIN, b"1"), (PIN, b"2"), ("other", b"1"))]
    assert found == [None, None, owner]


async def test_a_value_moves_from_its_owner_to_the_next(pump: WritePump, store: Store) -> None:
    former, heir = uuid4(), uuid4()
    await pump.submit(write(former, takes=[("open", b"v", former)]))

    await pump.submit(write(heir, moves=[("open", b"v", former, heir)]))

    assert owner_of(store.dsn, "open", b"v") == heir


async def test_a_value_that_is_not_held_does_not_move_and_neighbours_are_stored(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    owner, stranger = uuid4(), uuid4()
    await pump.submit(write(owner, takes=[("open", b"v", owner)]))
    wrong = write(moves=[("open", b"v", stranger, uuid4())])
    neighbours = [write(), write()]

    results = await held(gate, pump, [neighbours[0], wrong, neighbours[1]])

    assert kinds(results) == ["stored", "ClaimNotHeld", "stored"]
    assert not is_stored(store.dsn, wrong)
    assert owner_of(store.dsn, "open", b"v") == owner


async def test_of_two_heirs_who_move_a_value_at_once_one_gets_it(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    former, heirs = uuid4(), [uuid4(), uuid4()]
    await pump.submit(write(former, takes=[("open", b"v", former)]))

    results = await held(
        gate, pump, [write(heir, moves=[("open", b"v", former, heir)]) for heir in heirs]
    )

    assert kinds(results) == ["stored", "ClaimNotHeld"]
    assert owner_of(store.dsn, "open", b"v") == heirs[0]


async def test_an_expectation_that_has_gone_stale_refuses_only_its_own_command(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    read = write()
    await pump.submit(read)
    await pump.submit(write(stream_of(read), 2))
    stale = write(expects=[(stream_of(read), 1)], takes=[(PIN, b"v", uuid4())])
    fresh = write(expects=[(stream_of(read), 2)])
    unknown = write(expects=[(uuid4(), 1)])
    plain = write()

    results = await held(gate, pump, [stale, fresh, unknown, plain])

    assert kinds(results) == ["ExpectationFailed", "stored", "ExpectationFailed", "stored"]
    assert [is_stored(store.dsn, one) for one in (stale, fresh, unknown, plain)] == [
        False,
        True,
        False,
        True,
    ]
    assert owner_of(store.dsn, PIN, b"v") is None, "nothing of a refused command stays"


async def test_an_expectation_and_the_event_that_breaks_it_never_share_a_batch(
    gate: Gate, pump: WritePump, store: Store
) -> None:
    read = write()
    await pump.submit(read)
    breaking = write(stream_of(read), 2)
    relying = write(expects=[(stream_of(read), 1)])

    first_broken = await held(gate, pump, [breaking, relying])

    assert kinds(first_broken) == ["stored", "ExpectationFailed"]
    assert not is_stored(store.dsn, relying)


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
