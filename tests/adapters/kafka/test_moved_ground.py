"""Topics that are not as the marks of a view say, and brokers that go away under it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from kafka import TopicPartition
from tests.adapters.postgres.views.running import Running
from tests.fed_progress import (
    LIFE,
    VIEW,
    catch_up,
    differs_from_the_ledger,
    head,
    lives,
    position,
    until,
)
from tests.two_feeds import TwoFeeds, projection
from tools.kafka_brokers import Brokers

from adapters.kafka.clients import KafkaPlace, KafkaTrouble, admin
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import TopicNames, manifest
from adapters.keys.file_kek import create_kek
from adapters.postgres.relay_position import rewind
from citizen_stories import story
from database import Store


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


@pytest.fixture
def elsewhere(
    store: Store, tmp_path: Path, topic_prefix: str, three_brokers: Brokers
) -> Iterator[TwoFeeds]:
    """A register whose topics are on brokers that the test may stop."""
    place = KafkaPlace(three_brokers.bootstrap)
    feeds = TwoFeeds(store, create_kek(tmp_path / "kek.json"), place, TopicNames(topic_prefix))
    with feeds.vault:
        yield feeds


@pytest.mark.slow
def test_brokers_that_were_away_cost_nothing(elsewhere: TwoFeeds, three_brokers: Brokers) -> None:
    both = elsewhere
    lives(both, 10)
    with Running(both.from_kafka(projection(VIEW, both.dsn))) as runner:
        until(lambda: position(both) == head(both))
        for node in (1, 2, 3):
            three_brokers.kill(node)
        both.record(story(*LIFE))
        behind = position(both) < head(both)
        three_brokers.mend()
        both.publish()
        until(lambda: position(both) == head(both))

    assert behind
    assert runner.error is None
    assert not differs_from_the_ledger(both)
