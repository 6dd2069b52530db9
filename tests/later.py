"""One register on several days: its processes end in the evening and begin on a later morning."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store
from service import Service, serving

ROLES = ("sequence", "project", "react", "serve")


@contextmanager
def on(
    instant: datetime, store: Store, cluster: EmbeddedPostgres, folder: Path
) -> Iterator[Service]:
    """The register of this store at work, its own checks too, with its clock set to an instant."""
    with psycopg.connect(store.dsn) as connection:
        offset = round((instant - datetime.now(UTC)) / timedelta(seconds=1))
        connection.execute("UPDATE programme_clock SET offset_s = %s", (offset,))
    with serving(store, cluster, folder, ROLES, officer_rate="0", unit_rate="0") as service:
        yield service
