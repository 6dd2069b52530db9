"""What `cancuoc doctor` asks of the event store, one function a question."""

import time
from collections.abc import Callable, Iterator

import msgspec
import psycopg

from adapters.postgres.horizon import read_horizon
from adapters.postgres.migrate import newest

HORIZON_AGE_S = 60.0
CLOCK_DIFFERENCE_S = 2.0
SEQUENCER_LAG = 10_000


class Finding(msgspec.Struct, frozen=True):
    """One check: what was seen, and what to do when it is not well."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]


def value(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _server(connection: psycopg.Connection) -> Finding:
    version = str(value(connection, "SHOW server_version"))
    wanted = int(version.partition(".")[0]) >= 18
    return Finding("PostgreSQL", wanted, version, "" if wanted else "use PostgreSQL 18 or newer")


def _durability(connection: psycopg.Connection) -> Finding:
    fsync, commit = value(connection, "SHOW fsync"), value(connection, "SHOW synchronous_commit")
    well = fsync == "on" and commit != "off"
    advice = "" if well else "set fsync and synchronous_commit on: acknowledged acts can be lost"
    return Finding("durability", well, f"fsync {fsync}, synchronous_commit {commit}", advice)


def _revision(connection: psycopg.Connection) -> Finding:
    found, wanted = value(connection, "SELECT version_num FROM alembic_version"), newest("store")
    advice = "" if found == wanted else "run `cancuoc migrate`"
    return Finding("revision", found == wanted, f"{found} of {wanted}", advice)


def _role(connection: psycopg.Connection) -> Finding:
    may_change = value(
        connection,
        "SELECT has_table_privilege('events', 'UPDATE') OR has_table_privilege('events', 'DELETE')",
    )
    who = str(value(connection, "SELECT current_user"))
    advice = "connect as cancuoc_app, which may only append" if may_change else ""
    return Finding("role", not may_change, f"{who} may {'change' if may_change else 'only append'}",
                   advice)  # fmt: skip


def _clock(connection: psycopg.Connection) -> Finding:
    difference = abs(
        time.time() - float(str(value(connection, "SELECT extract(epoch FROM clock_timestamp())")))
    )
    offset = int(str(value(connection, "SELECT offset_s FROM programme_clock")))
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
            value(
                connection,
                "SELECT count(*) FROM (SELECT 1 FROM events WHERE notification_id >"
                " (SELECT coalesce(max(notification_id), -1) FROM positions)"
                " LIMIT 10001) AS waiting",
            )
        )
    )
    well = behind <= SEQUENCER_LAG
    advice = "" if well else "see that `cancuoc sequence` runs"
    return Finding("sequencer", well, f"{behind} events wait for a position", advice)


STORE_CHECKS: tuple[Callable[[psycopg.Connection], Finding], ...] = (
    _server,
    _durability,
    _revision,
    _role,
    _clock,
    _horizon,
    _sequencer,
)


def views(connection: psycopg.Connection) -> Iterator[Finding]:
    head = int(str(value(connection, "SELECT coalesce(max(position), -1) FROM positions")))
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
