"""`cancuoc doctor` tells of Kafka whether it answers and whether its topics are right."""

import stat
from pathlib import Path

import pytest
from tools.kafka_brokers import Brokers

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import FOREVER, Topic, TopicNames
from cancuoc.kafka_checks import is_away, kafka_findings
from cancuoc.settings import Settings
from cancuoc.store_checks import PATIENCE, Finding, Patience
from cancuoc.topic_commands import topics_of


def seen(settings: Settings, patience: Patience = PATIENCE) -> Finding:
    (one,) = kafka_findings(settings, patience)
    assert one.name == "kafka"
    assert one.well is (not one.advice)
    return one


def test_who_uses_no_kafka_is_asked_nothing() -> None:
    assert list(kafka_findings(Settings(), PATIENCE)) == []


def test_a_feed_without_an_address_is_ill() -> None:
    found = seen(Settings(feed="kafka"))
    assert "CANCUOC_KAFKA is not set" in found.seen
    assert not found.well


def test_a_broker_with_every_topic_is_well(broker: str, topic_names: TopicNames) -> None:
    found = seen(Settings(kafka=broker, kafka_prefix=topic_names.prefix))
    assert found.well
    assert f"{len(topics_of(topic_names))} topics" in found.seen


def test_topics_that_are_missing_are_applied(broker: str, topic_prefix: str) -> None:
    found = seen(Settings(kafka=broker, kafka_prefix=topic_prefix))
    assert "0 topics, not as in the manifest" in found.seen
    assert "cancuoc topics apply" in found.advice


def test_one_topic_with_other_partitions_is_ill(broker: str, topic_names: TopicNames) -> None:
    prefix = f"{topic_names.prefix}b."
    names = TopicNames(prefix)
    card = names.events("card")
    others = [topic for topic in topics_of(names) if topic.name != card]
    with topic_desk(KafkaPlace(broker)) as desk:
        desk.create([*others, Topic(card, 3, FOREVER)], 1)
    assert "not as in the manifest" in seen(Settings(kafka=broker, kafka_prefix=prefix)).seen


def test_brokers_that_are_away_are_awaited_no_longer_than_the_patience(refusing: str) -> None:
    found = seen(Settings(kafka=refusing), Patience(kafka_s=0.2))
    assert not found.well
    assert "ECONNREFUSED" in found.seen
    assert "nothing is lost" in found.advice
    assert is_away([found])
    assert not is_away(kafka_findings(Settings(feed="kafka"), PATIENCE))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(kafka="localhost"), "host:port"),
        (Settings(kafka="a:1", kafka_prefix="T_"), "CANCUOC_KAFKA_PREFIX"),
        (Settings(kafka="a:1", kafka_options="/nowhere/kafka.json"), "No such file"),
    ],
)
def test_a_setting_that_cannot_be_is_told_as_it_is(settings: Settings, said: str) -> None:
    assert said in seen(settings).seen


def test_options_open_to_others_are_ill(tmp_path: Path) -> None:
    path = tmp_path / "kafka.json"
    path.write_text('{"security_protocol": "SSL", "ssl_certfile": "c", "ssl_password": "x"}')
    path.chmod(stat.S_IRUSR | stat.S_IRGRP)
    assert "chmod 600" in seen(Settings(kafka="a:1", kafka_options=str(path))).seen


@pytest.mark.fault
def test_a_dead_broker_leaves_partitions_that_lack_a_copy(
    three_brokers: Brokers, topic_prefix: str
) -> None:
    names = TopicNames(topic_prefix)
    settings = Settings(kafka=three_brokers.bootstrap, kafka_prefix=topic_prefix)
    with topic_desk(KafkaPlace(three_brokers.bootstrap)) as desk:
        desk.create(topics_of(names), 3)
    three_brokers.stop(3)
    found = seen(settings)
    assert "partitions lack a copy" in found.seen
    assert "broker that is away" in found.advice
