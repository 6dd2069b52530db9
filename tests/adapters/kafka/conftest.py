"""A register of a test's own whose history is relayed to topics of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.two_feeds import TwoFeeds, settings_of, two_feeds

from cancuoc.settings import Settings
from database import Store


@pytest.fixture
def both(store: Store, tmp_path: Path, broker: str, topic_prefix: str) -> Iterator[TwoFeeds]:
    with two_feeds(store, tmp_path, broker, topic_prefix) as feeds:
        yield feeds


@pytest.fixture
def settings(both: TwoFeeds, tmp_path: Path) -> Settings:
    return settings_of(both, tmp_path)
