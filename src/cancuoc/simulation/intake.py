"""At the district's counter: the request, the capture, the fee, and the chief's approval."""

from datetime import timedelta
from typing import Any

from cancuoc.dc01_person import Row
from cancuoc.simulation.capture import cc02
from cancuoc.simulation.counter import Shown
from cancuoc.simulation.endings import after_refusal
from cancuoc.simulation.entry import home_of
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.plan import Case
from cancuoc.simulation.world import APPLICATIONS, CITIZENS, World

BEFORE_CAPTURE = timedelta(minutes=20)
ON_ITS_WAY = ("dispatched", "arrived", "posted", "delivery-failed")
"""Stages in which an earlier run may have left a case to the delivery officers."""
_HOUR = 1 / 24


async def taken_in(world: World, case: Case, declaration: Row, district: str) -> None:
    """The application at the centre, or wherever it ends or is left before."""
    visit = Visit(world, case, declaration, district)
    shown = await visit.opened()
    while shown["status"] in visit.steps and not world.rests(case.application, shown["status"]):
        shown = await visit.steps[shown["status"]](shown)
    await visit.seen(shown)


class Visit:
    """One person before the officers of a district."""

    def __init__(self, world: World, case: Case, declaration: Row, district: str) -> None:
        self._world = world
        self._case = case
        self._declaration = declaration
        self._district = district
        self.steps = {
            "opened": self._captured,
            "captured": self._approved,
            "returned": self._recaptured,
        }

    async def opened(self) -> Shown:
        case, world = self._case, self._world
        received_at = (case.captured_at - BEFORE_CAPTURE).isoformat()
        body = {
            "id": case.application,
            "citizen_id": case.citizen,
            "kind": self._kind,
            "reason": "chip-card",
            "place": "office",
            "received_at": received_at,
            "occurred_at": received_at,
        }
        key = world.names.act(case.application, "open-application", 0)
        shown = await world.counter.open(
            self._officer("reception-officer"), f"/v1/{APPLICATIONS}", body, key
        )
        if shown.pop("replayed", False):
            shown = await world.application(case.application)
        return shown

    async def seen(self, shown: Shown) -> None:
        """Note what will not move any more: what has ended, and what machines will not answer."""
        case, world = self._case, self._world
        told = case.fate.machines or frozenset()
        if shown["status"] in ("withdrawn", "closed", "delivered"):
            world.settle(case.application, shown["status"])
        elif shown["status"] == "refused":
            await after_refusal(world, shown)
        elif shown["status"] == "intake-approved" and "silent duplicate-search" in told:
            world.settle(case.application, "intake-approved")
        elif shown["status"] == case.fate.rests_in:
            world.settle(case.application, shown["status"])
        elif shown["status"] in ON_ITS_WAY:
            world.expect(case.application)

    async def _captured(self, shown: Shown) -> Shown:
        body = cc02(self._world, self._case, 1)
        return await self._step("capture-officer", shown, "complete-capture", body)

    async def _recaptured(self, shown: Shown) -> Shown:
        attempt = shown["capture_attempt"] + 1
        body = cc02(self._world, self._case, attempt) | {"because": "portrait-blurred"}
        return await self._step("capture-officer", shown, "recapture", body)

    async def _approved(self, shown: Shown) -> Shown:
        fate = self._case.fate
        if fate.withdrawn:
            body = {"reason": "no-longer-wanted", **self._dated(2 * _HOUR)}
            return await self._step("reception-officer", shown, "withdraw-application", body)
        if fate.died:
            return await self._died(shown)
        shown = await self._settled(shown)
        if fate.returned and shown["capture_attempt"] == 1:
            reasons = {"reasons": ["portrait-blurred"], **self._dated(3 * _HOUR)}
            return await self._step("intake-approver", shown, "return-application", reasons)
        return await self._step("intake-approver", shown, "approve-intake", self._dated(0.5))

    async def _settled(self, shown: Shown) -> Shown:
        """The fee paid and the old card handed in, as far as they are due."""
        if not shown["fee_settled"]:
            body = {
                "amount": shown["fee_due"],
                "receipt": f"BL-{self._case.number}",
                **self._dated(_HOUR / 4),
            }
            shown = await self._step("reception-officer", shown, "settle-fee", body)
        if shown["old_document_due"] and not shown["old_document_taken"]:
            body = {**self._old_document, **self._dated(_HOUR / 3)}
            shown = await self._step("reception-officer", shown, "take-back-old-document", body)
        return shown

    async def _died(self, shown: Shown) -> Shown:
        """The registry records the death, and the application is closed by what follows from it."""
        world, case = self._world, self._case
        citizen = await world.read(CITIZENS, case.citizen)
        if citizen["standing"] == "living":
            body = {
                "died": (case.captured_at + timedelta(days=1)).date().isoformat(),
                "document": world.names.paper(case.captured_at, "death", case.citizen),
            }
            chief = Officer("commune-chief", home_of(self._declaration))
            await world.step(chief, CITIZENS, citizen, "record-death", body)
        return await world.until(shown, "closed")

    async def _step(self, role: str, shown: Shown, verb: str, body: dict[str, Any]) -> Shown:
        return await self._world.step(self._officer(role), APPLICATIONS, shown, verb, body)

    def _officer(self, role: str) -> Officer:
        return Officer(role, self._district)

    def _dated(self, days: float) -> dict[str, str]:
        return self._world.dated(self._case.captured_at, days)

    @property
    def _kind(self) -> str:
        if self._declaration.get("pin_declared"):
            return "exchange"
        return "conversion" if self._declaration.get("cmnd9") else "first-issue"

    @property
    def _old_document(self) -> dict[str, str]:
        if self._kind == "exchange":
            return {"document": "barcode-card", "number": self._declaration["pin_declared"]}
        return {"document": "cmnd9", "number": self._declaration["cmnd9"][0]}
