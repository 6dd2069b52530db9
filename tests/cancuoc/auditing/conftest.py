"""A register of its own for each test of evidence, copied from one that is filled once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.cancuoc.auditing.register import Register

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store, database
from loads import Desk
from service import own_store

PEOPLE = 300


@pytest.fixture(scope="session")
def stock(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Three hundred people, signed and shown: a tile is full and one is not."""
    folder = tmp_path_factory.mktemp("stock")
    with own_store(cluster, folder) as store:
        desk = Desk(store, cluster, folder)
        register = Register(desk)
        register.load(PEOPLE)
        register.sign()
        register.show()
        yield desk


@pytest.fixture
def filled(cluster: EmbeddedPostgres, stock: Desk, tmp_path: Path) -> Iterator[Register]:
    shutil.copytree(stock.folder, tmp_path, dirs_exist_ok=True)
    store, keys = (_name(dsn) for dsn in stock.store)
    with database(cluster, store) as dsn, database(cluster, keys) as keys_dsn:
        yield Register(Desk(Store(dsn, keys_dsn), cluster, tmp_path))


def _name(dsn: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])
