"""The feed that needs no broker, over real positions and events."""

import psycopg
import pytest

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer
from application.feed import FeedBroken
from database import Store
from recording import record


def test_the_feed_pages_and_reports_its_head(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    feed = LedgerFeed(connection)
    empty = (feed.head(), feed.read(-1, 10))
    streams = record(recorder, 3, 4)
    Sequencer(app_dsn).catch_up()

    pages = [feed.read(after, 3) for after in (-1, 2, 5, 6)]

    assert empty == (-1, [])
    assert feed.head() == 6
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [one.stream for page in pages for one in page] == streams


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM events WHERE notification_id = (SELECT max(notification_id) FROM events)",
        "DELETE FROM events WHERE notification_id = (SELECT min(notification_id) FROM events)",
        "INSERT INTO events SELECT gen_random_uuid(), 1, min(notification_id) + 1, 't', ''"
        " FROM events",
        "DELETE FROM positions WHERE position = 1",
        "DELETE FROM positions WHERE position = 0",
    ],
)
def test_the_feed_stops_where_positions_and_events_disagree(
    recorder: TransactionOrderRecorder,
    app_dsn: str,
    store: Store,
    connection: psycopg.Connection,
    damage: str,
) -> None:
    record(recorder, 1, 1, 1)
    Sequencer(app_dsn).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(damage)

    with pytest.raises(FeedBroken):
        LedgerFeed(connection).read(-1, 10)
