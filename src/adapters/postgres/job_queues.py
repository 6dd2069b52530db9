"""Work for machines outside: waits of an application leased to one station for a while."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Select, bindparam, select

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Asked, Pool, answers
from adapters.postgres.view_tables import JOB_LEASES, Slot, table_in

__all__ = ["Freshness", "JobQueues", "LeasedJob", "Station"]

MOST_JOBS = 200
ATTEMPTS = 4

# Rows in one order for every station, or two of them could wait for each other for ever.
_LEASE = """
INSERT INTO job_leases AS held (job_id, kind, stream, station, subject, leased_at, until)
SELECT job_id, %(stage)s, stream, %(station)s, %(subject)s, %(now)s, %(until)s
FROM unnest(%(jobs)s::uuid[], %(streams)s::uuid[]) AS wanted (job_id, stream) ORDER BY job_id
ON CONFLICT (job_id) DO UPDATE
SET station = excluded.station, subject = excluded.subject, leased_at = excluded.leased_at,
    until = excluded.until
WHERE held.until <= %(now)s
RETURNING job_id
"""
_RENEW = """
UPDATE job_leases SET until = %(until)s
WHERE job_id = %(job)s AND station = %(station)s AND subject = %(subject)s AND until > %(now)s
RETURNING job_id
"""
_RELEASE = """
DELETE FROM job_leases
WHERE job_id = %(job)s AND station = %(station)s AND subject = %(subject)s RETURNING job_id
"""
_HELD = """
SELECT job_id, kind, stream, until FROM job_leases
WHERE station = %(station)s AND until > %(now)s ORDER BY leased_at, job_id
"""
_SWEEP = """
DELETE FROM job_leases WHERE job_id IN (
    SELECT job_id FROM job_leases WHERE until <= %(now)s LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING job_id
"""
ORDER = ("rank", "due", "stream")


class Station(msgspec.Struct, frozen=True):
    """The machine that takes jobs, and the service account that speaks for it."""

    id: UUID
    subject: UUID


class LeasedJob(msgspec.Struct, frozen=True):
    """One application that waits in `stage` since `entered_version`, for this station alone."""

    job_id: UUID
    stream: UUID
    stage: str
    entered_version: int
    due: datetime
    priority: int
    until: datetime


class HeldLease(msgspec.Struct, frozen=True):
    job_id: UUID
    stage: str
    stream: UUID
    until: datetime


class _Waiting(msgspec.Struct, frozen=True):
    rank: int
    due: datetime
    stream: UUID
    job_id: UUID
    entered_version: int
    priority: int


class JobQueues:
    """Leases over the live waits; `now` is programme time. All raise StoreUnavailable.

    A lease ends with its time, and the job is there for others: the view alone says whether it
    still waits, so that an answered job never comes back.
    """

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._view = FreshView(pool, "waits", now)
        self._now = now

    async def lease(
        self, stage: str, station: Station, until: datetime, most: int = 1
    ) -> tuple[tuple[LeasedJob, ...], Freshness]:
        """At most `most` (200) jobs that no station has: higher priority first, then oldest due."""
        most = min(most, MOST_JOBS)
        await answers(self._pool, _SWEEP, {"now": self._now()})
        leased: list[_Waiting] = []
        for _ in range(ATTEMPTS):
            wanted = most - len(leased)
            found, freshness = await self._free(stage, wanted)
            leased += await self._take(found, stage, station, until)
            # Fewer than wanted were there, or all that were wanted are ours.
            if len(found) < wanted or len(leased) == most:
                break
        return tuple(_job(one, stage, until) for one in leased), freshness

    async def renew(self, job: UUID, station: Station, until: datetime) -> bool:
        """Keep a job for longer; False when the lease has ended or never was."""
        return bool(await self._act(_RENEW, station, job=job, until=until))

    async def release(self, job: UUID, station: Station) -> bool:
        """Give a job back; False when this station has it not."""
        return bool(await self._act(_RELEASE, station, job=job))

    async def held(self, station: Station) -> tuple[HeldLease, ...]:
        """What the station has leased now, as after a restart; some may be answered already."""
        return tuple(HeldLease(*row) for row in await self._act(_HELD, station))

    async def _free(self, stage: str, most: int) -> tuple[list[_Waiting], Freshness]:
        asked = Asked("jobs", {"stage": stage, "now": self._now(), "most": most})
        rows, freshness = await self._view.ask(_waiting, *ORDER, asked=asked)
        return [_Waiting(*row) for row in rows], freshness

    async def _take(
        self, found: list[_Waiting], stage: str, station: Station, until: datetime
    ) -> list[_Waiting]:
        """Those that no other station was faster to take."""
        values = {
            "stage": stage,
            "jobs": [one.job_id for one in found],
            "streams": [one.stream for one in found],
            "until": until,
        }
        ours = {row[0] for row in await self._act(_LEASE, station, **values)} if found else set()
        return [one for one in found if one.job_id in ours]

    async def _act(self, statement: str, station: Station, **values: Any) -> list[Any]:
        known = {"station": station.id, "subject": station.subject, "now": self._now(), **values}
        return await answers(self._pool, statement, known)


def _waiting(slot: Slot) -> Select[Any]:
    """Of the stage `stage`, without a lease at `now`, at most `most`."""
    waits = table_in(slot, "waits")
    c, leases = waits.c, JOB_LEASES
    leased = select(leases.c.job_id).where(
        leases.c.job_id == c.job_id, leases.c.until > bindparam("now")
    )
    rank = -c.priority
    return (
        select(rank.label("rank"), c.due, c.stream, c.job_id, c.entered_version, c.priority)
        .where(c.stage == bindparam("stage"), c.job_id.is_not(None), ~leased.exists())
        .order_by(c.priority.desc(), c.due, c.stream)
        .limit(bindparam("most", type_=Integer))
    )


def _job(one: _Waiting, stage: str, until: datetime) -> LeasedJob:
    return LeasedJob(
        one.job_id, one.stream, stage, one.entered_version, one.due, one.priority, until
    )
