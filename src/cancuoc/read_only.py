"""`cancuoc read-only`: the register goes on searching and reading, and takes no changes."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.operating_mode import ordered, switch
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.settings import Settings

NEEDS_OWNER = "as the role that owns the tables, as for `cancuoc migrate`"


def order(settings: Settings, read_only: bool, reason: str) -> str:
    """Switch the mode; when this returns, it holds for every process. Says what was done."""
    with _owner(settings) as connection:
        changed = switch(connection, read_only=read_only, reason=reason)
    if read_only:
        said = "The register is read-only" if changed else "The register was read-only already"
        return f"{said}: no event is stored any more. `cancuoc read-only off` ends it."
    return "The register takes commands again." if changed else "The register took commands anyway."


def tell(settings: Settings) -> str:
    """What is ordered now."""
    with _owner(settings) as connection:
        read_only, reason, since = ordered(connection)
    if not read_only:
        return "The register takes commands."
    because = f", because: {reason}" if reason else ""
    return f"The register is read-only since {since:%Y-%m-%d %H:%M:%S%z}{because}."


@contextmanager
def _owner(settings: Settings) -> Iterator[psycopg.Connection]:
    dsn = settings.dsn or EmbeddedPostgres(settings.var / "postgres").dsn("cancuoc")
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as refused:
        raise PostgresTrouble(f"set CANCUOC_DSN to connect {NEEDS_OWNER}") from refused
    except psycopg.errors.ReadOnlySqlTransaction as refused:
        raise PostgresTrouble(
            "this database takes no writes at all, so that the register is read-only already:"
            " give the order on the primary"
        ) from refused
    except psycopg.Error as error:
        raise PostgresTrouble(f"the mode could not be switched: {error}") from error
