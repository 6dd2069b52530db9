"""The last step: over the counter, in the post, or brought home after the post had failed."""

import asyncio
from typing import Any

from cancuoc.simulation.counter import Refused, Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.queues import listed
from cancuoc.simulation.world import APPLICATIONS, ENDED, World

AT_ONCE = 16
PAUSE_S = 0.5
STANDING = frozenset({"dispatched", "missing-in-transit", "posted"})
"""Others act next: the reactor on a count or a finding, or the courier."""


class Delivery:
    """The delivery officers of all districts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._expected: asyncio.Queue[str] = asyncio.Queue()
        self._known: set[str] = set()

    def expect(self, application: str) -> None:
        """A card that has arrived, or is about to."""
        if application not in self._known:
            self._known.add(application)
            self._expected.put_nowait(application)

    async def serve(self) -> None:
        for item in await listed(self._world, "post-courier", "posted"):
            self.expect(item["stream"])
        await asyncio.gather(*(self._officer() for _ in range(AT_ONCE)))

    async def _officer(self) -> None:
        while not self._world.stop.is_set():
            try:
                application = await asyncio.wait_for(self._expected.get(), PAUSE_S)
            except TimeoutError:
                continue
            try:
                is_over = await self._advance(application)
            except Refused as refused:
                self._world.counter.tally.fault(f"delivery of {application}: {refused}")
                continue
            if not is_over:
                # Others may be served meanwhile.
                await asyncio.sleep(PAUSE_S)
                self._expected.put_nowait(application)

    async def _advance(self, application: str) -> bool:
        """One step with the card; True when there is no further one for us."""
        shown = await self._world.application(application)
        status = shown["status"]
        if status in ENDED:
            self._world.settle(application, status)
            return True
        if self._world.rests(application, status):
            return True
        if status in STANDING:
            return False
        officer = Officer("delivery-officer", shown["to_unit"])
        if status == "arrived" and self._world.fate(application).posted:
            await self._step(officer, shown, "post-card", self._in_the_post(shown))
            return False
        if status in ("arrived", "delivery-failed"):
            mode = "counter" if status == "arrived" else "home"
            await self._step(officer, shown, "hand-over-card", self._handed_over(shown, mode))
            self._world.settle(application, "delivered")
        return True

    def _in_the_post(self, shown: Shown) -> dict[str, Any]:
        number = self._world.names.number("post", shown["id"])
        address = {
            "unit": shown["to_unit"],
            "as_of": self._world.today.isoformat(),
            "detail": f"Số {number % 400 + 1}",
        }
        return {"carrier": "vnpost", "tracking": f"EA{number:08d}VN", "address": address}

    def _handed_over(self, shown: Shown, mode: str) -> dict[str, Any]:
        names, began = self._world.names, self._world.tools.began
        return {
            "to": "holder",
            "mode": mode,
            "holder_verified": True,
            "score": 600 + names.number("score", shown["id"]) % 300,
            "signature": names.paper(began, "receipt", shown["id"]),
        }

    async def _step(self, officer: Officer, shown: Shown, verb: str, body: dict[str, Any]) -> Shown:
        return await self._world.step(officer, APPLICATIONS, shown, verb, body)
