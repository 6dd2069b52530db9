"""What stands beside history of an erasure: the tables of migration 0010, and the live views."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, LiteralString
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Select, select

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.live_view import LiveView, beside_live_slot, is_live
from adapters.postgres.view_tables import Slot, table_in
from application.erasure_book import Begun, Linked, Unread
from domain.citizen.events import KeyDestroyed
from domain.citizen.facts import SealedObject
from projections.case_links import NOBODY

MOST_WAITING = 50
MOST_UNREAD = 100

OWNERS = ("eraser", "security-officer")
"""Whose wait it is, and whose once it is overdue."""
STAGE = "erased"

_HAS_SEEN = """
SELECT coalesce(bool_and(
    CASE live_slot WHEN 'a' THEN position_a ELSE position_b END >= %(position)s), false)
FROM projections WHERE cardinality(%(views)s::text[]) = 0 OR name = ANY(%(views)s::text[])
"""
# What was quarantined, and what has come and is not settled.
_UNREAD = """
SELECT DISTINCT ON (p.object_id) p.stream, p.object_id, p.object_sha256, p.media_type
FROM transmission_parts p
WHERE p.object_id IS NOT NULL AND (p.settled_at IS NULL OR p.stream = ANY(%(quarantined)s))
  AND NOT EXISTS (SELECT FROM packet_names n WHERE n.object_id = p.object_id)
LIMIT %(most)s
"""
_KEEP_NAMES = """
INSERT INTO packet_names (object_id, stream, named) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
_NAMING = "SELECT DISTINCT stream FROM packet_names WHERE named && %s::uuid[]"
_CONTENTS = """
SELECT DISTINCT object_id, object_sha256, media_type FROM transmission_parts
WHERE stream = %s AND object_id IS NOT NULL
"""
_BEGIN = """
INSERT INTO erasures (order_id, citizen_id, key_id, streams, objects)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (order_id) DO UPDATE
SET streams = ARRAY(SELECT DISTINCT one FROM unnest(erasures.streams || excluded.streams) AS one
                    ORDER BY one)
RETURNING streams, objects
"""
_CONFIRMED = """
UPDATE erasures SET confirmed_at = clock_timestamp()
WHERE confirmed_at IS NULL AND EXISTS (
    SELECT FROM events WHERE originator_id = citizen_id AND topic = %s)
"""
_ADD_ROWS = "UPDATE erasures SET rows = rows + %s WHERE order_id = %s RETURNING rows"

PURGES: tuple[LiteralString, ...] = (
    # The sentence of a refusal is then told without its particulars.
    "UPDATE reactions SET params = '{}' WHERE params <> '{}'"
    " AND (source_stream = ANY(%(streams)s) OR target = ANY(%(streams)s))",
    "DELETE FROM work_claims WHERE stream = ANY(%(streams)s)",
    "DELETE FROM job_leases WHERE stream = ANY(%(streams)s)",
    # Emptied and kept, or the packet would be looked for again.
    "UPDATE packet_names SET named = '{}' WHERE named <> '{}' AND stream = ANY(%(streams)s)",
    "UPDATE transmission_parts SET settled_at = now(), refusal = 'packet-content-lost'"
    " WHERE stream = ANY(%(streams)s) AND stored_at IS NOT NULL AND settled_at IS NULL",
)
"""Rows beside history that may say something of a person; views drop theirs at the erasure.

What stations signed stays: a manifest lists packets by id, number and digest, as the public part of
`enrolment-packet.received` does, and lists those of others too.
"""


class ErasureRows:
    """The ErasureBook port, over the connections of the event store."""

    def __init__(self, store: AsyncEventStore) -> None:
        self._store = store
        self._view = LiveView(store.pool)

    async def waiting(self) -> Sequence[UUID]:
        return [row[0] for row in await self._view.rows(_waiting) if row[0] is not None]

    async def has_seen(self, views: Collection[str], position: int) -> bool:
        ((seen,),) = await self._store.rows(_HAS_SEEN, {"views": list(views), "position": position})
        return bool(seen)

    async def links(self, citizen: UUID) -> Sequence[Linked]:
        return [Linked(*row) for row in await self._linked(citizen)]

    async def unread(self) -> Sequence[Unread]:
        quarantined = [stream for stream, _ in await self._linked(NOBODY)]
        asked = {"quarantined": quarantined, "most": MOST_UNREAD}
        rows = await self._store.rows(_UNREAD, asked)
        return [Unread(stream, SealedObject(*found)) for stream, *found in rows]

    async def keep_names(self, packet: Unread, named: Iterable[UUID]) -> None:
        await self._store.run(_KEEP_NAMES, (packet.content.id, packet.stream, list(named)))

    async def packets_naming(self, streams: Collection[UUID]) -> Sequence[UUID]:
        return [stream for (stream,) in await self._store.rows(_NAMING, (list(streams),))]

    async def contents(self, packet: UUID) -> Sequence[SealedObject]:
        return [SealedObject(*row) for row in await self._store.rows(_CONTENTS, (packet,))]

    async def begin(self, erasure: Begun) -> Begun:
        told = (erasure.order_id, erasure.citizen_id, erasure.key_id)
        values = (*told, list(erasure.streams), erasure.objects)
        ((streams, objects),) = await self._store.rows(_BEGIN, values)
        return replace(erasure, streams=tuple(streams), objects=objects)

    async def purge(self, erasure: Begun, streams: Collection[UUID]) -> int:
        found = {"streams": list(streams)}
        async with self._store.connection() as connection, connection.transaction():
            gone = [(await connection.execute(one, found)).rowcount for one in PURGES]
            cursor = await connection.execute(_ADD_ROWS, (sum(gone), erasure.order_id))
            ((rows,),) = await cursor.fetchall()
            return int(rows)

    async def note_confirmed(self) -> None:
        await self._store.run(_CONFIRMED, (KeyDestroyed.TOPIC,))

    async def _linked(self, subject: UUID) -> list[Any]:
        rows = await self._view.rows(lambda slot: _links(slot, subject))
        return [row for row in rows if row[0] is not None]


def _waiting(slot: Slot) -> Select[Any]:
    c = table_in(slot, "waits").c
    found = (
        select(c.stream, c.due)
        .where(is_live(slot), c.owner_role.in_(OWNERS), c.stage == STAGE, c.kind == "citizen")
        .order_by(c.due, c.stream)
        .limit(MOST_WAITING)
        .lateral("erased")
    )
    return beside_live_slot("waits", found).order_by(found.c.due, found.c.stream)


def _links(slot: Slot, subject: UUID) -> Select[Any]:
    c = table_in(slot, "case_links").c
    found = select(c.stream, c.kind).where(is_live(slot), c.subject == subject).lateral("links")
    return beside_live_slot("case_links", found).order_by(found.c.stream)
