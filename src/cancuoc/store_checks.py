"""What `cancuoc doctor` asks of the event store, one function a question."""

import time
from collections.abc import Callable, Iterator
from typing import LiteralString

import msgspec
import psycopg

from adapters.postgres.erasures_waiting import (
    ERASURES_WAITING,
    TRACES_DAYS,
    ErasuresWaiting,
)
from adapters.postgres.horizon import read_horizon
from adapters.postgres.migrate import newest
from adapters.postgres.operating_mode import ordered
from adapters.postgres.sequencer_at_work import is_sequenced


class Patience(msgspec.Struct, frozen=True):
    """How much of each is still well: seconds, and events that wait."""

    horizon_age_s: float = 60.0
    clock_difference_s: float = 2.0
    events_behind: int = 10_000
    kafka_s: float = 5.0


PATIENCE = Patience()
NOBODY_SEQUENCES = "start `cancuoc sequence`; where it does not stay, its log says why it refuses"


class Finding(msgspec.Struct, frozen=True):
    """One check: what was seen, and what to do when it is not well."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]


def value(connection: psycopg.Connection, query: LiteralString, *parameters: object) -> object:
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None


def _server(connection: psycopg.Connection, _: Patience) -> Finding:
    version = str(value(connection, "SHOW server_version"))
    wanted = int(version.partition(".")[0]) >= 18
    return Finding("PostgreSQL", wanted, version, "" if wanted else "use PostgreSQL 18 or newer")


def _durability(connection: psycopg.Connection, _: Patience) -> Finding:
    fsync, commit = value(connection, "SHOW fsync"), value(connection, "SHOW synchronous_commit")
    well = fsync == "on" and commit != "off"
    advice = "" if well else "set fsync and synchronous_commit on: acknowledged acts can be lost"
    return Finding("durability", well, f"fsync {fsync}, synchronous_commit {commit}", advice)


def _revision(connection: psycopg.Connection, _: Patience) -> Finding:
    found, wanted = value(connection, "SELECT version_num FROM alembic_version"), newest("store")
    advice = "" if found == wanted else "run `cancuoc migrate`"
    return Finding("revision", found == wanted, f"{found} of {wanted}", advice)


def _role(connection: psycopg.Connection, _: Patience) -> Finding:
    may_change = value(
        connection,
        "SELECT has_table_privilege('events', 'UPDATE') OR has_table_privilege('events', 'DELETE')",
    )
    who = str(value(connection, "SELECT current_user"))
    advice = "connect as cancuoc_app, which may only append" if may_change else ""
    return Finding("role", not may_change, f"{who} may {'change' if may_change else 'only append'}",
                   advice)  # fmt: skip


def _clock(connection: psycopg.Connection, patience: Patience) -> Finding:
    difference = abs(
        time.time() - float(str(value(connection, "SELECT extract(epoch FROM clock_timestamp())")))
    )
    offset = int(str(value(connection, "SELECT offset_s FROM programme_clock")))
    well = difference <= patience.clock_difference_s
    seen = f"{difference:.3f} s from the database's; programme offset {offset} s"
    return Finding("clock", well, seen, "" if well else "synchronise both machines (NTP)")


def _horizon(connection: psycopg.Connection, patience: Patience) -> Finding:
    horizon = read_horizon(connection)
    well = horizon.age_s <= patience.horizon_age_s
    advice = "" if well else f"end the transaction of process {horizon.pid}: readers wait for it"
    return Finding("horizon", well, f"{horizon.age_s:.1f} s old", advice)


def _sequencer(connection: psycopg.Connection, patience: Patience) -> Finding:
    behind = int(
        str(
            value(
                connection,
                "SELECT count(*) FROM (SELECT 1 FROM events WHERE notification_id >"
                " (SELECT coalesce(max(notification_id), -1) FROM positions)"
                " LIMIT %s) AS waiting",
                patience.events_behind + 1,
            )
        )
    )
    seen = f"{behind} events wait for a position"
    if not is_sequenced(connection):
        return Finding("sequencer", False, f"nobody at work; {seen}", NOBODY_SEQUENCES)
    well = behind <= patience.events_behind
    return Finding("sequencer", well, seen, "" if well else "see that `cancuoc sequence` runs")


def _reactors(connection: psycopg.Connection, patience: Patience) -> Finding:
    """Behind, or held up at a stream that could not be served; refusals are their owners' work."""
    row = connection.execute(
        "SELECT (SELECT coalesce(max(position), -1) FROM positions)"
        " - (SELECT coalesce(max(position), -1) FROM reactor_position),"
        " (SELECT count(*) FROM reactions WHERE outcome = 'parked'),"
        " (SELECT count(*) FROM reactions WHERE outcome = 'refused')"
    ).fetchone()
    behind, parked, refused = row or (0, 0, 0)
    seen = f"{behind} events behind, {parked} parked, {refused} refused"
    if behind > patience.events_behind:
        return Finding("reactors", False, seen, "see that `cancuoc react` runs")
    if parked:
        advice = "mend what its log names (key, stored event); what is parked is tried again"
        return Finding("reactors", False, seen, advice)
    return Finding("reactors", True, seen, "see GET /v1/reactions" if refused else "")


def _mode(connection: psycopg.Connection, _: Patience) -> Finding:
    """Read-only is a state, not a fault; whoever forgot it reads here how to end it."""
    read_only, reason, _since = ordered(connection)
    refusing = value(connection, "SHOW transaction_read_only") == "on"
    seen = f"read-only by order: {reason}" if read_only else "read-only database"
    if read_only or refusing:
        advice = "`cancuoc read-only off` ends it" if read_only else "commands go to the primary"
        return Finding("mode", False, seen, advice)
    return Finding("mode", True, "takes commands")


def _erasures(connection: psycopg.Connection, _: Patience) -> Finding:
    """A person erased is read by nobody; the key should be destroyed within the hour."""
    row = connection.execute(ERASURES_WAITING, (TRACES_DAYS,)).fetchone()
    found = ErasuresWaiting(*(row or (0, 0, 0)))
    seen = f"{found.waiting} wait, {found.overdue} for more than an hour"
    if found.overdue:
        advice = "see that `cancuoc react` and all views run, and what its log says of the eraser"
        return Finding("erasures", False, seen, advice)
    if found.with_traces:
        seen += f"; {found.with_traces} left traces more than {TRACES_DAYS} days ago"
        return Finding("erasures", False, seen, "run `cancuoc erase-traces`")
    return Finding("erasures", True, seen)


STORE_CHECKS: tuple[Callable[[psycopg.Connection, Patience], Finding], ...] = (
    _server,
    _durability,
    _revision,
    _mode,
    _role,
    _clock,
    _horizon,
    _sequencer,
    _reactors,
    _erasures,
)


def views(connection: psycopg.Connection, patience: Patience) -> Iterator[Finding]:
    head = int(str(value(connection, "SELECT coalesce(max(position), -1) FROM positions")))
    rows = connection.execute(
        "SELECT name, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END FROM projections"
        " ORDER BY name"
    ).fetchall()
    for name, position in rows:
        behind = head - position
        well = behind <= patience.events_behind
        advice = "" if well else f"see that `cancuoc project {name}` runs"
        yield Finding(f"view {name}", well, f"{behind} events behind", advice)
    if not rows:
        yield Finding("views", False, "none has ever run", "start `cancuoc project`")
