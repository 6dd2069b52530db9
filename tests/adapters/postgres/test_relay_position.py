"""One relay a share by a lease of the database's clock, and how far it has come.

Long because each way to get, keep and lose a lease is a test.
"""

import time
from collections.abc import Iterator

import psycopg
import pytest
from tests.relaying import History

from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.relay_position import Lease, LeaseLost, RelayLeases, Share, rewind
from adapters.postgres.relay_progress import RelayProgress, read_relay
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.relay_checks import AWAITS, relay_components, relay_findings
from cancuoc.store_checks import PATIENCE
from database import Store

HERE = "cluster a, prefix none"
FIRST = Share(0, 1)


@pytest.fixture
def other(app_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(app_dsn, autocommit=True) as opened:
        yield opened


def taken(leases: RelayLeases, connection: psycopg.Connection, place: str = HERE) -> Lease:
    lease = leases.take(connection, place)
    assert lease is not None
    return lease


def expire(connection: psycopg.Connection) -> None:
    connection.execute("UPDATE relays SET until = clock_timestamp() - interval '1 second'")


def test_the_first_relay_begins_before_the_first_event(connection: psycopg.Connection) -> None:
    assert taken(RelayLeases(FIRST), connection) == Lease(epoch=1, position=-1)


def test_a_second_relay_of_a_share_waits_until_the_lease_is_over(
    connection: psycopg.Connection, other: psycopg.Connection
) -> None:
    first, second = RelayLeases(FIRST), RelayLeases(FIRST)
    lease = taken(first, connection)
    first.save(connection, lease, 41)

    assert second.take(other, HERE) is None
    expire(connection)

    assert taken(second, other) == Lease(epoch=2, position=41)


def test_a_relay_that_was_overtaken_saves_and_extends_nothing(
    connection: psycopg.Connection, other: psycopg.Connection
) -> None:
    first, second = RelayLeases(FIRST), RelayLeases(FIRST)
    former = taken(first, connection)
    expire(connection)
    lease = taken(second, other)
    second.save(other, lease, 7)

    with pytest.raises(LeaseLost):
        first.save(connection, former, 100)
    with pytest.raises(LeaseLost):
        first.extend(connection, former)
    first.release(connection, former)

    assert first.take(connection, HERE) is None, "the release of a former holder frees nothing"
    second.extend(other, lease)


def test_a_relay_takes_its_own_lease_again_and_its_former_session_is_fenced(
    connection: psycopg.Connection,
) -> None:
    leases = RelayLeases(FIRST)
    former = taken(leases, connection)

    assert taken(leases, connection).epoch == former.epoch + 1
    with pytest.raises(LeaseLost):
        leases.save(connection, former, 5)


def test_who_leaves_in_order_lets_another_begin_at_once(
    connection: psycopg.Connection, other: psycopg.Connection
) -> None:
    first = RelayLeases(FIRST)
    first.release(connection, taken(first, connection))

    assert taken(RelayLeases(FIRST), other).epoch == 2


def test_a_lease_ends_by_the_clock_of_the_database(
    connection: psycopg.Connection, other: psycopg.Connection
) -> None:
    taken(RelayLeases(FIRST, lease_s=0.2), connection)
    second = RelayLeases(FIRST)
    until = time.monotonic() + 20

    while (lease := second.take(other, HERE)) is None:
        assert time.monotonic() < until, "the lease never ended"

    assert lease.epoch == 2


def test_shares_of_one_division_work_side_by_side(
    connection: psycopg.Connection, other: psycopg.Connection
) -> None:
    assert taken(RelayLeases(Share(0, 2)), connection).position == -1
    assert taken(RelayLeases(Share(1, 2)), other).position == -1


def test_another_division_waits_and_begins_at_the_least_position_of_the_former(
    connection: psycopg.Connection, other: psycopg.Connection
) -> None:
    for shard, position in ((0, 90), (1, 70)):
        leases = RelayLeases(Share(shard, 2))
        leases.save(connection, taken(leases, connection), position)
    newer = RelayLeases(Share(2, 3))

    assert newer.take(other, HERE) is None, "the former division is at work"
    expire(connection)
    assert taken(newer, other).position == 70
    assert newer.former(other) == [Share(0, 2), Share(1, 2)]
    newer.forget_former(other)
    assert newer.former(other) == []


def test_a_division_of_which_a_share_never_worked_proves_nothing(
    connection: psycopg.Connection,
) -> None:
    leases = RelayLeases(Share(0, 2))
    leases.save(connection, taken(leases, connection), 90)
    expire(connection)

    assert taken(RelayLeases(FIRST), connection).position == -1


def test_going_back_to_a_former_division_begins_where_the_latest_ended(
    connection: psycopg.Connection,
) -> None:
    for share, position in ((FIRST, 10), (Share(0, 2), 50), (Share(1, 2), 40)):
        leases = RelayLeases(share)
        lease = taken(leases, connection)
        leases.save(connection, lease, position)
        leases.release(connection, lease)

    assert taken(RelayLeases(FIRST), connection).position == 40


def test_positions_of_one_cluster_are_never_gone_on_with_in_another(
    connection: psycopg.Connection,
) -> None:
    leases = RelayLeases(FIRST)
    leases.save(connection, taken(leases, connection), 10)

    with pytest.raises(PostgresTrouble, match=r"published to cluster a.*cancuoc relay --rewind"):
        leases.take(connection, "cluster b, prefix none")

    rewind(connection)
    assert taken(leases, connection, "cluster b, prefix none").position == -1


def test_a_rewind_takes_the_lease_from_whoever_has_it(connection: psycopg.Connection) -> None:
    leases = RelayLeases(FIRST)
    lease = taken(leases, connection)
    rewind(connection)

    with pytest.raises(LeaseLost):
        leases.save(connection, lease, 10)


def test_nothing_is_said_of_a_relay_where_none_ever_worked(connection: psycopg.Connection) -> None:
    assert read_relay(connection) is None
    assert list(relay_findings(connection, PATIENCE, wanted=False)) == []
    assert relay_components(None, 10) == []
    (found,) = relay_findings(connection, PATIENCE, wanted=True)
    assert (found.well, found.seen) == (False, "none has ever published")


def test_lag_is_told_in_events_and_by_the_age_of_the_oldest(
    store: Store, connection: psycopg.Connection, recorder: TransactionOrderRecorder
) -> None:
    History(store).grow(5)
    leases = RelayLeases(FIRST)
    lease = taken(leases, connection)
    leases.save(connection, lease, 1)

    found = read_relay(connection)
    assert found is not None
    assert (found.there, found.shards, found.held, found.behind) == (1, 1, 1, 3)
    assert found.age_s > 100 * 24 * 3600, "the examples are of 2021"
    (ill,) = relay_findings(connection, PATIENCE, wanted=True)
    assert not ill.well
    assert "3 events behind, the oldest" in ill.seen
    leases.save(connection, lease, 4)
    assert read_relay(connection) == RelayProgress(1, 1, 1, 0, 0.0, 4)
    (well,) = relay_findings(connection, PATIENCE, wanted=True)
    assert (well.well, well.seen) == (True, "0 events behind; 1 of 1 at work")


def test_a_share_that_nobody_publishes_is_ill_and_no_reason_to_be_unready(
    connection: psycopg.Connection,
) -> None:
    taken(RelayLeases(Share(0, 2)), connection)

    (ill,) = relay_findings(connection, PATIENCE, wanted=True)
    (component,) = relay_components(read_relay(connection), 10)

    assert (ill.well, ill.seen) == (False, "0 events behind; 1 of 2 at work")
    assert component.ok
    assert component.facts == {"behind": 0, "age_s": 0.0, "at_work": "1/2"}
    assert component.advice == ill.advice


def test_where_brokers_are_away_the_relay_is_said_to_go_on_by_itself(
    connection: psycopg.Connection,
) -> None:
    (never,) = relay_findings(connection, PATIENCE, wanted=True, away=True)
    taken(RelayLeases(Share(0, 2)), connection)
    (once,) = relay_findings(connection, PATIENCE, wanted=True, away=True)

    assert not never.well
    assert never.advice == once.advice == AWAITS


def test_topics_that_are_no_longer_wanted_stand_where_they_are(
    connection: psycopg.Connection,
) -> None:
    leases = RelayLeases(FIRST)
    lease = taken(leases, connection)
    leases.save(connection, lease, 4)
    leases.release(connection, lease)

    (well,) = relay_findings(connection, PATIENCE, wanted=False)

    assert (well.well, well.seen) == (True, "no Kafka here; the topics stand at position 4")
    assert relay_components(read_relay(connection), 10, wanted=False) == []
    assert not next(relay_findings(connection, PATIENCE, wanted=True)).well
