"""Production: what was approved is planned in batches by province, and given to the machines."""

import asyncio
import time
from itertools import count
from typing import Any

from adapters.reference.load_units import load_register
from cancuoc.simulation.counter import Refused, Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.press import BATCHES, Press
from cancuoc.simulation.queues import listed
from cancuoc.simulation.stock import Stock
from cancuoc.simulation.tools import REGISTERED_AT
from cancuoc.simulation.world import World

MOST_CARDS = 50
GATHER_S = 2.0
"""How long the planner waits for more cards of a province before a small batch goes."""
PAUSE_S = 0.5
OVER = frozenset({"balanced", "cancelled"})
_PLANNER = Officer("production-planner")


class Production:
    """The planner and the machines of the centre."""

    def __init__(self, world: World, stock: Stock) -> None:
        self._world = world
        self._presses = [Press(world, stock, one) for one in world.tools.printers]
        self._waiting: asyncio.Queue[Shown] = asyncio.Queue()
        self._begun: dict[str, list[Shown]] = {one: [] for one in world.tools.printers}
        self._planned: set[str] = set()
        self._groups: dict[str, tuple[str, str]] = {}
        self._since: dict[tuple[str, str], float] = {}
        self._numbers = count()
        self.batches: list[str] = []

    async def serve(self) -> None:
        await self._adopt()
        await asyncio.gather(self._plan(), *(self._operate(press) for press in self._presses))

    async def _adopt(self) -> None:
        """Batches of an earlier run, of which some may not be balanced."""
        for n in self._numbers:
            shown = await self._world.counter.read(f"/v1/{BATCHES}/{self._id(n)}")
            if shown is None:
                self._numbers = count(n)
                return
            self.batches.append(shown["id"])
            if shown["status"] not in OVER:
                self._planned.update(shown["applications"])
                self._hand_out(shown)

    def _hand_out(self, batch: Shown) -> None:
        """A batch that was begun goes on at its own machine, any other where one is free."""
        begun = self._begun.get(batch["machine_id"] or "")
        if begun is None:
            self._waiting.put_nowait(batch)
        else:
            begun.append(batch)

    async def _plan(self) -> None:
        while not self._world.stop.is_set():
            for group, applications in (await self._approved()).items():
                since = self._since.setdefault(group, time.monotonic())
                if len(applications) >= MOST_CARDS or time.monotonic() - since > GATHER_S:
                    del self._since[group]
                    await self._plan_one(group, applications[:MOST_CARDS])
            await asyncio.sleep(PAUSE_S)

    async def _approved(self) -> dict[tuple[str, str], list[str]]:
        """What nobody planned, by province and form."""
        groups: dict[tuple[str, str], list[str]] = {}
        for item in await listed(self._world, "print-operator", "approved"):
            application = item["stream"]
            if self._is_to_plan(application):
                groups.setdefault(await self._group(application), []).append(application)
        return groups

    def _is_to_plan(self, application: str) -> bool:
        """Ours, so that our blanks and our cards agree at the end, and in no batch yet."""
        ours = self._world.case(application) is not None and application not in self._planned
        return ours and not self._world.rests(application, "approved")

    async def _group(self, application: str) -> tuple[str, str]:
        if application not in self._groups:
            shown = await self._world.application(application)
            province = load_register().province_of(shown["intake_unit"], self._world.today)
            group = (province or shown["intake_unit"], shown["card_form"])
            self._groups[application] = group
        return self._groups[application]

    async def _plan_one(self, group: tuple[str, str], applications: list[str]) -> None:
        n = next(self._numbers)
        body: dict[str, Any] = {
            "id": self._id(n),
            "batch_number": f"LO-{self._world.names.digest[:8]}-{n}",
            "form": group[1],
            "destination": group[0],
            "priority": 5,
            "applications": applications,
        }
        key = self._world.names.act(body["id"], "plan-batch", 0)
        try:
            shown = await self._world.counter.open(_PLANNER, f"/v1/{BATCHES}", body, key)
        except Refused as refused:
            # One of them has moved on, or lies in a batch that is not balanced: plan anew later.
            self._numbers = count(n)
            self._world.counter.tally.notes[f"not planned: {refused.code}"] += 1
            return
        self.batches.append(body["id"])
        self._planned.update(applications)
        self._hand_out(shown)

    async def _operate(self, press: Press) -> None:
        for batch in self._begun[press.printer]:
            await self._make(press, batch)
        while not self._world.stop.is_set():
            try:
                batch = await asyncio.wait_for(self._waiting.get(), PAUSE_S)
            except TimeoutError:
                continue
            await self._make(press, batch)

    async def _make(self, press: Press, batch: Shown) -> None:
        try:
            without_card = await press.run(batch)
        except Refused as refused:
            self._world.counter.tally.fault(f"batch {batch['id']}: {refused}")
        else:
            self._planned.difference_update(without_card)

    def _id(self, n: int) -> str:
        return self._world.names.opened(REGISTERED_AT, "batch", str(n))
