"""What a projection remembers is stored with its rows: once for each event, whatever happens.

Long because each fault is tried at each step of one transaction.
"""

import threading
import time
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from tests.adapters.postgres.views.cases import WAITS
from tests.adapters.postgres.views.projected import History
from tests.adapters.postgres.views.running import Running, wait_until

from adapters.postgres.projection_batches import ProjectionStopped
from adapters.postgres.view_memory import Memories, Recollection
from adapters.postgres.view_rows import PendingRows
from case_stories import (
    APPROVED,
    BLOCK,
    EXAMINED,
    JOB,
    MACHINE,
    allocated,
    at,
    captured,
    case,
    fresh_id,
    opened,
    received,
    returned,
    started,
)
from database import Store
from domain.card_stock import events as stock
from domain.recorded import Recorded
from projections.projection import Change
from projections.stock import STOCK_MEMORY, Stock

AT_MACHINE = f"machine:{MACHINE}"
ALL_AT_MACHINE = allocated("VN0000000000", "VN0000000099", 100)
TABLES = ("stock", "stock_memory")


def used(place: int) -> stock.Used:
    return stock.Used(f"VN00000000{place:02}", JOB, MACHINE)


def life(blanks: int, stream: UUID = BLOCK) -> list[Recorded]:
    """A block, all of it at a machine, and so many of its blanks used."""
    return case(received(), ALL_AT_MACHINE, *map(used, range(blanks)), stream=stream)


def balance(history: History, slot: str = "a") -> dict[str, int]:
    return {row[1]: row[6] for row in history.rows(slot, "stock")}


@pytest.mark.parametrize("size", [1, 3, 2000])
def test_the_size_of_a_batch_changes_no_row_and_no_memory(history: History, size: int) -> None:
    history.record(life(20), life(7, fresh_id(5)))
    history.projector(Stock()).catch_up()
    expected = [history.rows("a", table) for table in TABLES]
    history.ask("TRUNCATE view_a.stock, view_a.stock_memory")
    history.ask("UPDATE projections SET position_a = -1")

    history.projector(Stock(), batch=size).catch_up()

    assert [history.rows("a", table) for table in TABLES] == expected
    assert balance(history)[AT_MACHINE] in (80, 93)


def test_a_projection_goes_on_with_what_it_remembered(history: History) -> None:
    history.record(life(3))
    history.projector(Stock()).catch_up()
    history.record([at(used(50), 6, BLOCK)])

    history.projector(Stock()).catch_up()

    assert balance(history) == {AT_MACHINE: 96, "used": 4}


def torn(history: History) -> bool:
    """Whether rows, memory and position disagree, in one snapshot: each event uses a blank."""
    ((position, used_blanks, memory),) = history.ask(
        "SELECT p.position_a, coalesce(s.count, 0), m.memory FROM projections p"
        " LEFT JOIN view_a.stock s ON s.account = 'used'"
        " LEFT JOIN view_a.stock_memory m ON true WHERE p.name = 'stock'"
    )
    remembered = msgspec.msgpack.decode(memory)["version"] if memory else 0
    return not max(0, position - 1) == used_blanks == max(0, remembered - 2)


def test_a_kill_at_any_moment_counts_nothing_twice_and_forgets_nothing(history: History) -> None:
    history.record(life(100))
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'cancuoc-project-stock'"
    )

    with Running(history.projector(Stock(), batch=1)) as runner:
        for _ in range(4):
            wait_until(lambda: runner.counters.position > 3)
            history.ask(kill)
            assert not torn(history)
            time.sleep(0.02)
        wait_until(lambda: runner.counters.position == 101)

    assert runner.error is None
    assert runner.counters.reconnects > 0
    assert not torn(history)
    assert balance(history) == {"used": 100}


def test_a_rebuild_that_was_interrupted_remembers_and_equals_the_live_view(
    history: History,
) -> None:
    history.record(life(9))
    history.projector(Stock()).catch_up()
    live = [history.rows("a", table) for table in TABLES]
    stop = threading.Event()
    halt = {4: stop.set}
    interrupted = history.projector(
        Stock(), batch=2, progress=lambda done, _: halt.get(done, bool)()
    )
    assert not interrupted.rebuild(stop)

    assert history.projector(Stock(), batch=2).rebuild()

    assert [history.rows("b", table) for table in TABLES] == live
    assert [history.rows("a", table) for table in TABLES] == [[], []]
    assert history.registered("stock") == (1, "b", -1, 10, None)


def test_a_rebuild_begins_with_no_memory(history: History) -> None:
    history.record(life(2))
    history.projector(Stock()).catch_up()
    history.ask("INSERT INTO view_b.stock_memory SELECT stream, memory FROM view_a.stock_memory")

    assert history.projector(Stock()).rebuild()

    assert balance(history, "b") == {AT_MACHINE: 98, "used": 2}


def test_a_memory_of_another_shape_stops_the_projection_by_name(history: History) -> None:
    history.record(life(2))
    history.projector(Stock()).catch_up()
    history.ask("UPDATE view_a.stock_memory SET memory = %s", msgspec.msgpack.encode({"x": 1}))
    history.record([at(used(50), 5, BLOCK)])

    with pytest.raises(ProjectionStopped, match="stock stops at position 4"):
        history.projector(Stock()).catch_up()


def test_a_rebuilt_view_of_waits_equals_the_live_one(history: History) -> None:
    streams = [fresh_id(600 + n) for n in range(5)]
    told = (opened(), captured(), *EXAMINED, APPROVED, started())
    history.record(*(case(*told[: 2 + n], stream=stream) for n, stream in enumerate(streams)))
    for round_, size in enumerate((1, 3)):
        history.projector(WAITS, batch=size).catch_up()
        history.record([at(returned(), 3 + n + round_, one) for n, one in enumerate(streams[:2])])
    history.projector(WAITS).catch_up()
    live = [history.rows("a", table) for table in ("waits", "waits_memory")]

    assert history.projector(WAITS, batch=4).rebuild()

    assert len(live[1]) == 5
    assert [history.rows("b", table) for table in ("waits", "waits_memory")] == live


class Seen(msgspec.Struct, frozen=True):
    versions: tuple[int, ...]


class Forgetful:
    """Remembers which events of a stream it saw, until the block is closed."""

    name = "stock"
    version = 1
    tables = (STOCK_MEMORY,)
    topics = Stock.topics
    memory = Seen
    memory_table = STOCK_MEMORY
    needs_sealed = False

    def remember(
        self, memory: Seen | None, recorded: Recorded, _position: int
    ) -> tuple[Seen | None, list[Change]]:
        if isinstance(recorded.event, stock.Closed):
            return None, []
        former = memory.versions if memory else ()
        return Seen((*former, recorded.version)), []


def step(connection: psycopg.Connection, *history: Recorded) -> dict[UUID, Any]:
    """One batch written; what is remembered afterwards."""
    streams = {one.stream for one in history}
    memories = Memories(connection, "a")
    batch = Recollection(Forgetful(), memories, streams)
    for position, recorded in enumerate(history):
        batch.changes(recorded, position)
    rows = PendingRows()
    rows.add(batch.kept())
    rows.write(connection, "a")
    return memories.read(Forgetful(), streams)


def test_each_stream_is_seen_in_order_and_remembers_its_own_events(store: Store) -> None:
    one, other = life(2), life(1, fresh_id(5))
    mixed = [one[0], other[0], one[1], other[1], one[2]]
    with psycopg.connect(store.dsn) as connection:
        step(connection, *mixed)

        assert step(connection, one[3], other[2]) == {
            BLOCK: Seen((1, 2, 3, 4)),
            fresh_id(5): Seen((1, 2, 3)),
        }


def test_what_is_forgotten_leaves_no_row_and_may_begin_again(store: Store) -> None:
    closed = at(stock.Closed({}), 5, BLOCK)
    with psycopg.connect(store.dsn) as connection:
        step(connection, *life(2))

        assert step(connection, closed) == {}
        assert step(connection, *life(1), closed) == {}
        assert step(connection, closed, at(used(9), 6, BLOCK)) == {BLOCK: Seen((6,))}
