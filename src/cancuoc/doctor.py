"""`cancuoc doctor`: looks at everything the register stands on, and says what to do."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psycopg
from rich.console import Console
from rich.table import Table

from adapters.keys.file_kek import FileKek
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.horizon import read_horizon
from adapters.postgres.migrate import newest
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.embedded_run import is_ready, role_environment
from cancuoc.settings import Settings, read_settings

HORIZON_AGE_S = 60.0
CLOCK_DIFFERENCE_S = 2.0
SEQUENCER_LAG = 10_000


class Finding(msgspec.Struct, frozen=True):
    """One check: what was seen, and what to do when it is not well."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def examine(settings: Settings, console: Console) -> int:
    """Print every finding; 0 when all is well, 1 otherwise."""
    findings = list(_findings(settings))
    table = Table(title="cancuoc doctor", title_justify="left", show_lines=False)
    for heading in ("", "check", "seen", "what to do"):
        table.add_column(heading)
    for one in findings:
        mark = "[green]well[/]" if one.well else "[bold red]ill[/]"
        table.add_row(mark, one.name, one.seen, one.advice)
    console.print(table)
    ill = sum(not one.well for one in findings)
    console.print("All is well." if not ill else f"{ill} of {len(findings)} checks need attention.")
    return 1 if ill else 0


def _findings(settings: Settings) -> Iterator[Finding]:
    located = _located(settings)
    if isinstance(located, Finding):
        yield located
        return
    yield _kek(located.kek_file)
    try:
        with psycopg.connect(located.dsn, autocommit=True, connect_timeout=5) as connection:
            for check in _STORE_CHECKS:
                yield check(connection)
            yield from _views(connection)
    except psycopg.OperationalError as error:
        yield Finding("event store", False, _first_line(error), "start it or correct CANCUOC_DSN")
    yield _keys(located.keys_dsn)
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


def _located(settings: Settings) -> Settings | Finding:
    """The settings with the addresses of the embedded server when none are given."""
    if settings.dsn:
        return settings
    server = EmbeddedPostgres(settings.var / "postgres")
    try:
        environment = role_environment(settings, server)
    except PostgresTrouble as trouble:
        return Finding("PostgreSQL", False, str(trouble), "start it with `cancuoc run`")
    return read_settings({k: v for k, v in environment.items() if k.startswith("CANCUOC_")})


def _kek(path: Path) -> Finding:
    try:
        kek = FileKek(path)
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except (OSError, ValueError, PermissionError) as error:
        return Finding("key-encryption key", False, str(error), "restore it from your safe")
    return Finding("key-encryption key", True, f"{kek.kek_id}, mode {mode:04o}")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]


def _value(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def _server(connection: psycopg.Connection) -> Finding:
    version = str(_value(connection, "SHOW server_version"))
    wanted = int(version.split(".")[0]) >= 18
    return Finding("PostgreSQL", wanted, version, "" if wanted else "use PostgreSQL 18 or newer")


def _durability(connection: psycopg.Connection) -> Finding:
    fsync, commit = _value(connection, "SHOW fsync"), _value(connection, "SHOW synchronous_commit")
    well = fsync == "on" and commit != "off"
    advice = "" if well else "set fsync and synchronous_commit on: acknowledged acts can be lost"
    return Finding("durability", well, f"fsync {fsync}, synchronous_commit {commit}", advice)


def _revision(connection: psycopg.Connection) -> Finding:
    found, wanted = _value(connection, "SELECT version_num FROM alembic_version"), newest("store")
    advice = "" if found == wanted else "run `cancuoc migrate`"
    return Finding("revision", found == wanted, f"{found} of {wanted}", advice)


def _role(connection: psycopg.Connection) -> Finding:
    may_change = _value(
        connection,
        "SELECT has_table_privilege('events', 'UPDATE') OR has_table_privilege('events', 'DELETE')",
    )
    who = str(_value(connection, "SELECT current_user"))
    advice = "connect as cancuoc_app, which may only append" if may_change else ""
    return Finding("role", not may_change, f"{who} may {'change' if may_change else 'only append'}",
                   advice)  # fmt: skip


def _clock(connection: psycopg.Connection) -> Finding:
    difference = abs(
        time.time() - float(str(_value(connection, "SELECT extract(epoch FROM clock_timestamp())")))
    )
    offset = int(str(_value(connection, "SELECT offset_s FROM programme_clock")))
    well = difference <= CLOCK_DIFFERENCE_S
    seen = f"{difference:.3f} s from the database's; programme offset {offset} s"
    return Finding("clock", well, seen, "" if well else "synchronise both machines (NTP)")


def _horizon(connection: psycopg.Connection) -> Finding:
    horizon = read_horizon(connection)
    well = horizon.age_s <= HORIZON_AGE_S
    advice = "" if well else f"end the transaction of process {horizon.pid}: readers wait for it"
    return Finding("horizon", well, f"{horizon.age_s:.1f} s old", advice)


def _sequencer(connection: psycopg.Connection) -> Finding:
    behind = int(
        str(
            _value(
                connection,
                "SELECT count(*) FROM (SELECT 1 FROM events WHERE notification_id >"
                " (SELECT coalesce(max(notification_id), -1) FROM positions)"
                f" LIMIT {SEQUENCER_LAG + 1}) AS waiting",
            )
        )
    )
    well = behind <= SEQUENCER_LAG
    advice = "" if well else "see that `cancuoc sequence` runs"
    return Finding("sequencer", well, f"{behind} events wait for a position", advice)


_STORE_CHECKS: tuple[Callable[[psycopg.Connection], Finding], ...] = (
    _server,
    _durability,
    _revision,
    _role,
    _clock,
    _horizon,
    _sequencer,
)


def _views(connection: psycopg.Connection) -> Iterator[Finding]:
    head = int(str(_value(connection, "SELECT coalesce(max(position), -1) FROM positions")))
    rows = connection.execute(
        "SELECT name, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END FROM projections"
        " ORDER BY name"
    ).fetchall()
    for name, position in rows:
        behind = head - position
        well = behind <= SEQUENCER_LAG
        advice = "" if well else f"see that `cancuoc project {name}` runs"
        yield Finding(f"view {name}", well, f"{behind} events behind", advice)
    if not rows:
        yield Finding("views", False, "none has ever run", "start `cancuoc project`")


def _keys(dsn: str) -> Finding:
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            found = _value(connection, "SELECT version_num FROM alembic_version")
            kinds = _value(connection, "SELECT count(*) FROM kind_keys")
    except psycopg.OperationalError as error:
        return Finding("keys", False, _first_line(error), "start it or correct CANCUOC_KEYS_DSN")
    well = found == newest("keys")
    seen = f"revision {found}, {kinds} kinds of claims"
    return Finding("keys", well, seen, "" if well else "run `cancuoc migrate`")
