"""Compares what a register holds with what its clients were told: nothing lost, nothing twice."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg
from tests.faults.acknowledged import CommandList, Line
from tests.faults.running_register import RunningRegister

from adapters.keys.file_kek import FileKek
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.projector import Projector
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import clear_text
from cancuoc.background import projections_named
from domain.catalogue import CATALOGUE
from projections.projection import Projection

Steps = list[tuple[str, int]]
"""(stream, version) of the events of one command."""


class _By(msgspec.Struct):
    command_id: str


class _Clear(msgspec.Struct):
    envelope: _By


class Stored(msgspec.Struct):
    """Everything the checks look at, read in one snapshot. Rows of `idempotency` by command."""

    events: dict[str, Steps]
    versions: dict[str, list[int]]
    receipts: dict[str, list[tuple[str, list[str], list[int]]]]
    by_notification: list[int]
    by_position: list[tuple[int, int]]
    numbered: int
    pin_claims: int


def read_store(dsn: str) -> Stored:
    with psycopg.connect(dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        events = connection.execute(
            "SELECT originator_id::text, originator_version, state, notification_id, topic"
            " FROM events ORDER BY notification_id"
        ).fetchall()
        receipts = connection.execute(
            "SELECT command_id::text, subject::text, streams::text[], versions FROM idempotency"
        ).fetchall()
        positions = connection.execute(
            "SELECT position, notification_id FROM positions ORDER BY position"
        ).fetchall()
        claims = connection.execute("SELECT count(*) FROM claims WHERE kind = 'pin'").fetchone()
    return Stored(
        _by_command(events),
        _grouped((stream, version) for stream, version, *_ in events),
        _grouped((command, tuple(receipt)) for command, *receipt in receipts),
        [row[3] for row in events],
        positions,
        sum(row[4] == "citizen.pin-established.v1" for row in events),
        claims[0] if claims else 0,
    )


def findings(stored: Stored, commands: CommandList) -> list[str]:
    """One sentence for each thing that is not as the clients were told; empty when all is well."""
    return [
        *(f"lost: {line}" for line in commands.acknowledged() if not _is_there(stored, line)),
        *(f"doubled: {one}" for one, steps in stored.events.items() if not _is_once(steps)),
        *(f"two receipts: {one}" for one, found in stored.receipts.items() if len(found) > 1),
        *(
            f"refused and done: {line}"
            for line in commands.refused()
            if _left_a_trace(stored, line)
        ),
        *(f"half done: {line}" for line in commands.unanswered() if _is_half_done(stored, line)),
        *(f"no client asked: {one}" for one in _unasked(stored, commands)),
        *(f"gap in {stream}" for stream, found in stored.versions.items() if _has_gap(found)),
        *(f"fault: {line}" for line in commands.faults()),
        *_wrong_positions(stored),
        *([] if stored.numbered == stored.pin_claims else ["PINs and their claims differ"]),
    ]


def lost(stored: Stored, commands: CommandList) -> list[Line]:
    """Acknowledged commands that the register does not hold."""
    return [line for line in commands.acknowledged() if not _is_there(stored, line)]


def _is_there(stored: Stored, line: Line) -> bool:
    """Its events up to the version that the client was told, and the receipt that says so."""
    steps = stored.events.get(line.command_id, [])
    receipt = (line.subject, [line.stream], [line.version])
    return (
        steps != []
        and steps[-1] == (line.stream, line.version)
        and stored.receipts.get(line.command_id) == [receipt]
    )


def _is_once(steps: Steps) -> bool:
    first = steps[0][1]
    return steps == [(steps[0][0], first + n) for n in range(len(steps))]


def _left_a_trace(stored: Stored, line: Line) -> bool:
    return line.command_id in stored.events or line.command_id in stored.receipts


def _is_half_done(stored: Stored, line: Line) -> bool:
    return (line.command_id in stored.events) != (line.command_id in stored.receipts)


def _unasked(stored: Stored, commands: CommandList) -> set[str]:
    return {*stored.events, *stored.receipts} - commands.asked()


def _has_gap(versions: list[int]) -> bool:
    return sorted(versions) != list(range(1, len(versions) + 1))


def _wrong_positions(stored: Stored) -> list[str]:
    dense = [*enumerate(stored.by_notification)]
    return [] if stored.by_position == dense else ["positions are not dense in notification order"]


def _by_command(events: list[tuple[Any, ...]]) -> dict[str, Steps]:
    read = msgspec.json.Decoder(_Clear).decode
    by_command = _grouped(
        (read(clear_text(state)).envelope.command_id, (stream, version))
        for stream, version, state, *_ in events
    )
    return {command: sorted(steps) for command, steps in by_command.items()}


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def views_differ_from_history(register: RunningRegister) -> list[str]:
    """Tables that a fresh projection of the whole history fills otherwise than the running one.

    The projector must not run: the fresh copy goes into the idle slot and takes over.
    """
    # As its roles are told: the checks judge numbers by the last of these.
    own = {"dsn": register.dsn, "keys_dsn": register.keys_dsn, "test_numbers": True}
    projections = projections_named(msgspec.structs.replace(register.settings, **own), "all")
    kek = FileKek(register.settings.kek_file)
    before = _live_rows(register.dsn, projections)
    with SyncVault(register.keys_dsn, kek) as vault:
        for projection in projections:
            assert Projector(register.dsn, projection, SealingMapper(CATALOGUE), vault).rebuild()
    after = _live_rows(register.dsn, projections)
    assert after["citizen_search"], "the fresh view is empty: that it agrees proves nothing"
    return [table for table in after if before[table] != after[table]]


def _live_rows(dsn: str, projections: list[Projection]) -> dict[str, list[str]]:
    """Every row of every table of the views as they are served, as text."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT name, live_slot FROM projections").fetchall()
        slots: dict[str, str] = dict(found)
        return {
            table: _rows(connection, f"view_{slots[projection.name]}", table)
            for projection in projections
            for table in projection.tables
        }


def _rows(connection: psycopg.Connection, schema: str, table: str) -> list[str]:
    rows = connection.execute(f"SELECT t::text FROM {schema}.{table} t ORDER BY 1").fetchall()
    return [text for (text,) in rows]
