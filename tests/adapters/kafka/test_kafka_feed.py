"""A view fed from Kafka: what it counts once, what it waits for, and whose it is."""

import psycopg
import pytest
from tests.fed_progress import (
    LIFE,
    VIEW,
    catch_up,
    differs_from_the_ledger,
    head,
    lives,
    position,
)
from tests.poison import put, record
from tests.two_feeds import TwoFeeds, projection

from adapters.postgres.projection_batches import ProjectionStopped
from adapters.postgres.relay_position import rewind
from citizen_stories import VERIFIED, captured, story


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
    projector = both.from_kafka(projection(VIEW, both.dsn), batch=3)

    projector.catch_up()

    assert projector.counters.events == 10 * len(LIFE)
    assert projector.counters.projected == 5 * len(LIFE)
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
