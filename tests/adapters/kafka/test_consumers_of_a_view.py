"""Several consumers of one view: nothing is lost or doubled, whoever comes, goes or is cut off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from tests.adapters.postgres.views.running import Running
from tests.fed_progress import (
    VIEW,
    catch_up,
    differs_from_the_ledger,
    head,
    lives,
    position,
    until,
)
from tests.two_feeds import TwoFeeds, projection

from adapters.kafka.lane_reader import LaneReader
from adapters.postgres.partition_book import PartitionBook
from adapters.postgres.projection_batches import Batch
from adapters.postgres.projector import Projector
from adapters.postgres.view_registration import Place
from application.feed import Lane, Mark, ProjectionFeed

LANES = "SELECT topic, partition FROM projection_offsets"


@pytest.mark.parametrize("name", [VIEW, "citizen_search"])
def test_two_consumers_share_a_view_through_joining_and_leaving(both: TwoFeeds, name: str) -> None:
    view = projection(name, both.dsn)
    first = Running(both.from_kafka(view, batch=10))
    with first:
        lives(both, 20)
        until(lambda: first.counters.position == head(both))
        with Running(both.from_kafka(view, batch=10)) as second:
            until_both_have_lanes(both, first, second)
            lives(both, 30)
            until(lambda: position(both, name) == head(both))
        lives(both, 20)
        until(lambda: position(both, name) == head(both))

    assert (first.error, second.error) == (None, None)
    assert first.counters.events > second.counters.events > 0
    assert not differs_from_the_ledger(both, name)


def until_both_have_lanes(both: TwoFeeds, first: Running, second: Running) -> None:
    """A few lives at a time, until the newcomer has read some of them."""
    for _ in range(20):
        if second.counters.events:
            return
        lives(both, 12)
        until(lambda: first.counters.position == head(both) or second.counters.events > 0)
    raise AssertionError("the second consumer was given nothing")


def test_who_lost_a_partition_and_does_not_know_it_writes_nothing(both: TwoFeeds) -> None:
    lives(both, 3)
    catch_up(both)
    with at_the_view(both) as former, at_the_view(both) as owner:
        lane = Lane(*both.ask(LANES)[0])
        was = former.claim([lane])[lane]
        now = owner.claim([lane])[lane]

        def mark(generation: int) -> Mark:
            return Mark(lane, was.next_offset, was.next_offset + 1, 7, 7, generation)

        assert former.save([mark(was.generation)], [], lambda _: True) is None
        assert owner.save([mark(now.generation)], [], lambda _: True) is not None


@contextmanager
def at_the_view(both: TwoFeeds) -> Iterator[PartitionBook]:
    """The marks of the view as a consumer of its own has them."""
    view, role = projection(VIEW, both.dsn), "-c role=cancuoc_projector"
    with psycopg.connect(both.dsn, autocommit=True, options=role) as connection:
        yield PartitionBook(Place(connection, view, "a", live=True, feed="kafka"))


def test_whoever_lost_a_lane_tells_the_broker_when_no_transaction_is_open(
    both: TwoFeeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would wait for members who wait for the row that it has locked."""
    open_while_leaving: list[int] = []
    leave = LaneReader._leave

    def watched(reader: LaneReader) -> None:
        ((count,),) = both.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'idle in transaction'"
        )
        open_while_leaving.append(count)
        leave(reader)

    with Running(both.from_kafka(projection(VIEW, both.dsn))) as runner:
        lives(both, 3)
        until(lambda: position(both) == head(both))
        monkeypatch.setattr(LaneReader, "_leave", watched)
        with at_the_view(both) as thief:
            thief.claim([Lane(*one) for one in both.ask(LANES)])
        lives(both, 3)
        until(lambda: position(both) == head(both))

    assert runner.error is None
    assert open_while_leaving == [0]


class Cut(psycopg.OperationalError):
    """The database is gone in the middle of a transaction."""


def cut_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third batch is cut off after its marks and before its rows."""
    write, turns = Batch.write, iter(range(10**6))

    def cut(batch: Batch, connection: psycopg.Connection, slot: Any) -> None:
        if batch.projected and next(turns) % 3 == 1:
            raise Cut
        write(batch, connection, slot)

    monkeypatch.setattr(Batch, "write", cut)
    monkeypatch.setattr("adapters.postgres.projector.RECONNECT_PAUSE", 0.0)


def marks_apart(place: Place, feed: ProjectionFeed, batch: Batch) -> bool:
    """What nobody may do: marks are durable before the rows of their batch are."""
    with place.connection.transaction():
        moved = feed.save(batch.delivered)
    with place.connection.transaction():
        batch.write(place.connection, place.slot)
    return moved


@pytest.mark.parametrize("apart", [False, True], ids=["with the rows", "apart from the rows"])
def test_a_batch_that_is_cut_off_loses_and_doubles_nothing_where_marks_go_with_rows(
    both: TwoFeeds, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    lives(both, 12)
    with monkeypatch.context() as harm:
        cut_now_and_then(harm)
        if apart:
            harm.setattr(Projector, "_moved", staticmethod(marks_apart))
        with Running(both.from_kafka(projection(VIEW, both.dsn), batch=7)) as runner:
            until(lambda: position(both) == head(both))

    assert runner.error is None
    assert runner.counters.reconnects > 0
    assert differs_from_the_ledger(both) is apart
