"""Which unique keys of a batch the database holds already, asked in one statement."""

from collections.abc import Sequence
from uuid import UUID

from adapters.postgres.batch import UniqueKey

TAKEN = """
SELECT x.n FROM unnest(%b::int[], %b::uuid[], %b::bigint[]) AS x(n, stream, version)
WHERE EXISTS (SELECT FROM events e
  WHERE e.originator_id = x.stream AND e.originator_version = x.version)
UNION ALL
SELECT x.n FROM unnest(%b::int[], %b::text[], %b::bytea[]) AS x(n, kind, value)
WHERE EXISTS (SELECT FROM claims c WHERE c.kind = x.kind AND c.value = x.value)
UNION ALL
SELECT x.n FROM unnest(%b::int[], %b::uuid[], %b::uuid[]) AS x(n, subject, command_id)
WHERE EXISTS (SELECT FROM idempotency i
  WHERE i.subject = x.subject AND i.command_id = x.command_id)
"""
"""Gives the numbers, in the order asked, of the keys that are taken."""


def taken_parameters(keys: Sequence[UniqueKey]) -> list[list[object]]:
    """The arrays of TAKEN: number and two parts of each key, by kind of key."""
    events: list[tuple[int, UUID, int]] = []
    claims: list[tuple[int, str, bytes]] = []
    commands: list[tuple[int, UUID, UUID]] = []
    for n, key in enumerate(keys):
        match key:
            case ("event", stream, version):
                events.append((n, stream, version))
            case ("claim", kind, value):
                claims.append((n, kind, value))
            case ("command", subject, command_id):
                commands.append((n, subject, command_id))
    return [[row[part] for row in rows] for rows in (events, claims, commands) for part in range(3)]
