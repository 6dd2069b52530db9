"""Brings both databases, the event store and the keys, to the newest revision of their history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from adapters.postgres.trouble import PostgresTrouble

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
MAINTENANCE_DATABASE = "postgres"
LOCK = 0x63616E_6D6967
"""Advisory lock of a migration; the number spells `can`, `mig`. Locks are per database."""

Progress = Callable[[str], None]


class Migrated(msgspec.Struct, frozen=True):
    """What was done to one database; `before` is None where no revision had been applied."""

    database: str
    created: bool
    before: str | None
    after: str

    def sentence(self) -> str:
        if self.before == self.after:
            return f"Database {self.database} was already at revision {self.after}."
        origin = "created and brought" if self.created else f"brought from {self.before or 'empty'}"
        return f"Database {self.database} {origin} to revision {self.after}."


def migrate(dsn: str, keys_dsn: str, progress: Progress) -> tuple[Migrated, Migrated]:
    """Create what is missing and apply both histories; two starters at once are safe.

    `dsn` and `keys_dsn` name the future databases and a role that may create them and owns their
    tables. Each result's sentence goes to `progress`. Errors: PostgresTrouble.
    """
    done = (migrate_one(dsn, "store"), migrate_one(keys_dsn, "keys"))
    for one in done:
        progress(one.sentence())
    return done


def migrate_one(dsn: str, history: str) -> Migrated:
    """Apply one history, the folder `migrations/<history>`, to one database."""
    name = str(conninfo_to_dict(dsn)["dbname"])
    created = create_if_missing(dsn)
    with _alone(dsn), _engine_connection(dsn) as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
        after = newest(history)
        if before != after:
            _refuse_unknown(name, before, history)
            command.upgrade(_config(history, connection), "head")
    return Migrated(name, created, before, after)


def newest(history: str) -> str:
    """The last revision of a history; a branched history is refused."""
    heads = scripts(history).get_heads()
    if len(heads) != 1:
        raise PostgresTrouble(f"The history {history} has {len(heads)} ends and must have one.")
    return heads[0]


def scripts(history: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(history, None))


def current(dsn: str) -> str | None:
    """The revision a database is at, for health checks; None where nothing was applied."""
    with _engine_connection(dsn) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def create_if_missing(dsn: str) -> bool:
    """Whether the database had to be created. An existing one needs no maintenance access."""
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError as unreachable:
        return _create(dsn, unreachable)
    return False


def _create(dsn: str, unreachable: psycopg.OperationalError) -> bool:
    name = str(conninfo_to_dict(dsn)["dbname"])
    try:
        with _alone(make_conninfo(dsn, dbname=MAINTENANCE_DATABASE)) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
            if found.fetchone() is not None:
                return False
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            )
    except psycopg.Error as failed:
        raise PostgresTrouble(
            f"Database {name} cannot be reached or created: {unreachable}"
        ) from failed
    return True


@contextmanager
def _alone(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection that holds the migration lock; a second starter waits here."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        yield connection


@contextmanager
def _engine_connection(dsn: str) -> Iterator[Connection]:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(dsn), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection


def _config(history: str, connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / history).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_unknown(name: str, before: str | None, history: str) -> None:
    known = {script.revision for script in scripts(history).walk_revisions()}
    if before is not None and before not in known:
        raise PostgresTrouble(
            f"Database {name} is at revision {before}, which this program does not know: "
            "a newer program has been here."
        )
