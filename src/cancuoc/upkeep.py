"""What an operator lets run now and then: keys of requests and of streams that nobody needs."""

import asyncio

import psycopg
from rich.console import Console

from adapters.keys.orphans import events_in, sweep_orphans
from adapters.postgres.forgotten_keys import KEPT, ForgottenKeys
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.counting_bars import counting_bars
from cancuoc.register_here import register_here
from cancuoc.settings import Settings


def sweep_keys(settings: Settings) -> str:
    """Delete data keys of streams that never came to be; says how many there were."""
    settings = register_here(settings, as_owner=True)
    swept = asyncio.run(sweep_orphans(settings.keys_dsn, events_in(settings.dsn)))
    return f"{swept} keys without a stream were deleted."


def forget_keys(settings: Settings, dry_run: bool, console: Console) -> str:
    """Delete idempotency rows past their time; says how many went, or would in a dry run."""
    settings = register_here(settings)
    try:
        with psycopg.connect(settings.dsn, autocommit=True, connect_timeout=5) as connection:
            forgotten = ForgottenKeys(connection)
            count = forgotten.count()
            if dry_run:
                return f"{count} keys of requests are older than {KEPT.days} days: none deleted."
            gone = _deleted(forgotten, count, console)
            return f"{gone} keys of requests older than {KEPT.days} days were deleted."
    except psycopg.Error as error:
        raise PostgresTrouble(f"the keys of requests could not be deleted: {error}") from error


def _deleted(forgotten: ForgottenKeys, count: int, console: Console) -> int:
    with counting_bars(console) as bars:
        task = bars.add_task("keys of requests", total=count)
        return forgotten.delete(lambda gone: bars.update(task, completed=gone))
