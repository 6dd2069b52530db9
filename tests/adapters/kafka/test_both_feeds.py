"""Any view comes to the same rows from the ledger and from Kafka."""

from collections.abc import Iterator

import pytest
from tests.two_feeds import VIEWS, TwoFeeds, parts, projection, random_history

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.topics import TopicNames
from adapters.keys.file_kek import create_kek
from adapters.postgres.embedded import EmbeddedPostgres
from database import Store, database
from domain.recorded import Recorded

SEED, STEPS = 2021, 70


@pytest.fixture(scope="module")
def history() -> list[Recorded]:
    return list(random_history(SEED, STEPS))


@pytest.fixture(scope="module")
def world(
    cluster: EmbeddedPostgres,
    template: Store,
    tmp_path_factory: pytest.TempPathFactory,
    broker: str,
    history: list[Recorded],
) -> Iterator[TwoFeeds]:
    """All of history recorded and published; the first view, of the rules, is projected."""
    folder = tmp_path_factory.mktemp("feeds")
    names = TopicNames(f"{folder.name.replace('_', '-')}-{id(folder):x}.")
    with database(cluster, "template_store") as dsn, database(cluster, "template_keys") as keys:
        kek = create_kek(folder / "kek.json")
        feeds = TwoFeeds(Store(dsn, keys), kek, KafkaPlace(broker), names)
        with feeds.vault:
            for part in parts(history, 3):
                feeds.record(part)
                feeds.publish()
            feeds.from_kafka(projection("confirmed_rules", feeds.dsn)).catch_up()
            yield feeds


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("batch", [7, 2000])
def test_a_view_comes_to_the_same_rows_from_either_feed(
    world: TwoFeeds, name: str, batch: int
) -> None:
    view = projection(name, world.dsn)
    world.forget(view)
    world.from_kafka(view, batch=batch).catch_up()
    ((head,),) = world.ask("SELECT max(position) FROM positions")

    fed = world.live_rows(view)

    assert any(fed.values()), "an empty view agrees with anything"
    assert world.filled_from(view) == ("kafka", head)
    world.forget(view)
    world.projector(view).catch_up()
    assert world.live_rows(view) == fed
    assert world.ask("SELECT count(*) FROM dead_letters") == [(0,)]
    world.forget(view)
    world.from_kafka(view).catch_up()


def test_history_has_something_for_every_view(history: list[Recorded]) -> None:
    topics = {recorded.topic for recorded in history}

    assert len(history) > 300
    assert {name for name in VIEWS if not projection(name, "").topics & topics} == set()


def test_views_that_need_the_whole_order_are_told_by_their_projections() -> None:
    """Seen by what happens without it: see the order of lanes in test_kafka_feed."""
    wanting = {one for one in VIEWS if hasattr(projection(one, ""), "needs_whole_order")}

    assert wanting == {"application_search", "confirmed_rules", "quality"}


def test_a_rebuild_from_either_feed_takes_over_while_the_old_view_serves(both: TwoFeeds) -> None:
    view = projection("waits", both.dsn)
    first, second = parts(random_history(3, 4), 2)
    both.record(first)
    both.publish()
    both.projector(view).catch_up()
    served: list[int] = []

    def look(*_: int) -> None:
        served.append(sum(map(len, both.live_rows(view).values())))

    both.record(second)
    both.publish()
    both.projector(view).catch_up()
    before = both.live_rows(view)
    assert both.from_kafka(view, batch=20, progress=look).rebuild()

    assert both.live_rows(view) == before
    assert set(served) == {sum(map(len, before.values()))}
    assert both.registered("waits")[1] == "b"
    assert both.filled_from(view)[0] == "kafka"
    assert both.projector(view).rebuild()
    assert both.live_rows(view) == before
    assert (both.registered("waits")[1], both.filled_from(view)[0]) == ("a", "ledger")
    assert both.ask("SELECT count(*) FROM projection_offsets") == [(0,)]
