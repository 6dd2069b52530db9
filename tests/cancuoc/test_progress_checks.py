"""The doctor looks after the publisher of progress where there is one or should be one."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from adapters.postgres.progress_turns import ProgressTurns
from cancuoc import progress_checks
from cancuoc.progress_checks import progress_findings
from database import Store


@pytest.fixture
def owner(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(store: Store) -> Iterator[psycopg.Connection]:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def test_who_uses_no_kafka_is_asked_nothing(app: psycopg.Connection) -> None:
    assert list(progress_findings(app, wanted=False)) == []


def test_one_that_is_wanted_and_is_not_there_is_missed(app: psycopg.Connection) -> None:
    (found,) = progress_findings(app, wanted=True)

    assert not found.well
    assert "publish-progress" in found.advice


def test_one_that_waits_for_brokers_is_said_to_go_on_by_itself(app: psycopg.Connection) -> None:
    (found,) = progress_findings(app, wanted=True, away=True)

    assert (found.well, found.advice) == (False, progress_checks.AWAITS)


def test_one_that_is_no_longer_wanted_is_well(
    app: psycopg.Connection, owner: psycopg.Connection
) -> None:
    ProgressTurns(app).take(UUID(int=1))
    owner.execute("UPDATE progress_publisher SET until = now() - interval '1 day', position = 7")

    (found,) = progress_findings(app, wanted=False)

    assert (found.well, found.seen) == (True, "no Kafka here; the topic stands at position 7")
    assert not next(progress_findings(app, wanted=True)).well


def test_one_at_work_is_well(app: psycopg.Connection) -> None:
    ProgressTurns(app).take(UUID(int=1))

    (found,) = progress_findings(app, wanted=False)

    assert found.well
    assert found.seen == "0 keys changed since, 0 values wait for a broker"


@pytest.mark.parametrize("where", ["view", "topic"])
def test_one_that_is_far_behind_is_ill(
    app: psycopg.Connection,
    owner: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    monkeypatch.setattr(progress_checks, "BEHIND", 2)
    ProgressTurns(app).take(UUID(int=1))
    owner.execute("INSERT INTO projections (name, version, live_slot) VALUES ('progress', 3, 'b')")
    table, more = {
        "view": ("view_b.progress_changes", "n"),
        "topic": ("progress_state", "1, '{}', '[]', true"),
    }[where]
    owner.execute(
        f"INSERT INTO {table} SELECT 'occurred', 'x', current_date, n::text, {more}"
        " FROM generate_series(1, 3) AS n"
    )

    (found,) = progress_findings(app, wanted=False)

    assert not found.well
    assert "3" in found.seen
