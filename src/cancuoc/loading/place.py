"""The register that a command of the office acts on: given, running on this machine, or at rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate
from adapters.postgres.operating_mode import REFUSED
from cancuoc.embedded_run import only_one
from cancuoc.kek_of_register import require_kek
from cancuoc.loading.unfinished import Unfinished, broken_by
from cancuoc.register_here import settings_of_roles
from cancuoc.rehearsal_clock import set_programme_clock
from cancuoc.settings import Settings

Say = Callable[[str], None]


@contextmanager
def register_at_hand(settings: Settings, say: Say) -> Iterator[Settings]:
    """Settings that name both databases.

    Without CANCUOC_DSN that is the embedded register, beside `cancuoc run` where it runs. Where it
    does not, PostgreSQL is started for the time being and left as it was found.
    """
    if settings.dsn:
        yield settings
        return
    server = EmbeddedPostgres(settings.var / "postgres")
    if server.is_running():
        yield settings_of_roles(settings, server)
        return
    settings.var.mkdir(parents=True, exist_ok=True)
    with only_one(settings):
        say("Starting PostgreSQL 18 …")
        server.start()
        try:
            migrate(server.dsn("cancuoc"), server.dsn("cancuoc_keys"), say)
            require_kek(settings.kek_file, server.dsn("cancuoc_keys"))
            set_programme_clock(server.dsn("cancuoc"), None)
            yield settings_of_roles(settings, server)
        finally:
            server.stop()


def advice(error: psycopg.Error) -> str:
    """What to do when the databases do not answer as they should."""
    if isinstance(error, psycopg.errors.UndefinedTable):
        return "the databases are older than this program: run `cancuoc migrate`"
    if isinstance(error, REFUSED):
        broken = broken_by(error)
        return str(Unfinished(broken.reason, broken.again))
    return f"the register cannot be reached: {type(error).__name__}. Run again, it goes on."
