"""The rows of the reactors: how far they have come, what was refused, and what is parked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from adapters.postgres.reaction_batch import Noted
from application.feed import Positioned
from domain.values.identifiers import derive_id

_ADVANCE = """
UPDATE reactor_position SET position = %(to)s, reached = greatest(reached, %(to)s)
WHERE name = %(name)s AND position = %(former)s
"""
_IS_KNOWN = """
SELECT EXISTS (SELECT FROM reactions WHERE command_id = %(command)s)
    OR EXISTS (SELECT FROM idempotency WHERE subject = %(subject)s AND command_id = %(command)s)
"""
_NOTE = """
INSERT INTO reactions (command_id, reactor, source_stream, source_version, position, target,
                       command, outcome, code, params, owner_role, owner_unit, attempts, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, clock_timestamp())
ON CONFLICT (command_id) DO NOTHING
"""
_PARK = """
INSERT INTO reactions (command_id, reactor, source_stream, source_version, position, command,
                       outcome, code, params, owner_role, owner_unit, attempts, at, next_at)
VALUES (%s, %s, %s, %s, %s, %s, 'parked', %s, '{}', 'operator', 'centre', 1, clock_timestamp(),
        clock_timestamp() + interval '5 seconds')
ON CONFLICT (command_id) DO NOTHING
"""
# The first parked event of each stream; those behind it wait for it.
_DUE = """
SELECT position, source_stream, source_version, command FROM (
    SELECT DISTINCT ON (source_stream) position, source_stream, source_version, command, next_at
    FROM reactions WHERE reactor = %s AND outcome = 'parked'
    ORDER BY source_stream, source_version) AS first
WHERE next_at <= clock_timestamp() LIMIT 100
"""
_POSTPONE = """
UPDATE reactions SET attempts = attempts + 1, code = %s,
    next_at = clock_timestamp() + least(interval '10 minutes', attempts * interval '10 seconds')
WHERE reactor = %s AND outcome = 'parked' AND source_stream = %s
"""


class ReactionRows:
    """Everything is written on the connection given, in the caller's transaction."""

    def __init__(self, connection: psycopg.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def begin(self) -> None:
        """Have a row for the position."""
        self._connection.execute(
            "INSERT INTO reactor_position (name) VALUES (%s) ON CONFLICT DO NOTHING", (self._name,)
        )

    def position(self) -> int:
        """How far the reactors have come; -1 at the very beginning."""
        row = self._connection.execute(
            "SELECT position FROM reactor_position WHERE name = %s", (self._name,)
        ).fetchone()
        return -1 if row is None else int(row[0])

    def advance(self, former: int, to: int) -> bool:
        """False when another runner has moved the position."""
        values = {"to": to, "name": self._name, "former": former}
        return self._connection.execute(_ADVANCE, values).rowcount == 1

    def reached(self) -> int:
        """How far the reactors had come before they were rewound, if they ever were."""
        row = self._connection.execute(
            "SELECT reached FROM reactor_position WHERE name = %s", (self._name,)
        ).fetchone()
        return -1 if row is None else int(row[0])

    def rewind(self) -> None:
        """Begin again at the first event: what was answered once is not asked again."""
        self._connection.execute(
            "UPDATE reactor_position SET position = -1 WHERE name = %s", (self._name,)
        )

    async def is_known(self, subject: UUID, command: UUID) -> bool:
        """Whether the command was answered before, by acceptance or with a row of its own."""
        values = {"subject": subject, "command": command}
        row = self._connection.execute(_IS_KNOWN, values).fetchone()
        return row is not None and bool(row[0])

    def note(self, noted: Sequence[Noted]) -> None:
        """Keep what became of each, which for the refused its owner sees; noted once, it stays."""
        if noted:
            self._connection.cursor().executemany(_NOTE, [_values(one) for one in noted])

    def park(self, event: Positioned, fault: str) -> None:
        key = derive_id(event.stream, "parked", self._name, str(event.stream), str(event.version))
        values = (key, self._name, event.stream, event.version, event.position, event.topic, fault)
        self._connection.execute(_PARK, values)

    def parked_streams(self) -> set[UUID]:
        rows = self._connection.execute(
            "SELECT DISTINCT source_stream FROM reactions"
            " WHERE reactor = %s AND outcome = 'parked'",
            (self._name,),
        )
        return {row[0] for row in rows}

    def due_again(self) -> list[Positioned]:
        """The parked events whose time has come, without what they say."""
        rows = self._connection.execute(_DUE, (self._name,)).fetchall()
        return [Positioned(n, stream, v, topic, b"") for n, stream, v, topic in rows]

    def unpark(self, source: UUID, version: int) -> None:
        self._connection.execute(
            "DELETE FROM reactions WHERE reactor = %s AND outcome = 'parked'"
            " AND source_stream = %s AND source_version = %s",
            (self._name, source, version),
        )

    def postpone(self, source: UUID, fault: str) -> None:
        self._connection.execute(_POSTPONE, (fault, self._name, source))


def _values(noted: Noted) -> tuple[Any, ...]:
    one = noted.unaccepted
    params = Jsonb(msgspec.to_builtins(one.params, str_keys=True))
    return (
        one.command_id, one.reactor, one.source, one.version, noted.position, one.target,
        one.command, one.outcome, one.code, params, one.owner_role, one.owner_unit,
    )  # fmt: skip
