"""What all officers of a simulation share: the plan, the interface, the clock, and what is done."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from cancuoc.simulation.counter import Counter, Refused, Shown
from cancuoc.simulation.fates import Fate
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.plan import Case, Plan
from domain.context import local_day

APPLICATIONS, CITIZENS = "card-applications", "citizens"
ENDED = frozenset({"delivered", "refused", "withdrawn", "closed"})
STALE_TRIES = 8
STALE = 412
REACTION_TRIES, REACTION_PAUSE_S = 200, 0.3


class Tools(msgspec.Struct, frozen=True):
    """The devices of a simulation, and when it began by the register's own clock.

    `offset_s` is what the register's clock is ahead of this machine's.
    """

    scanner: str
    camera: str
    printers: tuple[str, ...]
    began: datetime
    offset_s: int


class World:
    """`stop` is set when nothing more should be begun."""

    def __init__(self, plan: Plan, counter: Counter, tools: Tools, stop: asyncio.Event) -> None:
        self.plan = plan
        self.counter = counter
        self.tools = tools
        self.names = plan.names
        self.stop = stop
        self.settled: dict[str, str] = {}
        self.expect: Callable[[str], None] = lambda _application: None
        """Tells the delivery officers of a card that is on its way to them."""
        self.ready: dict[str, Shown] = {}
        """Applications whose card is signed and waits for its box, as they were read last."""

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.tools.offset_s, UTC)

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def is_done(self) -> bool:
        return len(self.settled) >= len(self.plan.cases)

    def case(self, application: str) -> Case | None:
        """The case of an application; None for one that somebody else brought."""
        return self.plan.by_application.get(UUID(application))

    def fate(self, application: str) -> Fate:
        case = self.case(application)
        return case.fate if case else Fate()

    def rests(self, application: str, stage: str) -> bool:
        """Whether officers leave the case in this stage; then it is settled for us."""
        if self.fate(application).rests_in != stage:
            return False
        self.settle(application, stage)
        return True

    def settle(self, application: str, how: str) -> None:
        """Nothing more is to be done about it: it has ended, or it is left where it is."""
        if self.case(application) is not None:
            self.settled[application] = how

    def back_dated(self, application: str, days: float) -> dict[str, str]:
        """`occurred_at` of an act so long after the capture; never after the simulation began."""
        case = self.case(application)
        return {} if case is None else self.dated(case.captured_at, days)

    def dated(self, since: datetime, days: float) -> dict[str, str]:
        at = min(since + timedelta(days=days), self.tools.began)
        return {"occurred_at": at.isoformat()}

    async def application(self, id_: str) -> Shown:
        return await self.read(APPLICATIONS, id_)

    async def read(self, collection: str, id_: str) -> Shown:
        """What there must be. Raises Refused where there is nothing."""
        shown = await self.counter.read(f"/v1/{collection}/{id_}")
        if shown is None:
            raise Refused(f"read {collection}", 404, "not-found", id_)
        return shown

    async def until(self, shown: Shown, *statuses: str) -> Shown:
        """The application once what follows from acts has brought it there; at most a minute."""
        for _ in range(REACTION_TRIES):
            if shown["status"] in statuses:
                return shown
            await asyncio.sleep(REACTION_PAUSE_S)
            shown = await self.application(shown["id"])
        raise Refused("wait", 504, "nothing-followed", f"{shown['id']} is {shown['status']}")

    async def step(
        self, officer: Officer, collection: str, shown: Shown, verb: str, body: dict[str, Any]
    ) -> Shown:
        """Act on a stream as it was read; where it has moved on in the same status, once more."""
        return await self._until_fresh(officer, None, (collection, verb), shown, body)

    async def step_by_two(
        self,
        officers: tuple[Officer, Officer],
        collection: str,
        shown: Shown,
        verb: str,
        body: dict[str, Any],
    ) -> Shown:
        return await self._until_fresh(officers[0], officers[1], (collection, verb), shown, body)

    async def _until_fresh(
        self, officer: Officer, second: Officer | None, step: tuple[str, str], shown: Shown,
        body: dict[str, Any],
    ) -> Shown:  # fmt: skip
        for _ in range(STALE_TRIES):
            key = self.names.act(shown["id"], step[1], shown["version"])
            try:
                if second is None:
                    return await self.counter.act(officer, shown, step, key, body)
                return await self.counter.act_by_two((officer, second), shown, step, key, body)
            except Refused as refused:
                again = await self.read(step[0], shown["id"])
                if refused.status != STALE or again["status"] != shown["status"]:
                    raise
                shown = again
        raise Refused(step[1], STALE, "changed-too-often", shown["id"])
