"""Relay and projectors killed at any moment: views fed from Kafka are those of the ledger."""

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.role import Role
from tests.two_feeds import VIEWS, TwoFeeds, parts, random_history, settings_of, two_feeds

from cancuoc.background import projections_named
from cancuoc.settings import Settings
from database import Store

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(400)]

SEED, STEPS, PARTS, KILLS = 7, 40, 12, 7
PATIENCE_S = 180.0


@pytest.fixture
def both(store: Store, tmp_path: Path, broker: str, topic_prefix: str) -> Iterator[TwoFeeds]:
    with two_feeds(store, tmp_path, broker, topic_prefix) as feeds:
        yield feeds


@pytest.fixture
def settings(both: TwoFeeds, tmp_path: Path) -> Settings:
    return settings_of(both, tmp_path, feed="kafka", test_numbers=True)


@pytest.fixture
def roles(settings: Settings, tmp_path: Path) -> Iterator[list[Role]]:
    """A relay, and two processes that share all views."""
    told = ("dsn", "keys_dsn", "kek_file", "kafka", "kafka_prefix", "feed")
    environment = {
        **os.environ,
        **{f"CANCUOC_{name.upper()}": str(getattr(settings, name)) for name in told},
        "CANCUOC_TEST_NUMBERS": "true",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    names = ("relay", "project", "project")
    made = [Role(name, environment, tmp_path / f"{n}.log") for n, name in enumerate(names)]
    for role in made:
        role.start()
    yield made
    for role in made:
        role.kill9()


def test_views_are_those_of_the_ledger_whoever_is_killed_and_when(
    both: TwoFeeds, settings: Settings, roles: list[Role]
) -> None:
    chance = random.Random(SEED)
    victims = [chance.choice(roles) for _ in range(KILLS)]
    for part in parts(random_history(SEED, STEPS), PARTS):
        both.record(part)
        time.sleep(chance.uniform(0.0, 1.5))
        if victims:
            victim = victims.pop()
            victim.kill9()
            victim.start()
    await_head(both, roles)
    for role in roles:
        role.kill9()

    views = projections_named(settings, "all")
    fed = {view.name: both.live_rows(view) for view in views}
    for view in views:
        both.forget(view)
    for view in views:
        both.projector(view).catch_up()
    assert {view.name: both.live_rows(view) for view in views} == fed
    assert all(any(tables.values()) for tables in fed.values())
    assert both.ask("SELECT count(*) FROM dead_letters") == [(0,)]


def await_head(both: TwoFeeds, roles: list[Role]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    head = both.ask("SELECT max(position) FROM positions")[0][0]
    while True:
        rows = both.ask("SELECT name, feed, greatest(position_a, position_b) FROM projections")
        if sorted(rows) == sorted((name, "kafka", head) for name in VIEWS):
            return
        for role in roles:
            assert not role.has_ended(), role.log_file.read_text()[-4000:]
        assert time.monotonic() < deadline, f"behind {head}: {rows}"
        time.sleep(0.2)
