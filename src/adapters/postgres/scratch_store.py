"""An event store for a while: a server of its own in a folder of its own, both gone at the end."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate_one
from adapters.postgres.unit_successions import order_succession
from application.feed import Positioned
from domain.succession import Succession

_SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
"""It holds copies only, so it need not survive a power cut."""
_EVENTS = """
COPY events (originator_id, originator_version, notification_id, topic, state)
FROM STDIN (FORMAT BINARY)
"""
_TYPES = ("uuid", "int8", "int8", "text", "bytea")
_POSITIONS = "INSERT INTO positions SELECT n, n FROM generate_series(%s::bigint, %s::bigint) AS n"


@contextmanager
def scratch_store(folder: Path) -> Iterator[str]:
    """The connection string of a migrated, empty store below `folder`. Raises PostgresTrouble."""
    place = Path(tempfile.mkdtemp(prefix="cancuoc-replay-", dir=folder))
    server = EmbeddedPostgres(place / "postgres", settings=_SETTINGS)
    try:
        server.start()
        dsn = server.dsn("cancuoc")
        migrate_one(dsn, "store")
        yield dsn
    finally:
        server.stop("immediate")
        shutil.rmtree(place, ignore_errors=True)


def order_successions(connection: psycopg.Connection, orders: Iterable[Succession]) -> None:
    for order in orders:
        order_succession(connection, order, "as in the register")


def append(connection: psycopg.Connection, events: list[Positioned]) -> None:
    """Store events and their positions as they were, in one transaction."""
    if not events:
        return
    with connection.transaction():
        with connection.cursor() as cursor, cursor.copy(_EVENTS) as copy:
            copy.set_types(_TYPES)
            for one in events:
                copy.write_row((one.stream, one.version, one.position, one.topic, one.state))
        connection.execute(_POSITIONS, (events[0].position, events[-1].position))
