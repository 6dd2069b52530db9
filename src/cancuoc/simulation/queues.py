"""Officers at a work queue: they take the oldest case, do it, and take the next."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from cancuoc.simulation.counter import Refused, Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.world import World

CLAIM_S, FOR_THE_DAY_S = 600, 28_800
COLLEAGUE = 90
"""The ordinal of the officer of a role who has in hand what is left where it is."""
MOST_LISTED = 4000
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 1.0

Work = Callable[[World, Officer, Shown], Awaitable[bool]]
"""Does what waits, as the queue shows it; False where the case is left in this stage."""


class Desk(NamedTuple):
    """Officers of one role who work on one stage."""

    role: str
    stage: str
    work: Work
    ordinals: tuple[int, ...] = (1,)


class Queue:
    """What all officers of a desk have done; the view that offers it may be a little behind."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world = world
        self._desk = desk
        self._path = f"/v1/work-queues/{desk.role}"
        self._done: set[tuple[str, int]] = set()

    async def serve(self) -> None:
        """Work until the world stops."""
        await asyncio.gather(*(self._officer(ordinal) for ordinal in self._desk.ordinals))

    async def _officer(self, ordinal: int) -> None:
        officer = Officer(self._desk.role, "centre", ordinal)
        pause = SHORTEST_PAUSE_S
        while not self._world.stop.is_set():
            if await self._next(officer):
                pause = SHORTEST_PAUSE_S
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _next(self, officer: Officer) -> bool:
        """Whether there was a case to work on."""
        asked = {"stage": self._desk.stage, "seconds": CLAIM_S}
        item = await self._world.counter.ask(officer, f"{self._path}/claim-next", asked)
        if item is None or (item["stream"], item["entered_version"]) in self._done:
            return False
        self._done.add((item["stream"], item["entered_version"]))
        if not await self._worked(officer, item):
            await self._leave(officer, item["stream"])
        return True

    async def _worked(self, officer: Officer, item: Shown) -> bool:
        try:
            return await self._desk.work(self._world, officer, item)
        except Refused as refused:
            self._world.counter.tally.fault(f"{self._desk.role} {item['stream']}: {refused}")
            return False

    async def _leave(self, officer: Officer, stream: str) -> None:
        """A colleague has the case in hand for the day, so that it holds nobody up."""
        case: dict[str, Any] = {"stream": stream, "stage": self._desk.stage}
        colleague = Officer(self._desk.role, "centre", COLLEAGUE)
        counter = self._world.counter
        try:
            await counter.ask(officer, f"{self._path}/return", case)
            await counter.ask(colleague, f"{self._path}/claim", case | {"seconds": FOR_THE_DAY_S})
        except Refused as refused:
            # The case has moved on meanwhile, or a colleague has it already.
            counter.tally.notes[f"not left: {refused.code}"] += 1


async def listed(world: World, role: str, stage: str) -> list[Shown]:
    """What waits in a stage, oldest deadline first."""
    following: str | None = f"/v1/work-queues/{role}?stage={stage}&limit=200"
    items: list[Shown] = []
    while following and len(items) < MOST_LISTED:
        page = await world.counter.read(following, Officer(role)) or {}
        items += page.get("items", [])
        following = page.get("next")
    return items
