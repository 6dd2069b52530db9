"""Fixtures on a real PostgreSQL: one throwaway server a session, a cloned database a test."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.postgres import PostgresDatastore
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate

QUICK = {
    "fsync": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "autovacuum": "off",
    "max_connections": "400",
}
"""Settings of the shared server: it dies with the session, so it need not survive a power cut.

Registers that are made once for the session keep their connections to its end.

An ANALYZE by autovacuum is a transaction and delays readers; tests that read at once would flicker.
"""

DURABLE = {"shared_buffers": "128MB"}
"""Settings for fault tests, which are about surviving."""


class Store(NamedTuple):
    """Connection strings of a migrated event store and of its keys."""

    dsn: str
    keys_dsn: str


@contextmanager
def throwaway_cluster(settings: Mapping[str, str]) -> Iterator[EmbeddedPostgres]:
    """A server in a directory of its own, both gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cancuoc-"))
    server = EmbeddedPostgres(folder / "data", settings=settings)
    try:
        server.start()
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder)


@contextmanager
def database(
    server: EmbeddedPostgres, template: str = "template0", name: str | None = None
) -> Iterator[str]:
    """A new database, dropped at the end; gives its connection string."""
    called = name or f"test_{uuid4().hex}"
    words = {"name": sql.Identifier(called), "template": sql.Identifier(template)}
    _administer(server, sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
    try:
        yield server.dsn(called)
    finally:
        if server.is_running():
            _administer(server, sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**words))


@contextmanager
def migrated_store(server: EmbeddedPostgres) -> Iterator[Store]:
    """A migrated event store with its keys in a server that has no template yet."""
    store = Store(server.dsn("cancuoc"), server.dsn("cancuoc_keys"))
    migrate(store.dsn, store.keys_dsn, print)
    yield store


def datastore_of(dsn: str, user: str = "cancuoc_app") -> PostgresDatastore:
    """The library's pool over a database, by default with the rights of the application."""
    parts = conninfo_to_dict(dsn)
    return PostgresDatastore(
        dbname=str(parts["dbname"]),
        host=str(parts["host"]),
        port=str(parts["port"]),
        user=user,
        password="",
        pool_size=2,
        max_overflow=10,
        max_waiting=0,
    )


@pytest.fixture(scope="session")
def cluster() -> Iterator[EmbeddedPostgres]:
    with throwaway_cluster(QUICK) as server:
        yield server


@pytest.fixture(scope="session")
def template(cluster: EmbeddedPostgres) -> Store:
    store = Store(cluster.dsn("template_store"), cluster.dsn("template_keys"))
    migrate(store.dsn, store.keys_dsn, print)
    return store


@pytest.fixture
def store(cluster: EmbeddedPostgres, template: Store) -> Iterator[Store]:
    with database(cluster, "template_store") as dsn, database(cluster, "template_keys") as keys_dsn:
        yield Store(dsn, keys_dsn)


@pytest.fixture
def fresh_database(cluster: EmbeddedPostgres) -> Iterator[str]:
    with database(cluster) as dsn:
        yield dsn


def _administer(server: EmbeddedPostgres, statement: sql.Composed) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute(statement)
