"""Idempotency rows go after 400 days, a bounded number a transaction, and none earlier."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from rich.console import Console

from adapters.postgres.forgotten_keys import KEPT, ForgottenKeys
from cancuoc.settings import Settings
from cancuoc.upkeep import forget_keys
from database import Store


@pytest.fixture
def owner(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.dsn, autocommit=True) as opened:
        yield opened


def stored(owner: psycopg.Connection, count: int, age: timedelta) -> None:
    for _ in range(count):
        owner.execute(
            "INSERT INTO idempotency VALUES (%s, %s, '', 200, '{}', '{}', clock_timestamp() - %s)",
            (uuid4(), uuid4(), age),
        )


def left(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM idempotency").fetchone()
    return int(row[0]) if row else -1


def test_a_key_is_kept_400_days_and_no_longer(
    owner: psycopg.Connection, connection: psycopg.Connection
) -> None:
    stored(owner, 3, timedelta(days=400, minutes=1))
    stored(owner, 2, timedelta(days=399, hours=23))

    assert timedelta(days=400) == KEPT
    assert ForgottenKeys(connection).delete(lambda _: None) == 3
    assert left(connection) == 2


def test_no_transaction_deletes_more_than_its_share(
    owner: psycopg.Connection, connection: psycopg.Connection
) -> None:
    stored(owner, 7, timedelta(days=500))
    seen: list[tuple[int, int]] = []

    gone = ForgottenKeys(connection).delete(lambda n: seen.append((n, left(owner))), 3)

    assert gone == 7
    assert seen == [(3, 4), (6, 1), (7, 0)]


def test_counting_deletes_nothing(
    owner: psycopg.Connection, connection: psycopg.Connection
) -> None:
    stored(owner, 4, timedelta(days=401))

    assert ForgottenKeys(connection).count() == 4
    assert left(connection) == 4


@pytest.mark.parametrize(("dry_run", "kept"), [(True, 2), (False, 0)])
def test_a_dry_run_only_says_how_many(
    dry_run: bool, kept: int, owner: psycopg.Connection, store: Store
) -> None:
    stored(owner, 2, timedelta(days=401))
    settings = Settings(dsn=store.dsn, keys_dsn=store.keys_dsn)

    said = forget_keys(settings, dry_run, Console(quiet=True))

    assert said.startswith("2 keys of requests")
    assert left(owner) == kept
