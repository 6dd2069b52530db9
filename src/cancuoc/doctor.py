"""`cancuoc doctor`: looks at everything the register stands on, and says what to do."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from adapters.keys.file_kek import FileKek
from adapters.keys.kek import KekTrouble
from adapters.keys.revived_keys import count_revived
from adapters.ledger.witness_policy import Policy
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import newest
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.dead_letter_checks import dead_letter_findings
from cancuoc.embedded_run import is_ready
from cancuoc.kafka_checks import is_away, kafka_findings
from cancuoc.ledger_checks import ledger
from cancuoc.ledger_policy import policy_of
from cancuoc.progress_checks import progress_findings
from cancuoc.register_here import settings_of_roles
from cancuoc.relay_checks import relay_findings
from cancuoc.settings import Settings
from cancuoc.store_checks import (
    PATIENCE,
    STORE_CHECKS,
    Finding,
    Patience,
    first_line,
    value,
    views,
)
from cancuoc.witness_checks import witness_findings

UNMIGRATED = "run `cancuoc migrate` as the role that owns the tables"


def examine(settings: Settings, console: Console, patience: Patience = PATIENCE) -> int:
    """Print every finding; 0 when all is well, 1 otherwise."""
    found = list(findings(settings, patience))
    table = Table(title="cancuoc doctor", title_justify="left", show_lines=False)
    for heading in ("", "check", "seen", "what to do"):
        table.add_column(heading)
    for one in found:
        mark = "[green]well[/]" if one.well else "[bold red]ill[/]"
        table.add_row(mark, *(escape(text) for text in (one.name, one.seen, one.advice)))
    console.print(table)
    ill = sum(not one.well for one in found)
    console.print("All is well." if not ill else f"{ill} of {len(found)} checks need attention.")
    return 1 if ill else 0


def findings(settings: Settings, patience: Patience = PATIENCE) -> Iterator[Finding]:
    """One a check, in the order in which an operator mends them."""
    located = _located(settings)
    if isinstance(located, Finding):
        yield located
        return
    yield _kek(located.kek_file)
    kafka = list(kafka_findings(settings, patience))
    yield from _store(located, patience, policy_of(settings), is_away(kafka))
    yield _keys(located.keys_dsn)
    yield from _revived(located.dsn, located.keys_dsn)
    yield from kafka
    address = f"http://{located.host}:{located.port}"
    ready = is_ready(address)
    yield Finding(
        "interface", ready, f"{address} {'answers' if ready else 'does not answer'}",
        "" if ready else "start `cancuoc serve` (or `cancuoc run`)",
    )  # fmt: skip
    if not settings.dsn:
        yield Finding(
            "embedded limits",
            True,
            "events and keys share one cluster",
            "for production give the keys a cluster and backups of their own: until a backup"
            " that holds both expires, an erased person can be restored from it",
        )


def _store(settings: Settings, patience: Patience, policy: Policy, away: bool) -> Iterator[Finding]:
    wanted = bool(settings.kafka)
    try:
        with psycopg.connect(settings.dsn, autocommit=True, connect_timeout=5) as connection:
            for check in STORE_CHECKS:
                yield check(connection, patience)
            yield ledger(connection, settings.ledger_keys)
            yield from views(connection, patience)
            yield from witness_findings(connection, policy)
            yield from relay_findings(connection, patience, wanted, away=away)
            yield from dead_letter_findings(connection)
            yield from progress_findings(connection, wanted, away=away)
    except psycopg.OperationalError as error:
        yield Finding("event store", False, first_line(error), "start it or correct CANCUOC_DSN")
    except psycopg.ProgrammingError as error:
        yield Finding("event store", False, first_line(error), UNMIGRATED)


def _located(settings: Settings) -> Settings | Finding:
    """The settings with the addresses of the embedded server when none are given."""
    if settings.dsn:
        return settings
    server = EmbeddedPostgres(settings.var / "postgres")
    try:
        return settings_of_roles(settings, server)
    except PostgresTrouble as trouble:
        return Finding("PostgreSQL", False, str(trouble), "start it with `cancuoc run`")


def _kek(path: Path) -> Finding:
    try:
        kek = FileKek(path)
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except (OSError, KekTrouble) as trouble:
        advice = "chmod 600 it" if _open_to_others(path) else "restore it from your safe"
        return Finding("key-encryption key", False, str(trouble), advice)
    return Finding("key-encryption key", True, f"{kek.kek_id}, mode {mode:04o}")


def _open_to_others(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _revived(dsn: str, keys_dsn: str) -> Iterator[Finding]:
    """Nothing where one of the databases does not answer: that is said elsewhere."""
    try:
        with _opened(dsn) as store, _opened(keys_dsn) as keys:
            found = count_revived(store, keys)
    except psycopg.Error:
        return
    seen = f"{found} of erased persons live"
    advice = "run `cancuoc erase-traces` at once: a backup brought them back" if found else ""
    yield Finding("destroyed keys", not found, seen, advice)


def _opened(dsn: str) -> psycopg.Connection:
    return psycopg.connect(dsn, autocommit=True, connect_timeout=5)


def _keys(dsn: str) -> Finding:
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            found = value(connection, "SELECT version_num FROM alembic_version")
            kinds = value(connection, "SELECT count(*) FROM kind_keys")
    except psycopg.OperationalError as error:
        return Finding("keys", False, first_line(error), "start it or correct CANCUOC_KEYS_DSN")
    except psycopg.ProgrammingError as error:
        return Finding("keys", False, first_line(error), UNMIGRATED)
    well = found == newest("keys")
    seen = f"revision {found}, {kinds} kinds of claims"
    return Finding("keys", well, seen, "" if well else "run `cancuoc migrate`")
