"""The registers under test, each with databases and processes of its own for a whole session."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store
from later import on
from service import PROGRAMME_TIME, Service, own_store, serving

SUMMER = datetime.fromisoformat("2021-06-10T09:00:00+07:00")


@pytest.fixture(scope="session")
def register_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("register")


@pytest.fixture(scope="session")
def register_store(
    cluster: EmbeddedPostgres, template: Store, register_folder: Path
) -> Iterator[Store]:
    """The databases of the register under test, with its clock set and its key-encryption key."""
    with own_store(cluster, register_folder) as store:
        yield store


@pytest.fixture(scope="session")
def register(
    register_store: Store, cluster: EmbeddedPostgres, register_folder: Path
) -> Iterator[Service]:
    """A whole register: server, sequencer and views, where officers may ask as fast as they can."""
    roles = ("sequence", "project", "serve")
    unlimited = {"officer_rate": "0", "unit_rate": "0"}
    with serving(register_store, cluster, register_folder, roles, **unlimited) as service:
        yield service


@pytest.fixture(scope="session")
def office(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A register at work: reactors and timer act by themselves, as in no test of a single act."""
    folder = tmp_path_factory.mktemp("office")
    roles = ("sequence", "project", "react", "serve")
    # The data-check service would open the cases that tests open by hand.
    unlimited = {"officer_rate": "0", "unit_rate": "0", "check_rate": "0"}
    with (
        own_store(cluster, folder) as store,
        serving(store, cluster, folder, roles, **unlimited) as service,
    ):
        yield service


@pytest.fixture(scope="session")
def watchful(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A register at work that puts the data-quality checks to everybody by itself."""
    folder = tmp_path_factory.mktemp("watchful")
    with own_store(cluster, folder) as store, on(PROGRAMME_TIME, store, cluster, folder) as service:
        yield service


@pytest.fixture(scope="session")
def strict_server(
    register: Service, register_store: Store, cluster: EmbeddedPostgres, register_folder: Path
) -> Iterator[Service]:
    """A second server over the same register: little patience, and no numbers for tests."""
    strict = {"officer_rate": "0.4", "unit_rate": "2", "request_s": "1.5", "test_numbers": "false"}
    with serving(register_store, cluster, register_folder, ("serve",), **strict) as service:
        yield service


@pytest.fixture(scope="session")
def summer(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A register at work in June 2021, when numbers may be established in bulk (rule R30)."""
    folder = tmp_path_factory.mktemp("summer")
    roles = ("sequence", "project", "react", "serve")
    unlimited = {"officer_rate": "0", "unit_rate": "0", "bulk_rate": "0", "check_rate": "0"}
    with (
        own_store(cluster, folder, SUMMER) as store,
        serving(store, cluster, folder, roles, **unlimited) as service,
    ):
        yield service
