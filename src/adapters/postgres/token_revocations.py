"""Tokens that are refused before their time, as every process of the register knows them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg

from adapters.postgres.live_view import Pool, answers

EVERYBODY = UUID(int=0)
"""In the place of an officer: the tokens of all."""

_READ = "SELECT officer, extract(epoch FROM before) FROM token_revocations"
# It never moves back: what was refused once is refused for ever.
_REVOKE = """
INSERT INTO token_revocations AS known (officer, before, reason)
VALUES (%(officer)s, to_timestamp(%(before)s), %(reason)s)
ON CONFLICT (officer) DO UPDATE
SET before = greatest(known.before, excluded.before), reason = excluded.reason, at = now()
"""
_OPEN_LISTS = """
SELECT id FROM bulk_acts
WHERE subject = %(officer)s AND ended_at IS NULL AND cancelled_at IS NULL ORDER BY id
"""
_CANCEL_LISTS = """
UPDATE bulk_acts SET cancelled_at = now(), cancelled_by = subject
WHERE subject = %(officer)s AND ended_at IS NULL AND cancelled_at IS NULL
"""
_IN_HAND = "SELECT count(*) FROM work_claims WHERE officer = %(officer)s AND until > now()"


async def revoked(pool: Pool) -> Mapping[UUID, float]:
    """Officer -> the instant (POSIX seconds) before which his tokens were issued that are refused.

    Raises StoreUnavailable.
    """
    return {officer: float(before) for officer, before in await answers(pool, _READ, {})}


def revoke(connection: psycopg.Connection, officer: UUID, before: float, reason: str) -> None:
    """Refuse every token of the officer (or of EVERYBODY) that was issued before the instant."""
    values = {"officer": officer, "before": before, "reason": reason}
    connection.execute(_REVOKE, values)


def open_lists(connection: psycopg.Connection, officer: UUID) -> list[UUID]:
    """Signed lists of the officer that are still being carried out."""
    return [id_ for (id_,) in connection.execute(_OPEN_LISTS, {"officer": officer})]


def cancel_lists(connection: psycopg.Connection, officer: UUID) -> int:
    """Stop them; how many there were."""
    return connection.execute(_CANCEL_LISTS, {"officer": officer}).rowcount


def in_hand(connection: psycopg.Connection, officer: UUID) -> int:
    """Cases of the work queues that the officer still has in hand."""
    row: Any = connection.execute(_IN_HAND, {"officer": officer}).fetchone()
    return int(row[0])
