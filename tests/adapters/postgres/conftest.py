"""An event store with the application's rights, and a server that a test may break."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.recorder import TransactionOrderRecorder
from database import DURABLE, Store, datastore_of


@pytest.fixture
def app_dsn(store: Store) -> str:
    return make_conninfo(store.dsn, user="cancuoc_app")


@pytest.fixture
def recorder(store: Store) -> Iterator[TransactionOrderRecorder]:
    with datastore_of(store.dsn) as datastore:
        yield TransactionOrderRecorder(datastore)


@pytest.fixture
def connection(app_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(app_dsn, autocommit=True) as opened:
        yield opened


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cancuoc-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(folder / "data", settings=DURABLE)
    made.start()
    yield made
    made.stop("immediate")
