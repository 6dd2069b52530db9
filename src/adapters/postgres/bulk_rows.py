"""Signed lists, their items and verdicts: two tables beside history (migration 0009)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.postgres.async_store import AsyncEventStore
from application.bulk_acts import (
    Filter,
    Held,
    ItemVerdict,
    Progress,
    Signed,
)
from domain.envelope import Actor

HOLD_S = 5
"""How long a runner that was killed keeps others from its list."""

_TAKE_IN = """
INSERT INTO bulk_acts
    (id, subject, unit, roles, act, dry_run, total, request_hmac, body, signature, traceparent,
     signed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id
"""
_ITEMS = """
INSERT INTO bulk_items (bulk_act, item, citizen_id)
SELECT %s, place - 1, citizen_id FROM unnest(%s::uuid[]) WITH ORDINALITY AS x (citizen_id, place)
"""
_FIND = """
SELECT id, subject, unit, roles, act, dry_run, body, signature, request_hmac, signed_at,
       traceparent, total, started_at, ended_at, cancelled_at,
       extract(epoch FROM clock_timestamp() - started_at),
       (SELECT count(*) FROM bulk_items WHERE bulk_act = id AND verdict = 'accepted'),
       (SELECT count(*) FROM bulk_items WHERE bulk_act = id AND verdict = 'unchanged'),
       (SELECT count(*) FROM bulk_items WHERE bulk_act = id AND verdict = 'refused')
FROM bulk_acts WHERE id = %s
"""
_VERDICTS = """
SELECT item, citizen_id, verdict, version, refusal, detail FROM bulk_items
WHERE bulk_act = %(id)s AND item > %(after)s
  AND (%(wanted)s::text IS NULL OR verdict = %(wanted)s)
ORDER BY item LIMIT %(limit)s
"""
_OPEN_VERDICTS = """
SELECT item, citizen_id, verdict, version, refusal, detail FROM bulk_items
WHERE bulk_act = %(id)s AND item > %(after)s AND verdict IS NULL
  AND (SELECT cancelled_at IS NOT NULL FROM bulk_acts WHERE id = %(id)s) = %(cancelled)s
ORDER BY item LIMIT %(limit)s
"""
_CANCEL = """
UPDATE bulk_acts SET cancelled_at = %s, cancelled_by = %s
WHERE id = %s AND cancelled_at IS NULL AND ended_at IS NULL
"""
_HOLD = """
WITH next AS (
    SELECT id AS found, held_by AS former FROM bulk_acts
    WHERE ended_at IS NULL AND cancelled_at IS NULL
      AND (held_until IS NULL OR held_until < clock_timestamp() OR held_by = %(runner)s)
    ORDER BY tried_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE bulk_acts SET held_by = %(runner)s, tried_at = clock_timestamp(),
    held_until = clock_timestamp() + make_interval(secs => %(hold)s),
    started_at = coalesce(started_at, clock_timestamp())
FROM next WHERE id = found RETURNING id, former IS DISTINCT FROM %(runner)s
"""
_WAITING = """
SELECT item FROM bulk_items WHERE bulk_act = %s AND verdict IS NULL ORDER BY item LIMIT %s
"""
# Of two runners one may be refused what the other was granted: what was done is the truth.
_SETTLE = """
UPDATE bulk_items AS held
SET verdict = said.verdict, version = said.version, refusal = said.refusal, detail = said.detail
FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::text[], %s::text[])
    AS said (item, verdict, version, refusal, detail)
WHERE held.bulk_act = %s AND held.item = said.item
  AND (held.verdict IS NULL OR (held.verdict = 'refused' AND said.verdict <> 'refused'))
"""
_END = """
UPDATE bulk_acts SET ended_at = clock_timestamp() WHERE id = %s AND ended_at IS NULL
  AND cancelled_at IS NULL
  AND NOT EXISTS (SELECT FROM bulk_items WHERE bulk_act = %s AND verdict IS NULL)
"""


class BulkRows:
    """The BulkBook port, over the connections of the event store."""

    def __init__(self, store: AsyncEventStore) -> None:
        self._store = store

    async def take_in(self, signed: Signed) -> bool:
        officer, citizens = signed.signer, [one.citizen_id for one in signed.items]
        who = (signed.id, officer.officer, officer.unit, list(officer.roles))
        what = (signed.act, signed.dry_run, len(citizens), signed.request_hmac, signed.body)
        how = (signed.signature, signed.traceparent, signed.signed_at)
        async with self._store.connection() as connection, connection.transaction():
            cursor = await connection.execute(_TAKE_IN, (*who, *what, *how))
            if not await cursor.fetchone():
                return False
            await connection.execute(_ITEMS, (signed.id, citizens))
        return True

    async def find(self, id_: UUID) -> tuple[Signed, Progress] | None:
        rows = await self._store.rows(_FIND, (id_,))
        if not rows:
            return None
        signed = _signed(rows[0][:11])
        return signed, _progress(signed, *rows[0][11:])

    async def verdicts(
        self, id_: UUID, wanted: Filter | None, after: int, limit: int
    ) -> Sequence[ItemVerdict]:
        values = {"id": id_, "after": after, "limit": limit, "wanted": wanted}
        values["cancelled"] = wanted == "cancelled"
        is_open = wanted in ("waiting", "cancelled")
        rows = await self._store.rows(_OPEN_VERDICTS if is_open else _VERDICTS, values)
        return [ItemVerdict(*row) for row in rows]

    async def cancel(self, id_: UUID, by: UUID, at: datetime) -> None:
        await self._store.run(_CANCEL, (at, by, id_))

    async def hold(self, runner: UUID) -> Held | None:
        rows = await self._store.rows(_HOLD, {"runner": runner, "hold": HOLD_S})
        return Held(*rows[0]) if rows else None

    async def waiting(self, id_: UUID, limit: int) -> Sequence[int]:
        return [item for (item,) in await self._store.rows(_WAITING, (id_, limit))]

    async def settle(self, id_: UUID, verdicts: Sequence[ItemVerdict]) -> None:
        columns = zip(
            *((v.item, v.verdict, v.version, v.refusal, v.detail) for v in verdicts), strict=True
        )
        async with self._store.connection() as connection, connection.transaction():
            if verdicts:
                await connection.execute(_SETTLE, (*(list(column) for column in columns), id_))
            await connection.execute(_END, (id_, id_))


def _signed(row: Sequence[Any]) -> Signed:
    id_, subject, unit, roles, act, dry_run, body, signature, request_hmac, *rest = row
    signed_at, traceparent = rest
    signer = Actor(subject, unit, tuple(roles))
    texts = (bytes(body), bytes(signature), bytes(request_hmac))
    return Signed(id_, signer, act, dry_run, *texts, signed_at, traceparent)


def _progress(signed: Signed, total: int, *found: Any) -> Progress:
    started_at, ended_at, cancelled_at, seconds, accepted, unchanged, refused = found
    done = accepted + unchanged + refused
    status: Any = "waiting" if started_at is None else "in-progress"
    status = "cancelled" if cancelled_at else status
    status = "done" if ended_at else status
    open_ = status in ("waiting", "in-progress")
    remaining = round(float(seconds) / done * (total - done)) if done and open_ else None
    who = (signed.signer.officer, signed.signer.unit, signed.signed_at)
    counts = (status, total, accepted, unchanged, refused)
    remaining = remaining if open_ else 0
    return Progress(signed.id, signed.act, signed.dry_run, *who, *counts, remaining)
