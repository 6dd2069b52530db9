"""`cancuoc topics` on the genuine broker: what it says, and what the broker has afterwards."""

import io
from collections.abc import Iterator

import msgspec
import pytest
from rich.console import Console

from adapters.kafka.clients import KafkaPlace, KafkaTrouble
from adapters.kafka.topic_desk import TopicDesk, topic_desk
from adapters.kafka.topics import FOREVER, Topic, TopicNames
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.topic_commands import apply, show, topics_of


@pytest.fixture
def settings(broker: str, topic_prefix: str) -> Settings:
    return Settings(kafka=broker, kafka_prefix=topic_prefix)


@pytest.fixture
def names(topic_prefix: str) -> TopicNames:
    return TopicNames(topic_prefix)


@pytest.fixture
def desk(broker: str) -> Iterator[TopicDesk]:
    with topic_desk(KafkaPlace(broker)) as desk:
        yield desk


def applied(settings: Settings, dry_run: bool = False) -> list[str]:
    said: list[str] = []
    apply(settings, 1, dry_run, said.append)
    return said


def shown(settings: Settings) -> tuple[int, str]:
    out = io.StringIO()
    return show(settings, Console(file=out, width=200)), out.getvalue()


def test_every_topic_is_created_as_the_manifest_says(
    settings: Settings, names: TopicNames, desk: TopicDesk
) -> None:
    said = applied(settings)
    found = desk.found(topics_of(names), names)
    assert {name: now.partitions for name, now in found.items()} == {
        topic.name: topic.partitions for topic in topics_of(names)
    }
    for topic in topics_of(names):
        assert topic.configs.items() <= found[topic.name].configs.items()
        assert f"{topic.name}: created with {topic.partitions} partitions." in said


def test_a_second_time_there_is_nothing_to_do(settings: Settings) -> None:
    applied(settings)
    assert applied(settings) == ["Every topic is as in the manifest."]


def test_a_dry_run_says_all_and_does_nothing(
    settings: Settings, names: TopicNames, desk: TopicDesk
) -> None:
    said = applied(settings, dry_run=True)
    assert len(said) == len(topics_of(names))
    assert all("would be created" in one for one in said)
    assert desk.found(topics_of(names), names) == {}


def test_a_config_that_differs_is_changed_back(
    settings: Settings, names: TopicNames, desk: TopicDesk
) -> None:
    card = names.events("card")
    other = Topic(card, 12, {**FOREVER, "retention.ms": "1000"})
    desk.create([other], 1)
    assert f"{card}: changed to retention.ms=-1." in applied(settings)
    assert desk.found([other], names)[card].configs["retention.ms"] == "-1"


def test_a_wrong_number_of_partitions_is_refused_and_nothing_is_touched(
    settings: Settings, names: TopicNames, desk: TopicDesk
) -> None:
    card = names.events("card")
    desk.create([Topic(card, 11, {**FOREVER, "retention.ms": "1000"})], 1)
    with pytest.raises(KafkaTrouble, match=r"has 11 partitions and must have 12.*way out"):
        applied(settings)
    (only,) = desk.found(topics_of(names), names).items()
    assert only[0] == card
    assert only[1].configs["retention.ms"] == "1000"
    status, table = shown(settings)
    assert status == 1
    assert "must have 12 partitions" in table


def test_a_topic_that_is_not_in_the_manifest_is_named_and_left_alone(
    settings: Settings, names: TopicNames, desk: TopicDesk
) -> None:
    strange = f"{names.prefix}cancuoc.card.events.v2"
    desk.create([Topic(strange, 1, {})], 1)
    assert f"{strange}: not in the manifest; left alone." in applied(settings)
    assert strange in desk.found([], names)
    assert shown(settings)[0] == 0


def test_more_copies_than_brokers_are_refused(settings: Settings, desk: TopicDesk) -> None:
    there = desk.brokers()
    with pytest.raises(KafkaTrouble, match=f"{there + 1} copies.*{there} are there"):
        apply(settings, there + 1, False, print)


def test_show_tells_what_is_missing_and_what_differs(
    settings: Settings, names: TopicNames, desk: TopicDesk
) -> None:
    card = names.events("card")
    desk.create([Topic(card, 12, {**FOREVER, "retention.ms": "1000"})], 1)
    status, table = shown(settings)
    assert status == 1
    assert "differs: retention.ms is 1000, not -1" in table
    assert table.count("missing") == len(topics_of(names))  # all but one, and the summary
    applied(settings)
    assert shown(settings)[0] == 0


def test_a_topic_that_kafka_refuses_is_named(names: TopicNames, desk: TopicDesk) -> None:
    with pytest.raises(KafkaTrouble, match=r"refuses the topic .*strange.*Unknown topic config"):
        desk.create([Topic(f"{names.prefix}cancuoc.strange", 1, {"no.such": "1"})], 1)


def test_two_who_create_at_once_do_not_harm_each_other(names: TopicNames, desk: TopicDesk) -> None:
    card = Topic(names.events("card"), 12, FOREVER)
    desk.create([card], 1)
    desk.create([card], 1)
    assert desk.found([card], names)[card.name].partitions == 12


def test_without_an_address_the_way_to_one_is_told(settings: Settings) -> None:
    with pytest.raises(SettingsWrong, match="make kafka"):
        apply(msgspec.structs.replace(settings, kafka=""), 1, False, print)
