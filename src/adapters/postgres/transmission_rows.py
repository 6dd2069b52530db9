"""What stations announced and what of it came: two tables beside history (migration 0005)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.live_view import LiveView, beside_live_slot, is_live
from adapters.postgres.view_tables import Slot, table_in
from application.transmission_book import Announcement, Part, Transmission
from application.transmissions import stream_of_packet
from domain.citizen.facts import SealedObject
from domain.enrolment_packet.chain import Link
from domain.enrolment_packet.manifest import PacketLine, read_manifest

MOST_TRANSMISSIONS = 20
MOST_RELEASED = 200
"""What one round of the intake takes up."""

_ANNOUNCE = """
INSERT INTO transmissions (id, station_id, device_id, unit, sender, signed, manifest)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id
"""
# A packet that the station sent before, with the same bytes, need not travel again.
_LIST = """
INSERT INTO transmission_parts (transmission_id, sha256, station_id, sequence, previous_sha256,
                                packet_id, stream, object_id, object_sha256, media_type, stored_at)
SELECT listed.*, former.object_id, former.object_sha256, former.media_type, former.stored_at
FROM (SELECT %s::uuid, %s::text AS sha256, %s::uuid AS station_id, %s::bigint, %s::text,
             %s::uuid AS packet_id, %s::uuid) AS listed
LEFT JOIN LATERAL (
    SELECT object_id, object_sha256, media_type, stored_at FROM transmission_parts p
    WHERE p.packet_id = listed.packet_id AND p.sha256 = listed.sha256
      AND p.station_id = listed.station_id AND p.stream = %s AND p.stored_at IS NOT NULL LIMIT 1
) AS former ON true
"""
_FIND = "SELECT manifest, unit, sender FROM transmissions WHERE id = %s"
_PARTS = """
SELECT sha256, stream, object_id, object_sha256, media_type, refusal, settled_at IS NOT NULL
FROM transmission_parts WHERE transmission_id = %s ORDER BY sequence
"""
_KEEP = """
UPDATE transmission_parts
SET object_id = %s, object_sha256 = %s, media_type = %s, stored_at = now()
WHERE transmission_id = %s AND sha256 = %s AND stored_at IS NULL
"""
_LINKS = """
SELECT DISTINCT sequence, packet_id, previous_sha256, sha256 FROM transmission_parts
WHERE station_id = %(station)s AND stored_at IS NOT NULL AND sequence <= %(last)s
  AND sequence >= coalesce((SELECT max(sequence) FROM transmission_parts
      WHERE station_id = %(station)s AND stored_at IS NOT NULL AND sequence < %(first)s), %(first)s)
ORDER BY sequence
"""
# One that was just tried gets a second, in which what it waits for may come.
_WAITING = """
SELECT t.id FROM transmissions t
JOIN (SELECT transmission_id, max(stored_at) AS stored_at FROM transmission_parts
      WHERE stored_at IS NOT NULL AND settled_at IS NULL GROUP BY transmission_id) AS p
  ON p.transmission_id = t.id
WHERE t.tried_at IS NULL OR t.tried_at <= p.stored_at OR t.tried_at < now() - interval '1 second'
ORDER BY t.tried_at NULLS FIRST, t.id LIMIT %s
"""
_TRIED = "UPDATE transmissions SET tried_at = now() WHERE id = %s"
_SETTLE = """
UPDATE transmission_parts SET settled_at = now(), refusal = %s
WHERE transmission_id = %s AND sha256 = %s
"""
_ASK_AGAIN = """
UPDATE transmission_parts
SET stored_at = NULL, object_id = NULL, object_sha256 = NULL, media_type = NULL
WHERE transmission_id = %s AND sha256 = %s AND settled_at IS NULL
"""
_UNSETTLED = """
SELECT stream FROM transmission_parts
WHERE stream = ANY(%s) AND stored_at IS NOT NULL AND settled_at IS NULL
"""


class TransmissionRows:
    """The TransmissionBook port, over the connections of the event store."""

    def __init__(self, store: AsyncEventStore) -> None:
        self._store = store
        self._view = LiveView(store.pool)

    async def find(self, transmission: UUID) -> Transmission | None:
        rows = await self._store.rows(_FIND, (transmission,))
        if not rows:
            return None
        payload, unit, sender = rows[0]
        manifest = read_manifest(bytes(payload))
        lines = {line.sha256: line for line in manifest.packets}
        parts = await self._store.rows(_PARTS, (transmission,))
        listed = tuple(_part(lines[sha256], *found) for sha256, *found in parts)
        return Transmission(manifest, bytes(payload), unit, sender, listed)

    async def announce(self, announcement: Announcement) -> None:
        manifest = announcement.manifest
        head = (manifest.id, manifest.station_id, announcement.device, announcement.unit)
        texts = (announcement.sender, announcement.signed, announcement.payload)
        async with self._store.connection() as connection, connection.transaction():
            cursor = await connection.execute(_ANNOUNCE, (*head, *texts))
            if await cursor.fetchone():
                lines = [_listed(manifest.id, manifest.station_id, one) for one in manifest.packets]
                await connection.cursor().executemany(_LIST, lines)

    async def keep(self, transmission: UUID, sha256: str, content: SealedObject) -> None:
        values = (content.id, content.sha256, content.media_type, transmission, sha256)
        await self._store.run(_KEEP, values)

    async def links(self, station: UUID, first: int, last: int) -> Sequence[Link]:
        values = {"station": station, "first": first, "last": last}
        return [Link(*row) for row in await self._store.rows(_LINKS, values)]

    async def waiting(self) -> Sequence[UUID]:
        return [id_ for (id_,) in await self._store.rows(_WAITING, (MOST_TRANSMISSIONS,))]

    async def tried(self, transmission: UUID) -> None:
        await self._store.run(_TRIED, (transmission,))

    async def settle(self, transmission: UUID, sha256: str, refusal: str | None = None) -> None:
        await self._store.run(_SETTLE, (refusal, transmission, sha256))

    async def ask_again(self, transmission: UUID, sha256: str) -> None:
        await self._store.run(_ASK_AGAIN, (transmission, sha256))

    async def released(self) -> Sequence[UUID]:
        found = [row[0] for row in await self._view.rows(_received) if row[0] is not None]
        unsettled = (
            {row[0] for row in await self._store.rows(_UNSETTLED, (found,))} if found else set()
        )
        return [stream for stream in found if stream not in unsettled]


def _received(slot: Slot) -> Select[Any]:
    """Packets that the waits view shows with the intake, oldest deadline first."""
    c = table_in(slot, "waits").c
    found = (
        select(c.stream, c.due)
        .where(is_live(slot), c.kind == "enrolment-packet", c.stage == "received")
        .order_by(c.due, c.stream)
        .limit(MOST_RELEASED)
        .lateral("received")
    )
    return beside_live_slot("waits", found).order_by(found.c.due, found.c.stream)


def _listed(transmission: UUID, station: UUID, line: PacketLine) -> tuple[Any, ...]:
    stream = stream_of_packet(line.packet_id)
    place = (transmission, line.sha256, station, line.sequence, line.previous_sha256)
    return (*place, line.packet_id, stream, stream)


def _part(line: PacketLine, *found: Any) -> Part:
    stream, object_id, sha256, media_type, refusal, settled = found
    content = SealedObject(object_id, sha256, media_type) if object_id else None
    return Part(line, stream, content, refusal, settled)
