"""Cases that are made and sent together: one batch, one manifest, blanks of one block."""

import asyncio
from uuid import UUID

from cancuoc.bench import case_bodies as b
from cancuoc.bench.case_desk import Desk, Officer, Shown
from cancuoc.bench.case_steps import Case, Devices, Home
from cancuoc.bench.copies import new_id

PAUSE_S = 0.03
_OPERATOR, _PLANNER = Officer("print-operator"), Officer("production-planner")
_DISPATCHER = Officer("dispatcher")


async def devices(desk: Desk) -> Devices:
    """Registered by one officer and trusted by another, long before any capture."""
    return Devices(
        *[await _trusted(desk, kind) for kind in ("finger-scanner", "camera", "printer")]
    )


async def _trusted(desk: Desk, kind: str) -> UUID:
    id_ = new_id()
    await desk.give(Officer("device-officer"), "/v1/devices", b.device(id_, kind))
    trusted = {"occurred_at": b.TRUSTED}
    await desk.give(Officer("security-officer"), f"/v1/devices/{id_}/grant-trust", trusted, 1)
    return id_


class Blanks:
    """The blanks of one machine: a block of a hundred after the other, as they are used up."""

    def __init__(self, desk: Desk, printer: UUID, first_block: int) -> None:
        self.blocks: list[UUID] = []
        self.turn = asyncio.Lock()
        self._desk = desk
        self._printer = printer
        self._first = first_block
        self._left: list[str] = []
        self._one = asyncio.Lock()

    async def take(self, count: int) -> list[str]:
        """So many serials, all of one block."""
        async with self._one:
            if len(self._left) < count:
                self._left = await self._allocated()
            taken, self._left = self._left[:count], self._left[count:]
            return taken

    def prefix(self, block: int) -> str:
        """What the serials of a block have in common."""
        return f"VN{self._first + block:08d}"

    async def _allocated(self) -> list[str]:
        block = new_id()
        prefix = self.prefix(len(self.blocks))
        keeper = Officer("stock-keeper")
        received = b.block(block, f"{prefix}00")
        seen = await self._desk.give(keeper, "/v1/card-stock", received)
        allocated = {
            "machine_id": str(self._printer),
            "serials": [{"first": f"{prefix}00", "last": f"{prefix}99"}],
        }
        path = f"/v1/card-stock/{block}/allocate-blanks"
        await self._desk.give(keeper, path, allocated, seen.version, second=_OPERATOR)
        self.blocks.append(block)
        return [f"{prefix}{n:02d}" for n in range(b.BLANKS)]


class Lot:
    """`cases` of one district, carried out from the first command to the last."""

    def __init__(self, desk: Desk, home: Home, made_by: Devices, blanks: Blanks, size: int) -> None:
        self.cases = [Case(desk, home, made_by, blanks.turn) for _ in range(size)]
        self.batch, self.manifest = new_id(), new_id()
        self.block: UUID | None = None
        self._desk = desk
        self.home = home
        self._printer = made_by.printer
        self._blanks = blanks

    async def carry_out(self) -> None:
        await asyncio.gather(*map(_to_the_approval, self.cases))
        await self._make()
        await self._send()
        await asyncio.gather(*(case.delivered() for case in self.cases))

    async def _make(self) -> None:
        size = len(self.cases)
        applications = [case.application for case in self.cases]
        planned = b.batch(self.batch, applications, self.home.district)
        seen = await self._desk.give(_PLANNER, "/v1/production-batches", planned)
        seen = await self._on_batch("release-batch", _PLANNER, {}, seen)
        starting = {"machine_id": str(self._printer), "handed_over": size, "left_before": 0}
        seen = await self._on_batch("start-batch", _OPERATOR, starting, seen)
        blanks = await self._blanks.take(size)
        self.block = self._blanks.blocks[-1]
        made = zip(self.cases, blanks, strict=True)
        await asyncio.gather(*(case.made(self.batch, blank) for case, blank in made))
        counted = {"good": size, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
        seen = await self._on_batch("count-batch", _OPERATOR, counted, seen)
        await self._on_batch("close-batch", Officer("quality-controller"), {}, seen)

    async def _send(self) -> None:
        opened = {
            "id": str(self.manifest),
            "manifest_number": b.number(),
            "destination": self.home.district,
        }
        seen = await self._desk.give(_DISPATCHER, "/v1/dispatch-manifests", opened)
        for slot, case in enumerate(self.cases, start=1):
            packed = b.packed(case.application, case.card, slot)
            seen = await self._on_manifest("pack-card", _DISPATCHER, packed, seen)
        seen = await self._on_manifest("seal-manifest", _DISPATCHER, {"seal": b.number()}, seen)
        await self._until("dispatched")
        seen = await self._on_manifest("hand-to-carrier", _DISPATCHER, b.carrier(), seen)
        receiver = Officer("delivery-officer", self.home.district)
        received = {"counted": len(self.cases), **b.RECEIVED_WHOLE}
        await self._on_manifest("receive-manifest", receiver, received, seen)
        await self._until("arrived")

    async def _until(self, status: str) -> None:
        """Reactors carry the applications along; the last one packed is the last to follow."""
        while True:
            if (await self.cases[-1].read()).status == status:
                return
            await asyncio.sleep(PAUSE_S)

    async def _on_batch(self, verb: str, officer: Officer, body: b.Body, seen: Shown) -> Shown:
        path = f"/v1/production-batches/{self.batch}/{verb}"
        return await self._desk.give(officer, path, body, seen.version)

    async def _on_manifest(self, verb: str, officer: Officer, body: b.Body, seen: Shown) -> Shown:
        path = f"/v1/dispatch-manifests/{self.manifest}/{verb}"
        return await self._desk.give(officer, path, body, seen.version)


async def _to_the_approval(case: Case) -> None:
    await case.numbered()
    await case.taken_in()
    await case.approved()
