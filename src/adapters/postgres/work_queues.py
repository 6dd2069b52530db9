"""What waits for an officer, oldest first, and who has taken which case in hand."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Asked, Pool, answers
from adapters.postgres.work_asked import Queue
from adapters.postgres.work_query import ORDER, items
from domain.envelope import Actor
from domain.units import RegisterOfUnits

__all__ = ["Freshness", "Place", "WorkItem", "WorkPage", "WorkQueues"]

MOST_ROWS = 200
CANDIDATES = 16
ATTEMPTS = 4
NO_UNITS = RegisterOfUnits(())
"""A register in which every unit stands for itself."""

# A claim whose time has passed binds nobody, and who claims again keeps what is claimed.
_CLAIM = """
INSERT INTO work_claims AS held (stream, stage, officer, unit, until)
VALUES (%(stream)s, %(stage)s, %(officer)s, %(unit)s, %(until)s)
ON CONFLICT (stream, stage) DO UPDATE
SET officer = excluded.officer, unit = excluded.unit, until = excluded.until
WHERE held.until <= %(now)s OR held.officer = excluded.officer
RETURNING until
"""
_RELEASE = """
DELETE FROM work_claims WHERE stream = %(stream)s AND stage = %(stage)s AND officer = %(officer)s
RETURNING until
"""
_SWEEP = """
DELETE FROM work_claims WHERE (stream, stage) IN (
    SELECT stream, stage FROM work_claims WHERE until <= %(now)s LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING until
"""


class Place(msgspec.Struct, frozen=True):
    """Where a page ended; what others have in hand comes after all that is free."""

    taken: int
    due: datetime
    stream: UUID
    stage: str


class WorkItem(msgspec.Struct, frozen=True):
    """One wait of one stream. `entered_version` is the event after which it was there.

    `escalates_to` is the role that gets it after `due`; null for a plain expiry, and `missed` once
    it went there. `claimed_by` has it in hand until `claimed_until`.
    """

    taken: int
    due: datetime
    stream: UUID
    stage: str
    kind: str
    owner_role: str
    owner_unit: str
    missed: bool
    escalates_to: str | None
    entered_version: int
    entered_at: datetime
    claimed_by: UUID | None
    claimed_until: datetime | None

    @property
    def place(self) -> Place:
        return Place(self.taken, self.due, self.stream, self.stage)


class WorkPage(msgspec.Struct, frozen=True):
    """Items in order; `next` is what to give as `after` for another page."""

    items: tuple[WorkItem, ...]
    next: Place | None
    freshness: Freshness


class WorkQueues:
    """Queues of the live waits; `now` is programme time. `units` knows whose place a unit took."""

    def __init__(
        self, pool: Pool, now: Callable[[], datetime], units: RegisterOfUnits = NO_UNITS
    ) -> None:
        self._pool = pool
        self._view = FreshView(pool, "waits", now)
        self._now = now
        self._units = units

    async def open(
        self,
        actor: Actor,
        stage: str | None = None,
        role: str | None = None,
        limit: int = 50,
        after: Place | None = None,
    ) -> WorkPage:
        """What waits for a role of the officer (or only for `role`) in his unit and those below.

        First what is free or in the officer's own hand, then what others have; each oldest due
        first. At most 200 items. Raises StoreUnavailable.
        """
        limit = min(limit, MOST_ROWS)
        queue = Queue(actor, stage, role, self._now(), self._units)
        found, freshness = await self._find(queue, limit + 1, after)
        following = found[limit - 1].place if len(found) > limit else None
        return WorkPage(tuple(found[:limit]), following, freshness)

    async def claim(self, actor: Actor, stream: UUID, stage: str, until: datetime) -> bool:
        """Take one case in hand, or keep it for longer; False when another officer has it.

        Whether the case waits for this officer is asked of the stream, not here.
        """
        return bool(await self._act(_CLAIM, actor, stream, stage, until))

    async def claim_next(
        self, actor: Actor, until: datetime, stage: str | None = None, role: str | None = None
    ) -> WorkItem | None:
        """The oldest case that is free or in hand already, now claimed; None when there is none."""
        await answers(self._pool, _SWEEP, {"now": self._now()})
        for _ in range(ATTEMPTS):
            queue = Queue(actor, stage, role, self._now(), self._units)
            found, _ = await self._find(queue, CANDIDATES, None)
            free = [item for item in found if not item.taken]
            for item in free:
                if await self.claim(actor, item.stream, item.stage, until):
                    return msgspec.structs.replace(
                        item, claimed_by=actor.officer, claimed_until=until
                    )
            if not free:
                return None
        return None

    async def release(self, actor: Actor, stream: UUID, stage: str) -> bool:
        """Put a case back; False when the officer had it not."""
        return bool(await self._act(_RELEASE, actor, stream, stage, self._now()))

    async def _find(
        self, queue: Queue, limit: int, after: Place | None
    ) -> tuple[list[WorkItem], Freshness]:
        place = None if after is None else (after.taken, after.due, after.stream, after.stage)
        shape = queue.shape(place)
        asked = Asked(shape, queue.values(limit, place))
        rows, freshness = await self._view.ask(partial(items, shape=shape), *ORDER, asked=asked)
        return [WorkItem(*row) for row in rows], freshness

    async def _act(
        self, statement: str, actor: Actor, stream: UUID, stage: str, until: datetime
    ) -> list[tuple[object, ...]]:
        values = {
            "stream": stream,
            "stage": stage,
            "officer": actor.officer,
            "unit": actor.unit,
            "until": until,
            "now": self._now(),
        }
        return await answers(self._pool, statement, values)
