"""What reactors could not do by themselves: refused or parked, each with its owner."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from adapters.postgres.live_view import Pool, answers

MOST_ROWS = 200

_FIND = """
SELECT command_id, reactor, source_stream, source_version, position, target, command, outcome, code,
       params, owner_role, owner_unit, attempts, at
FROM reactions
WHERE outcome IN ('refused', 'parked')
  AND (%(roles)s::text[] IS NULL OR owner_role = ANY(%(roles)s::text[]))
  AND (%(after)s::uuid IS NULL OR (at, command_id) <
       (SELECT at, command_id FROM reactions WHERE command_id = %(after)s::uuid))
ORDER BY at DESC, command_id DESC LIMIT %(limit)s
"""


class ReactionFound(msgspec.Struct, frozen=True):
    """A command of a reactor that wrote nothing; `code` and `params` are those of its sentence."""

    command_id: UUID
    reactor: str
    source_stream: UUID
    source_version: int
    position: int
    target: UUID | None
    command: str
    outcome: str
    code: str
    params: dict[str, Any]
    owner_role: str
    owner_unit: str
    attempts: int
    at: datetime


class ReactionList:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(
        self, roles: tuple[str, ...] | None, limit: int, after: UUID | None
    ) -> tuple[ReactionFound, ...]:
        """Newest first; `roles` None means of every owner. Raises StoreUnavailable."""
        values = {
            "roles": list(roles) if roles is not None else None,
            "after": after,
            "limit": min(limit, MOST_ROWS),
        }
        return tuple(ReactionFound(*row) for row in await answers(self._pool, _FIND, values))
