"""The manifest names every topic once, and the plan says what a broker lacks of it."""

import json
import pkgutil
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import projections
from adapters.kafka.topic_plan import IN_SYNC, Found, complete, plan
from adapters.kafka.topics import PARTITIONS, Topic, TopicNames, manifest
from adapters.kafka.trouble import KafkaTrouble
from cancuoc.topic_commands import VIEWS, topics_of
from domain.catalogue import CATALOGUE, stream_of

NAMES = TopicNames()
CATALOGUE_FILE = Path(__file__).parents[2] / "architecture" / "event_catalogue.json"


def as_wanted(topic: Topic, copies: int = 3) -> Found:
    return Found(topic.partitions, copies, {**complete(topic, copies), "segment.ms": "604800000"})


def whole() -> dict[str, Found]:
    return {topic.name: as_wanted(topic) for topic in topics_of(NAMES)}


@pytest.mark.parametrize("event", sorted(json.loads(CATALOGUE_FILE.read_text())))
def test_every_event_of_the_catalogue_has_its_streams_topic(event: str) -> None:
    kind = event.split(".", maxsplit=1)[0]
    topic = next(one for one in topics_of(NAMES) if one.name == f"cancuoc.{kind}.events.v1")
    assert topic.partitions == PARTITIONS
    assert topic.configs["cleanup.policy"] == "delete"
    assert topic.configs["retention.ms"] == topic.configs["retention.bytes"] == "-1"


def test_the_catalogue_file_is_that_of_the_program() -> None:
    assert set(json.loads(CATALOGUE_FILE.read_text())) == {str(topic) for topic in CATALOGUE}
    assert {stream_of(topic) for topic in CATALOGUE}


def test_every_view_has_a_topic_for_what_it_cannot_understand() -> None:
    found = {
        value.name
        for module in pkgutil.iter_modules(projections.__path__, "projections.")
        for value in vars(import_module(module.name)).values()
        if isinstance(value, type) and isinstance(getattr(value, "name", None), str)
        and hasattr(value, "version") and hasattr(value, "tables")
    }  # fmt: skip
    assert found == set(VIEWS)
    assert {NAMES.dead_letters(view) for view in found} < {one.name for one in topics_of(NAMES)}


def test_counters_are_compacted() -> None:
    topic = next(one for one in topics_of(NAMES) if one.name == "cancuoc.progress.state.v1")
    assert topic.configs["cleanup.policy"] == "compact"
    assert "retention.ms" not in topic.configs


def test_no_topic_loses_what_was_acknowledged() -> None:
    for topic in topics_of(NAMES):
        assert topic.configs["unclean.leader.election.enable"] == "false"
        assert complete(topic, 3)[IN_SYNC] == "2"
        assert complete(topic, 1)[IN_SYNC] == "1"


def test_names_differ_and_are_names_to_kafka() -> None:
    names = [topic.name for topic in topics_of(TopicNames("a" * 62 + "."))]
    assert len(set(names)) == len(names)
    # Kafka takes a dot and an underscore for the same in the names of its metrics.
    assert len({name.replace("_", ".") for name in names}) == len(names)
    assert max(len(name) for name in names) <= 249


@pytest.mark.parametrize("prefix", ["", "test.", "t3fa81c.", "a-b.c.", "0."])
def test_a_prefix_is_small_and_ends_in_a_dot(prefix: str) -> None:
    assert TopicNames(prefix).events("card") == f"{prefix}cancuoc.card.events.v1"


@pytest.mark.parametrize(
    "prefix", ["test", ".", "Test.", "te st.", "thử.", "a/b.", "a_b.", "-a.", "test.\n", "a" * 70]
)
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(KafkaTrouble, match="CANCUOC_KAFKA_PREFIX"):
        TopicNames(prefix)


def test_nothing_is_done_where_all_is_as_it_should_be() -> None:
    assert plan(topics_of(NAMES), whole(), 3, NAMES).is_nothing


def test_what_is_missing_is_created_with_the_copies_that_are_asked_for() -> None:
    found = whole()
    del found["cancuoc.card.events.v1"]
    (missing,) = plan(topics_of(NAMES), found, 3, NAMES).create
    assert missing.name == "cancuoc.card.events.v1"
    assert missing.configs[IN_SYNC] == "2"


def test_only_what_differs_is_changed() -> None:
    found = whole()
    card = found["cancuoc.card.events.v1"]
    configs = {**card.configs, "retention.ms": "604800000", "segment.ms": "1"}
    found["cancuoc.card.events.v1"] = msgspec.structs.replace(card, configs=configs)
    todo = plan(topics_of(NAMES), found, 3, NAMES)
    assert todo.change == {"cancuoc.card.events.v1": {"retention.ms": "-1"}}
    assert not todo.create
    assert not todo.wrong


@pytest.mark.parametrize("partitions", [1, 11, 13, 24])
def test_another_number_of_partitions_is_for_a_person_to_mend(partitions: int) -> None:
    found = whole()
    card = found["cancuoc.card.events.v1"]
    found["cancuoc.card.events.v1"] = msgspec.structs.replace(card, partitions=partitions)
    (said,) = plan(topics_of(NAMES), found, 3, NAMES).wrong
    assert f"has {partitions} partitions and must have 12" in said
    assert "docs/operations.md" in said


def test_too_few_copies_are_for_a_person_to_mend() -> None:
    found = {topic.name: as_wanted(topic, 1) for topic in topics_of(NAMES)}
    todo = plan(topics_of(NAMES), found, 3, NAMES)
    assert len(todo.wrong) == len(found)
    assert "say --replicas 1" in todo.wrong[0]
    # One copy that waits for two would take no record ever again.
    assert not todo.change


def test_who_is_strange_under_our_prefix_is_named_and_others_are_not() -> None:
    found = {
        **whole(),
        "cancuoc.card.events.v2": Found(1, 1, {}),
        "test.cancuoc.card.events.v1": Found(1, 1, {}),
        "payroll": Found(1, 1, {}),
    }
    todo = plan(topics_of(NAMES), found, 3, NAMES)
    assert todo.strangers == ("cancuoc.card.events.v2",)
    assert todo.is_nothing


@given(st.data())
def test_after_the_plan_was_carried_out_nothing_is_left_to_do(data: st.DataObject) -> None:
    topics = manifest(NAMES, ["progress"])
    found: dict[str, Found] = {}
    for topic in data.draw(st.lists(st.sampled_from(topics), unique_by=lambda one: one.name)):
        wanted = complete(topic, 3)
        spoiled = data.draw(st.sets(st.sampled_from(sorted(wanted))))
        configs = {key: "1" if key in spoiled else value for key, value in wanted.items()}
        found[topic.name] = Found(topic.partitions, 3, configs)
    todo = plan(topics, found, 3, NAMES)
    for topic in todo.create:
        found[topic.name] = Found(topic.partitions, 3, topic.configs)
    for name, configs in todo.change.items():
        now = found[name]
        found[name] = msgspec.structs.replace(now, configs={**now.configs, **configs})
    assert plan(topics, found, 3, NAMES).is_nothing
