"""A view fed from Kafka: what it does once, what it waits for, and what it refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from kafka import TopicPartition
from tests.adapters.postgres.views.running import Running, wait_until
from tests.poison import put, record
from tests.two_feeds import TwoFeeds, projection
from tools.kafka_brokers import Brokers, running_brokers

from adapters.kafka.clients import KafkaPlace, KafkaTrouble, admin
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import TopicNames, manifest
from adapters.keys.file_kek import create_kek
from adapters.postgres.partition_book import PartitionBook
from adapters.postgres.projection_batches import Batch, ProjectionStopped
from adapters.postgres.projector import Projector
from adapters.postgres.relay_position import rewind
from adapters.postgres.view_registration import Place
from application.feed import Lane, Mark, ProjectionFeed
from citizen_stories import APPROVED, VERIFIED, captured, numbered, story
from database import Store

VIEW = "progress"
until = partial(wait_until, seconds=60)
LIFE = (captured(), VERIFIED, APPROVED, numbered("001190000001"))


def lives(both: TwoFeeds, count: int) -> None:
    both.record(*(story(*LIFE) for _ in range(count)))
    both.publish()


def catch_up(both: TwoFeeds, batch: int = 2000) -> int:
    return both.from_kafka(projection(VIEW, both.dsn), batch=batch).catch_up()


def differs_from_the_ledger(both: TwoFeeds, name: str = VIEW) -> bool:
    view = projection(name, both.dsn)
    fed = both.live_rows(view)
    both.forget(view)
    both.projector(view).catch_up()
    return both.live_rows(view) != fed


def head(both: TwoFeeds) -> int:
    return int(both.ask("SELECT max(position) FROM positions")[0][0])


def position(both: TwoFeeds, name: str = VIEW) -> int:
    return both.filled_from(projection(name, both.dsn))[1]


def test_partitions_in_which_nothing_happens_hold_no_freshness_back(both: TwoFeeds) -> None:
    both.record(story(captured()))
    both.publish()

    catch_up(both)

    assert position(both) == 0


def test_the_mark_waits_for_what_the_relay_has_not_acknowledged(both: TwoFeeds) -> None:
    life = story(captured(), VERIFIED)
    both.record(life)
    put(both, [record(both, one, n) for n, one in enumerate(life)])

    catch_up(both)

    assert position(both) == -1
    assert both.ask("SELECT sum(count) FROM view_a.progress") == [(4,)]
    both.publish()
    catch_up(both)
    assert position(both) == 1
    assert not differs_from_the_ledger(both)


def test_what_the_relay_published_twice_counts_once(both: TwoFeeds) -> None:
    lives(both, 5)
    catch_up(both, batch=3)
    with psycopg.connect(both.dsn, autocommit=True) as connection:
        rewind(connection)
    lives(both, 5)

    catch_up(both, batch=3)

    assert position(both) == head(both)
    assert not differs_from_the_ledger(both)


def spoilt_mark(both: TwoFeeds) -> None:
    both.ask("UPDATE projection_offsets SET next_offset = 99")


def topic_made_anew(both: TwoFeeds) -> None:
    topic = both.names.events("citizen")
    client = admin(both.place)
    client.delete_topics([topic])
    client.close()
    until(lambda: topic not in topics_of(both))
    with topic_desk(both.place) as desk:
        desk.create([one for one in manifest(both.names, ()) if one.name == topic], 1)


def beginning_gone(both: TwoFeeds) -> None:
    partitions = [TopicPartition(both.names.events("citizen"), n) for n in range(12)]
    client = admin(both.place)
    client.delete_records(dict.fromkeys(partitions, -1))
    client.close()
    both.ask("UPDATE projection_offsets SET next_offset = 0")


def topic_gone(both: TwoFeeds) -> None:
    topic = both.names.events("citizen")
    client = admin(both.place)
    client.delete_topics([topic])
    client.close()
    until(lambda: topic not in topics_of(both))


def topics_of(both: TwoFeeds) -> set[str]:
    client = admin(both.place)
    try:
        return {one["name"] for one in client.describe_topics()}
    finally:
        client.close()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (spoilt_mark, r"ends at offset \d+ and this view stands at 99: .* --rebuild"),
        (topic_made_anew, r"was made anew since the view progress read it.* --rebuild"),
        (beginning_gone, r"begins at offset \d+ and this view stands at 0: .* --rebuild"),
        (topic_gone, r"is not there: run `cancuoc topics apply`"),
    ],
    ids=["beyond the end", "made anew", "beginning gone", "topic gone"],
)
def test_a_partition_that_is_not_as_the_marks_say_is_told_and_never_reset(
    both: TwoFeeds, harm: Callable[[TwoFeeds], None], sentence: str
) -> None:
    lives(both, 8)
    catch_up(both)
    before = both.live_rows(projection(VIEW, both.dsn))
    harm(both)
    marks = both.ask("SELECT topic, partition, next_offset FROM projection_offsets ORDER BY 1, 2")

    with pytest.raises(KafkaTrouble, match=sentence):
        catch_up(both)

    assert both.live_rows(projection(VIEW, both.dsn)) == before
    now = both.ask("SELECT topic, partition, next_offset FROM projection_offsets ORDER BY 1, 2")
    assert now == marks


def test_the_way_out_of_a_topic_made_anew_is_a_rebuild(both: TwoFeeds) -> None:
    lives(both, 5)
    catch_up(both)
    topic_made_anew(both)
    with psycopg.connect(both.dsn, autocommit=True) as connection:
        rewind(connection)
    lives(both, 5)

    assert both.from_kafka(projection(VIEW, both.dsn)).rebuild()

    catch_up(both)
    assert position(both) == head(both)
    assert not differs_from_the_ledger(both)


def test_a_view_is_not_gone_on_with_from_another_feed(both: TwoFeeds) -> None:
    lives(both, 2)
    catch_up(both)
    before = both.registered(VIEW), both.live_rows(projection(VIEW, both.dsn))

    with pytest.raises(
        ProjectionStopped,
        match="progress is filled from kafka and this program is told to read ledger:"
        " set CANCUOC_FEED=kafka, or run `cancuoc project progress --rebuild`",
    ):
        both.projector(projection(VIEW, both.dsn)).catch_up()

    assert (both.registered(VIEW), both.live_rows(projection(VIEW, both.dsn))) == before


def test_a_view_into_which_nothing_was_projected_is_anybodys(both: TwoFeeds) -> None:
    both.projector(projection(VIEW, both.dsn)).catch_up()
    lives(both, 2)

    catch_up(both)

    assert both.filled_from(projection(VIEW, both.dsn)) == ("kafka", head(both))


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
        lane = Lane(*both.ask("SELECT topic, partition FROM projection_offsets LIMIT 1")[0])
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


@pytest.fixture
def elsewhere(
    store: Store, tmp_path: Path, topic_prefix: str
) -> Iterator[tuple[TwoFeeds, Brokers]]:
    """A register whose topics are on a broker that the test may stop."""
    with running_brokers(1) as brokers:
        place = KafkaPlace(brokers.bootstrap)
        feeds = TwoFeeds(store, create_kek(tmp_path / "kek.json"), place, TopicNames(topic_prefix))
        with feeds.vault:
            yield feeds, brokers


def test_a_broker_that_was_away_costs_nothing(elsewhere: tuple[TwoFeeds, Brokers]) -> None:
    both, brokers = elsewhere
    lives(both, 10)
    with Running(both.from_kafka(projection(VIEW, both.dsn))) as runner:
        until(lambda: position(both) == head(both))
        brokers.kill(1)
        both.record(story(*LIFE))
        behind = position(both) < head(both)
        brokers.start(1)
        both.publish()
        until(lambda: position(both) == head(both))

    assert behind
    assert runner.error is None
    assert not differs_from_the_ledger(both)
