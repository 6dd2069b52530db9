"""The consumers on the page for reporting teams work as they stand there."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.adapters.kafka.counted_people import PROGRESS, Topic, people
from tests.adapters.postgres.views.projected import History as People
from tests.relaying import History

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.relay import Relay
from adapters.kafka.topics import TopicNames
from adapters.keys.file_kek import create_kek
from adapters.postgres.relay_position import rewind
from adapters.postgres.stored_state import clear_text
from architecture.tree import ROOT
from cancuoc.topic_commands import topics_of
from database import Store
from domain.stream_kinds import STREAM_KINDS

PAGE = (ROOT / "docs" / "reporting.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
DELIVERED = "card-application.delivered.v1"


def printed_by(program: str, broker: str, names: TopicNames, folder: Path) -> str:
    """What it says on standard output, run as a reporting team would run it."""
    path = folder / "consumer.py"
    path.write_text(program, encoding="utf-8")
    # Nothing of ours is within its reach.
    plain = {word: os.environ[word] for word in ("PATH", "HOME") if word in os.environ}
    told = {**plain, "BROKERS": broker, "PREFIX": names.prefix}
    done = subprocess.run(
        [sys.executable, path], check=True, env=told, cwd=folder, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def delivered(history: History) -> Counter[str]:
    found: Counter[str] = Counter()
    for event in history.all():
        if event.topic == DELIVERED:
            envelope: Any = msgspec.json.decode(clear_text(event.state))["envelope"]
            found[envelope["actor"]["unit"]] += 1
    return found


def test_the_page_has_two_examples_of_about_twenty_lines() -> None:
    assert len(EXAMPLES) == 2
    assert all(len(one.splitlines()) < 30 for one in EXAMPLES)


def test_the_example_counts_every_card_once_also_when_everything_comes_twice(
    store: Store, broker: str, topic_names: TopicNames, tmp_path: Path
) -> None:
    history = History(store)
    history.grow(3000)
    relay = Relay(make_conninfo(store.dsn, user="cancuoc_app"), KafkaPlace(broker), topic_names)
    relay.catch_up()
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        rewind(connection)
    relay.catch_up()

    expected = delivered(history)
    said = printed_by(EXAMPLES[0], broker, topic_names, tmp_path)

    assert sum(expected.values()) > 2
    assert said == "".join(f"{unit} {cards}\n" for unit, cards in sorted(expected.items()))


def test_the_second_example_adds_up_what_the_view_counts(
    store: Store, broker: str, topic_names: TopicNames, tmp_path: Path
) -> None:
    history = People(store, create_kek(tmp_path / "kek.json"))
    with history.vault:
        topic = Topic(history, broker, topic_names)
        for some in (3, 4):
            history.record(*people(some))
            history.projector(PROGRESS).catch_up()
            topic.publish()

    assert printed_by(EXAMPLES[1], broker, topic_names, tmp_path) == "7\n"


@pytest.mark.parametrize("kind", STREAM_KINDS)
def test_every_stream_is_named_on_the_page(kind: str) -> None:
    assert f"`{kind}`" in PAGE


def test_the_numbers_of_partitions_on_the_page_are_those_of_the_manifest() -> None:
    topics = topics_of(TopicNames())

    assert {one.partitions for one in topics if ".events." in one.name} == {12}
    assert {one.partitions for one in topics if ".state." in one.name} == {3}
    assert "12 for events, 3 for progress" in PAGE
