"""Whether this program and the database it is given know each other (decision 27)."""

import psycopg
import structlog

from adapters.postgres.migrate import newest, scripts
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.settings import Settings

log = structlog.get_logger()


def refuse_older_databases(settings: Settings) -> None:
    """Raise PostgresTrouble where a database lacks what this program needs.

    A newer one is served: each migration leaves what the program before it uses, so that servers
    can be brought up to date one after the other. A database that is away is waited for elsewhere.
    """
    for dsn, history in ((settings.dsn, "store"), (settings.keys_dsn, "keys")):
        found = _revision(dsn)
        if found is None or found == newest(history):
            continue
        if found and found not in _known(history):
            log.warning("database-newer", history=history, revision=found)
            continue
        raise PostgresTrouble(
            f"the database of the {history} is at revision {found or 'none'}, and this program"
            f" needs {newest(history)}: run `cancuoc migrate` as the role that owns its tables,"
            " or start the program that was here before"
        )


def _known(history: str) -> set[str]:
    return {script.revision for script in scripts(history).walk_revisions()}


def _revision(dsn: str) -> str | None:
    """None where the database does not answer; empty where it was never migrated."""
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    except psycopg.OperationalError:
        return None
    return str(row[0]) if row else ""
