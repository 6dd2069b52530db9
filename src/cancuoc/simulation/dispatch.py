"""From the centre to the districts: cards are packed by destination, carried and counted."""

import asyncio
import time
from datetime import timedelta
from typing import Any

from cancuoc.simulation.centre import sign
from cancuoc.simulation.counter import Refused, Shown
from cancuoc.simulation.delivery import Delivery
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.queues import listed
from cancuoc.simulation.world import World

MANIFESTS = "dispatch-manifests"
MOST_CARDS = 100
GATHER_S = 2.0
"""How long the dispatcher waits for more cards of a district before a small box goes."""
PAUSE_S = 0.5
DUE_AFTER = timedelta(days=3)
_DISPATCHER, _SECURITY = Officer("dispatcher"), Officer("security-officer")

Group = tuple[str, bool]
"""The district, and whether the box is one that does not arrive before the end."""


class Dispatch:
    """The dispatcher of the centre, and the officers who count what arrives."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery
        self._packed: set[str] = set()
        self._since: dict[Group, float] = {}

    async def serve(self) -> None:
        await self._adopt()
        async with asyncio.TaskGroup() as boxes:
            while not self._world.stop.is_set():
                for group, cards in self._groups().items():
                    since = self._since.setdefault(group, time.monotonic())
                    if len(cards) >= MOST_CARDS or time.monotonic() - since > GATHER_S:
                        del self._since[group]
                        self._packed.update(one["id"] for one in cards[:MOST_CARDS])
                        boxes.create_task(self._send(group, cards[:MOST_CARDS]))
                await asyncio.sleep(PAUSE_S)

    async def _adopt(self) -> None:
        """Cards that passed, and boxes that were on their way, when an earlier run was stopped."""
        for item in await listed(self._world, "dispatcher", "quality-checked"):
            shown = await self._world.application(item["stream"])
            if shown["status"] == "quality-checked":
                await sign(self._world, shown)
        for stage in ("open", "sealed", "in-transit", "in-discrepancy"):
            for item in await listed(self._world, "dispatcher", stage):
                manifest = await self._world.read(MANIFESTS, item["stream"])
                self._packed.update(one["application_id"] for one in manifest["cards"])
                await self._safely(manifest)

    def _groups(self) -> dict[Group, list[Shown]]:
        groups: dict[Group, list[Shown]] = {}
        for application, shown in self._world.ready.items():
            if application in self._packed or self._world.rests(application, "quality-checked"):
                continue
            stays = self._world.fate(application).rests_in == "dispatched"
            groups.setdefault((shown["intake_unit"], stays), []).append(shown)
        return groups

    async def _send(self, group: Group, cards: list[Shown]) -> None:
        names = self._world.names
        body = {
            "id": names.opened(self._world.tools.began, "manifest", cards[0]["id"]),
            "manifest_number": f"BK-{names.number('manifest', cards[0]['id'])}-{names.digest[:4]}",
            "destination": group[0],
        }
        key = names.act(body["id"], "open-manifest", 0)
        try:
            opened = self._world.counter.open(_DISPATCHER, f"/v1/{MANIFESTS}", body, key)
            manifest = await opened
            for slot, card in enumerate(cards, start=1):
                manifest = await self._pack(manifest, card, slot)
        except Refused as refused:
            self._world.counter.tally.fault(f"box for {group[0]}: {refused}")
            return
        await self._safely(manifest)

    async def _pack(self, manifest: Shown, card: Shown, slot: int) -> Shown:
        body = {
            "card_id": card["card_id"],
            "application_id": card["id"],
            "box": 1,
            "slot": slot,
        }
        self._world.ready.pop(card["id"], None)
        return await self._step(_DISPATCHER, manifest, "pack-card", body)

    async def _safely(self, manifest: Shown) -> None:
        try:
            await self._carry(manifest)
        except Refused as refused:
            self._world.counter.tally.fault(f"manifest {manifest['id']}: {refused}")

    async def _carry(self, manifest: Shown) -> None:
        """From the seal to the count at the destination, from wherever it stands."""
        names = self._world.names
        if manifest["status"] == "open":
            seal = f"NP-{names.number('seal', manifest['id'])}-{names.digest[:4].upper()}"
            manifest = await self._step(_DISPATCHER, manifest, "seal-manifest", {"seal": seal})
        if manifest["status"] == "sealed":
            body = {
                "carrier": "vnpost",
                "tracking": f"EX{names.number('tracking', manifest['id']):08d}VN",
                "due": (self._world.today + DUE_AFTER).isoformat(),
            }
            manifest = await self._step(_DISPATCHER, manifest, "hand-to-carrier", body)
        applications = [one["application_id"] for one in manifest["cards"]]
        # The box of a case that stays on its way holds nothing else.
        if all(self._world.rests(one, "dispatched") for one in applications):
            return
        manifest = await self._counted(manifest, applications)
        for one in applications:
            self._delivery.expect(one)

    async def _counted(self, manifest: Shown, applications: list[str]) -> Shown:
        if manifest["status"] == "in-transit":
            await self._left_centre(applications)
            missing = [one for one in applications if self._world.fate(one).missing]
            body: dict[str, Any] = {
                "counted": len(applications) - len(missing),
                "seal_intact": True,
                "missing": missing,
                "extra": [],
            }
            officer = Officer("delivery-officer", manifest["destination"])
            manifest = await self._step(officer, manifest, "receive-manifest", body)
        if manifest["status"] == "in-discrepancy":
            manifest = await self._traced(manifest)
        return manifest

    async def _left_centre(self, applications: list[str]) -> None:
        """The carrier takes longer than the register needs to note that the cards have left; it
        notes them in the order of the list."""
        shown = await self._world.application(applications[-1])
        if shown["status"] == "quality-checked":
            await self._world.until(shown, "dispatched")

    async def _traced(self, manifest: Shown) -> Shown:
        """Some of the missing cards are found at once; the others are looked for ten days."""
        for one in manifest["missing"]:
            shown = await self._world.application(one)
            await self._world.until(shown, "missing-in-transit")
        lost = [one for one in manifest["missing"] if self._world.rests(one, "missing-in-transit")]
        found = [one for one in manifest["missing"] if one not in lost]
        body = {"finding": "left-in-van", "found": found, "lost": lost}
        officers = (_DISPATCHER, _SECURITY)
        verb = "resolve-manifest-discrepancy"
        return await self._world.step_by_two(officers, MANIFESTS, manifest, verb, body)

    async def _step(self, officer: Officer, shown: Shown, verb: str, body: dict[str, Any]) -> Shown:
        return await self._world.step(officer, MANIFESTS, shown, verb, body)
