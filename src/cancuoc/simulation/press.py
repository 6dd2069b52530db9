"""One machine that makes cards: a batch is started, written card by card, counted and closed."""

import asyncio
from typing import Any

from cancuoc.simulation.counter import Refused, Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.stock import Stock
from cancuoc.simulation.world import APPLICATIONS, World
from domain.card_application.events import PersonalisationStarted, Spoiled
from domain.production_batch.balance import PRINTED

BATCHES = "production-batches"
STARTED, SPOILED = PersonalisationStarted.TOPIC, Spoiled.TOPIC
AT_ONCE = 8
SPARE_BLANKS = 1
PAUSE_S = 0.25
TAKEN = frozenset({"blank-serial-taken", "blank-not-allocated"})
STANDING = frozenset({"printing", "outcome-unknown"})
_PLANNER, _OPERATOR = Officer("production-planner"), Officer("print-operator")
_CONTROLLER = Officer("quality-controller")


class Press:
    """A machine and its operator."""

    def __init__(self, world: World, stock: Stock, printer: str) -> None:
        self._world = world
        self._stock = stock
        self.printer = printer
        self._blanks: list[str] = []
        self._taken: set[str] = set()
        """Blanks that lie in the machine with a job that it says nothing of."""

    async def run(self, batch: Shown) -> list[str]:
        """Take a batch from where it stands to its balance, or as far as the world lets it.

        Gives the applications of a balanced batch for which there is no card, to be planned anew.
        """
        without_card: list[str] = []
        if batch["status"] == "planned":
            batch = await self._step(_PLANNER, batch, "release-batch", {})
        if batch["status"] == "released":
            batch = await self._started(batch)
        if batch["status"] == "in-production":
            await self._written(batch)
        if batch["status"] == "in-production" and not self._world.stop.is_set():
            cases = await self._cases(batch)
            without_card = [one["id"] for one in cases if one["status"] == "approved"]
            count = await self._count(batch["id"], cases)
            batch = await self._step(_OPERATOR, batch, "count-batch", count)
        if batch["status"] == "counted":
            await self._step(_CONTROLLER, batch, "close-batch", {})
        return without_card

    async def _started(self, batch: Shown) -> Shown:
        """With the blanks that are here and those that it needs beside them."""
        left = await self._stock.at(self.printer)
        usable = len(set(left) - self._taken)
        needed = max(0, len(batch["applications"]) + SPARE_BLANKS - usable)
        given = await self._stock.give(self.printer, needed)
        if given < needed:
            return batch
        body = {"machine_id": self.printer, "handed_over": given, "left_before": len(left)}
        return await self._step(_OPERATOR, batch, "start-batch", body)

    async def _written(self, batch: Shown) -> None:
        blanks = await self._stock.at(self.printer)
        self._blanks = [one for one in blanks if one not in self._taken]
        several = asyncio.Semaphore(AT_ONCE)

        async def write(application: str) -> None:
            async with several:
                await self._write(batch, application)

        await asyncio.gather(*(write(one) for one in batch["applications"]))

    async def _write(self, batch: Shown, application: str) -> None:
        """Until there is a card, on as many blanks as that takes."""
        while not self._world.stop.is_set():
            shown = await self._world.application(application)
            if shown["status"] == "approved" and self._blanks:
                await self._begin(batch, shown)
            elif shown["status"] not in STANDING or self._is_left(shown):
                return
            await asyncio.sleep(PAUSE_S)

    def _is_left(self, shown: Shown) -> bool:
        """A job that the machine will say nothing of, or an outcome that nobody looks into."""
        silent = self._world.fate(shown["id"]).rests_in == "printing"
        return self._world.rests(shown["id"], "printing" if silent else shown["status"])

    async def _begin(self, batch: Shown, shown: Shown) -> None:
        while self._blanks:
            body = {
                "batch_id": batch["id"],
                "machine_id": self.printer,
                "blank_serial": self._blanks.pop(0),
            }
            try:
                await self._world.step(
                    _OPERATOR, APPLICATIONS, shown, "start-personalisation", body
                )
            except Refused as refused:
                if refused.code not in TAKEN:
                    raise
                self._taken.add(body["blank_serial"])
            else:
                return

    async def _cases(self, batch: Shown) -> list[Shown]:
        """The applications of the batch, as they are now."""
        reads = (self._world.application(one) for one in batch["applications"])
        return list(await asyncio.gather(*reads))

    async def _count(self, batch: str, cases: list[Shown]) -> dict[str, int]:
        """What lies at the machine: cards, spoiled blanks, and blanks for the next batch."""
        here = [one for one in cases if one["batch_id"] == batch]
        spoiled = [await self._spoiled(batch, one["id"]) for one in here if _may_be_spoiled(one)]
        return {
            "good": sum(one["status"] in PRINTED for one in here),
            "spoiled": sum(spoiled),
            "sample": 0,
            "returned": 0,
            "left_after": len(await self._stock.at(self.printer)),
        }

    async def _spoiled(self, batch: str, application: str) -> int:
        """Blanks that this batch spoiled for one application; others may have before."""
        page = await self._world.counter.read(f"/v1/{APPLICATIONS}/{application}/events?limit=200")
        is_here, spoiled = False, 0
        for event in (page or {}).get("items", []):
            if event["topic"] == STARTED:
                is_here = event["data"]["batch_id"] == batch
            spoiled += is_here and event["topic"] == SPOILED
        return spoiled

    async def _step(self, officer: Officer, shown: Shown, verb: str, body: dict[str, Any]) -> Shown:
        return await self._world.step(officer, BATCHES, shown, verb, body)


def _may_be_spoiled(shown: Shown) -> bool:
    return bool(shown["print_attempt"] > 1 or shown["status"] == "approved")
