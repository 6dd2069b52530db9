"""Cases that officers have in hand, and the orders by which they changed hands (migration 0009)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from adapters.postgres.async_store import AsyncEventStore
from application.reassignments import InHand, Reassigned, Reassignment

_IN_HAND = """
SELECT stream, stage, unit, until FROM work_claims WHERE officer = %s AND until > %s
ORDER BY until, stream, stage
"""
_FORMER = "SELECT subject, request_hmac, moved FROM work_reassignments WHERE id = %s"
_GIVE_BACK = """
WITH wanted (stream, stage) AS (SELECT * FROM unnest(%(streams)s::uuid[], %(stages)s::text[]))
DELETE FROM work_claims AS held USING wanted
WHERE held.stream = wanted.stream AND held.stage = wanted.stage AND held.officer = %(former)s
RETURNING held.stream, held.stage, held.unit, held.until
"""
_HAND_OVER = """
WITH wanted (stream, stage) AS (SELECT * FROM unnest(%(streams)s::uuid[], %(stages)s::text[]))
UPDATE work_claims AS held SET officer = %(to)s FROM wanted
WHERE held.stream = wanted.stream AND held.stage = wanted.stage AND held.officer = %(former)s
RETURNING held.stream, held.stage, held.unit, held.until
"""
_KEEP = """
INSERT INTO work_reassignments
    (id, subject, unit, request_hmac, from_officer, to_officer, reason, moved, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id
"""


class WorkInHand:
    """The WorkBook port, over the connections of the event store."""

    def __init__(self, store: AsyncEventStore) -> None:
        self._store = store

    async def in_hand(self, officer: UUID, at: datetime) -> Sequence[InHand]:
        return [InHand(*row) for row in await self._store.rows(_IN_HAND, (officer, at))]

    async def former(self, id_: UUID) -> Reassigned | None:
        found = await self._store.rows(_FORMER, (id_,))
        if not found:
            return None
        ((subject, request_hmac, moved),) = found
        cases = msgspec.json.decode(bytes(moved), type=tuple[InHand, ...])
        return Reassigned(subject, bytes(request_hmac), cases)

    async def move(self, ordered: Reassignment, cases: Sequence[InHand]) -> bool:
        values: dict[str, Any] = {
            "streams": [one.stream for one in cases],
            "stages": [one.stage for one in cases],
            "former": ordered.from_officer,
            "to": ordered.to_officer,
        }
        statement = _GIVE_BACK if ordered.to_officer is None else _HAND_OVER
        async with self._store.connection() as connection, connection.transaction() as whole:
            rows = await (await connection.execute(statement, values)).fetchall()
            moved = sorted((InHand(*row) for row in rows), key=lambda one: one.until)
            kept = await connection.execute(_KEEP, _row(ordered, moved))
            is_new = await kept.fetchone() is not None
            if not is_new:
                # The same order at the same moment was faster, and has told what it moved.
                raise psycopg.Rollback(whole)
        return is_new


def _row(ordered: Reassignment, moved: Sequence[InHand]) -> tuple[Any, ...]:
    by, told = ordered.by, msgspec.json.encode(moved)
    hands = (ordered.from_officer, ordered.to_officer)
    return (
        ordered.id, by.officer, by.unit, ordered.request_hmac, *hands, ordered.reason, told,
        ordered.at,
    )  # fmt: skip
