"""Values change hands and decisions rest on other streams, each checked with the commit itself."""

from uuid import uuid4

from tests.adapters.postgres.pumps.held_connection import Gate, held
from tests.adapters.postgres.pumps.writes import is_stored, kinds, owner_of, stream_of, write

from adapters.postgres.write_pump import WritePump
from database import Store

PIN = "pin"


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
