"""A register of a test's own whose history is relayed to topics of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.two_feeds import TwoFeeds

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.topics import TopicNames
from adapters.keys.file_kek import create_kek
from cancuoc.settings import Settings
from database import Store


@pytest.fixture
def both(store: Store, tmp_path: Path, broker: str, topic_prefix: str) -> Iterator[TwoFeeds]:
    place, names = KafkaPlace(broker), TopicNames(topic_prefix)
    feeds = TwoFeeds(store, create_kek(tmp_path / "kek.json"), place, names)
    with feeds.vault:
        yield feeds


@pytest.fixture
def settings(both: TwoFeeds, tmp_path: Path) -> Settings:
    return Settings(
        dsn=both.dsn,
        keys_dsn=both.keys_dsn,
        kek_file=tmp_path / "kek.json",
        kafka=both.place.bootstrap,
        kafka_prefix=both.names.prefix,
    )
