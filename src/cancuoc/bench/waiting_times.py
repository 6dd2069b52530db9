"""How long the view of waits, the queues and the timer take with very many waiting cases."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec
import psycopg

from adapters.postgres.due_waits import DueWaits
from adapters.postgres.job_queues import JobQueues, Station
from adapters.postgres.live_view import Pool, answers
from adapters.postgres.work_queues import Place as PlaceInQueue
from adapters.postgres.work_queues import WorkItem, WorkPage, WorkQueues
from application.clock import ProgrammeClock
from cancuoc.bench import big_store, processor_time, waiting_cases
from cancuoc.bench.case_desk import Desk, Officer
from cancuoc.bench.case_steps import AUDITOR
from cancuoc.bench.copies import new_id
from cancuoc.bench.load_loops import percentile
from cancuoc.bench.servers import KEYS, Serving
from cancuoc.bench.waiting_cases import RARE, Place
from cancuoc.bench.workbench import Workbench
from cancuoc.office_parts import OfficeParts, read_clock_offset
from cancuoc.settings import Settings
from domain.envelope import Actor

DATABASE = "cancuoc_waiting"
IN_HAND = 300
"""Cases at most that officers of the centre have in hand in each of its queues."""
FLOORS = ("floor: SELECT 1", "floor: GET /healthz")
QUESTIONS = 13
"""How many there are, floors included."""
_SHIFT = timedelta(minutes=30)

Ask = Callable[[], Awaitable[object]]


class Asked(msgspec.Struct, frozen=True):
    """One question, asked again and again with other officers; processor time of PostgreSQL."""

    name: str
    count: int
    p50_ms: float
    p95_ms: float
    postgres_us: float


def measure(bench: Workbench) -> list[Asked]:
    """Fill the view, then ask."""
    register = bench.register
    register.make_store(DATABASE)
    dsn = register.dsn(DATABASE)
    settings = msgspec.structs.replace(register.settings, dsn=dsn, keys_dsn=register.dsn(KEYS))
    now = ProgrammeClock(read_clock_offset(settings)).now
    with psycopg.connect(dsn, autocommit=True) as store:
        for done in waiting_cases.fill(store, bench.plan.waiting, now()):
            bench.say(f"{done:,} of {bench.plan.waiting:,} waits")
        in_hand = max(1, min(IN_HAND, bench.plan.waiting // 1000))
        waiting_cases.take_in_hand(store, now(), now() + timedelta(hours=8), in_hand)
        big_store.settle(store)
    with register.serving(DATABASE) as serving:
        return asyncio.run(_ask_all(bench, settings, serving))


async def _ask_all(bench: Workbench, settings: Settings, serving: Serving) -> list[Asked]:
    register = bench.register
    async with (
        OfficeParts(settings) as parts,
        Desk(serving.port, register.issuer, register.settings.audience, 4) as desk,
    ):
        questions = _Questions(parts.store.pool, parts.clock.now, desk)
        return [await ask_again(bench, name, ask) for name, ask in questions.all().items()]


async def ask_again(bench: Workbench, name: str, ask: Ask) -> Asked:
    """One after the other, after a few that warm up."""
    bench.say(name)
    for _ in range(3):
        await ask()
    took, server = [], processor_time.of_family(bench.postmaster)
    for _ in range(bench.plan.questions):
        began = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - began) * 1e3)
    server = processor_time.of_family(bench.postmaster) - server
    took.sort()
    each = server / len(took) * 1e6
    return Asked(name, len(took), percentile(took, 0.50), percentile(took, 0.95), each)


class _Questions:
    """Each officer who asks is drawn anew from those that there are."""

    def __init__(self, pool: Pool, now: Callable[[], datetime], desk: Desk) -> None:
        self._pool = pool
        self._now = now
        self._desk = desk
        self._work = WorkQueues(pool, now)
        self._jobs = JobQueues(pool, now)
        self._due = DueWaits(pool)
        self._random = random.Random(2021)  # noqa: S311 - load, not a secret
        self._communes = waiting_cases.places("commune")
        self._districts = waiting_cases.places("district")

    def all(self) -> dict[str, Ask]:
        return {**self._floors(), **self._lists(), **self._takes(), **self._over_http()}

    def _floors(self) -> dict[str, Ask]:
        return {
            FLOORS[0]: lambda: answers(self._pool, "SELECT 1", {}),
            FLOORS[1]: lambda: self._desk.read(AUDITOR, "/healthz"),
        }

    def _lists(self) -> dict[str, Ask]:
        approver = Officer("card-approver")
        return {
            "queue of a commune": lambda: self._open(self._of("commune-chief", self._communes)),
            "queue of a district": lambda: self._open(
                self._of("delivery-officer", self._districts)
            ),
            "queue of the centre": lambda: self._open(approver),
            "a later page of it": lambda: self._later(approver),
            "a rare stage of a queue of the centre": lambda: self._open(approver, RARE.stage),
        }

    def _takes(self) -> dict[str, Ask]:
        return {
            "next case of a district": lambda: self._next(
                self._of("intake-approver", self._districts)
            ),
            "next case of the centre": lambda: self._next(Officer("card-approver")),
            "lease of 20 jobs": self._lease,
            "what is due, for the timer": lambda: self._due.at(self._now()),
        }

    def _over_http(self) -> dict[str, Ask]:
        approver, path = Officer("card-approver"), "/v1/work-queues/card-approver"
        return {
            "GET the queue of the centre": lambda: self._desk.read(approver, path),
            "POST for its next case": lambda: self._desk.post(approver, f"{path}/claim-next", {}),
        }

    def _of(self, role: str, found: list[Place]) -> Officer:
        return Officer(role, self._random.choice(found).unit)

    async def _open(self, officer: Officer, stage: str | None = None) -> WorkPage:
        return await self._work.open(_actor(officer), stage, officer.role)

    async def _later(self, officer: Officer) -> WorkPage:
        """A page behind a place in the middle of the queue."""
        due = self._now() + timedelta(days=self._random.random() * 3)
        place = PlaceInQueue(0, due, new_id(), "")
        return await self._work.open(_actor(officer), None, officer.role, after=place)

    async def _next(self, officer: Officer) -> WorkItem | None:
        """Somebody new each time, as if all of them came to work at one moment."""
        actor = Actor(new_id(), officer.unit, (officer.role,))
        return await self._work.claim_next(actor, self._now() + _SHIFT, None, officer.role)

    async def _lease(self) -> object:
        station = Station(new_id(), new_id())
        return await self._jobs.lease("duplicate-search", station, self._now() + _SHIFT, 20)


def _actor(officer: Officer) -> Actor:
    return Actor(officer.id, officer.unit, (officer.role,))
