"""A job is leased to one station for a while, and comes back when nobody answered it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests.adapters.postgres.views.cases import WAITS, Clock, pool_of, recorded
from tests.adapters.postgres.views.projected import History

from adapters.postgres.fresh_view import Freshness
from adapters.postgres.job_queues import JobQueues, LeasedJob, Station
from case_stories import (
    APPROVED,
    EXAMINED,
    INTAKE_APPROVED,
    JOB,
    NONE_FOUND,
    REGISTER_MATCHED,
    at,
    captured,
    fresh_id,
    opened,
    started,
)

ONE, OTHER = Station(UUID(int=1), UUID(int=11)), Station(UUID(int=2), UUID(int=12))
STREAMS = [fresh_id(200 + n) for n in range(5)]
CHECKED = (opened(), captured(), INTAKE_APPROVED)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def queues(history: History, clock: Clock) -> AsyncIterator[JobQueues]:
    async with pool_of(history) as pool:
        yield JobQueues(pool, clock.now)


def five_to_check(history: History) -> None:
    for stream in STREAMS:
        recorded(history, *CHECKED, stream=stream)
    history.projector(WAITS).catch_up()


async def leased(queues: JobQueues, station: Station, clock: Clock, most: int = 1) -> set[UUID]:
    jobs, _ = await queues.lease("register-check", station, clock.after(5), most)
    return {job.stream for job in jobs}


async def test_a_job_names_the_wait_that_it_is(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    recorded(history, *CHECKED[:2], *EXAMINED, APPROVED, started(), stream=STREAMS[0])
    history.projector(WAITS).catch_up()

    [job], freshness = await queues.lease("printing", ONE, clock.after(5))

    assert job == LeasedJob(JOB, STREAMS[0], "printing", 9, job.due, 0, clock.after(5))
    assert freshness == Freshness(8, 0)
    assert history.ask("SELECT kind, stream, station, subject FROM job_leases") == [
        ("printing", STREAMS[0], ONE.id, ONE.subject)
    ]


async def test_stations_get_different_jobs(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)

    first = await leased(queues, ONE, clock, 2)
    second = await leased(queues, OTHER, clock, 9)

    assert first | second == set(STREAMS)
    assert first & second == set()
    assert await leased(queues, ONE, clock, 9) == set()


async def test_stations_that_ask_at_once_share_what_is_there(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)
    stations = [Station(UUID(int=n), UUID(int=n)) for n in range(20, 26)]

    got = await asyncio.gather(*(leased(queues, one, clock, 2) for one in stations))

    assert sum(map(len, got)) == len(set.union(*got)) == 5


async def test_only_waits_of_the_stage_are_jobs(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    recorded(history, *CHECKED, REGISTER_MATCHED, NONE_FOUND, stream=STREAMS[0])
    history.projector(WAITS).catch_up()

    assert await leased(queues, ONE, clock) == set()
    [job], _ = await queues.lease("quality-check", ONE, clock.after(5))
    assert (job.stream, job.stage) == (STREAMS[0], "quality-check")
    assert (await queues.lease("opened", ONE, clock.after(5)))[0] == ()


async def test_a_lease_that_ended_goes_to_the_next_who_asks(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)
    await leased(queues, ONE, clock, 5)
    clock.at = clock.after(5)

    assert await leased(queues, OTHER, clock, 9) == set(STREAMS)
    assert await queues.held(ONE) == ()


async def test_a_job_given_back_is_there_at_once_and_a_renewed_one_is_not(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)
    jobs, _ = await queues.lease("register-check", ONE, clock.after(5), 5)
    back, kept = jobs[0].job_id, jobs[1].job_id

    assert not await queues.release(back, OTHER)
    assert await queues.release(back, ONE)
    assert await queues.renew(kept, ONE, clock.after(20))
    assert not await queues.renew(kept, OTHER, clock.after(20))
    assert not await queues.renew(back, ONE, clock.after(20))
    clock.at = clock.after(6)

    assert await leased(queues, OTHER, clock, 9) == set(STREAMS) - {jobs[1].stream}


async def test_an_answered_job_does_not_come_back(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)
    await leased(queues, ONE, clock, 5)
    history.record([at(REGISTER_MATCHED, 4, STREAMS[0])])
    history.projector(WAITS).catch_up()
    clock.at = clock.after(6)

    assert await leased(queues, OTHER, clock, 9) == set(STREAMS[1:])


async def test_a_station_knows_after_a_restart_what_it_has(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)
    jobs, _ = await queues.lease("register-check", ONE, clock.after(5), 2)

    held = await queues.held(ONE)

    assert {one.job_id for one in held} == {job.job_id for job in jobs}
    assert {one.until for one in held} == {clock.after(5)}


async def test_what_is_urgent_comes_first_then_the_oldest_due(
    history: History, queues: JobQueues, clock: Clock
) -> None:
    five_to_check(history)
    history.ask("UPDATE view_a.waits SET priority = 9 WHERE stream = %s", STREAMS[3])
    history.ask("UPDATE view_a.waits SET due = due - interval '1 day' WHERE stream = %s",
                STREAMS[2])  # fmt: skip

    jobs, _ = await queues.lease("register-check", ONE, clock.after(5), 3)

    assert [job.stream for job in jobs] == [STREAMS[3], STREAMS[2], STREAMS[0]]
