"""Blank cards: they come in lots, and once they run out before the next lot is there."""

import asyncio
from typing import Any

from cancuoc.simulation.counter import Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.tools import REGISTERED_AT
from cancuoc.simulation.world import World

STOCK = "card-stock"
BLOCK = 100
FIRST_LOT = 0.4
"""The share of all cards for which the first lot has blanks; the second comes when it is used."""
SPARE = 1.05
RAN_OUT = "blank stock ran out"
_KEEPER, _OPERATOR = Officer("stock-keeper"), Officer("print-operator")


class Stock:
    """The blocks of the simulation, by number; each is read again before it is relied on."""

    def __init__(self, world: World, form: str, pause_s: float) -> None:
        self._world = world
        self._form = form
        self._pause_s = pause_s
        self._blocks: list[Shown] = []
        self._vault = asyncio.Lock()

    async def open(self) -> None:
        """What an earlier run received, or the first lot."""
        while (shown := await self._known(len(self._blocks))) is not None:
            self._blocks.append(shown)
        if not self._blocks:
            await self._receive(_blocks(len(self._world.plan.cases) * FIRST_LOT))

    async def at(self, printer: str) -> list[str]:
        """The serials of blanks in a machine, as the books have them."""
        account = f"machine:{printer}"
        await self._read_all()
        return [serial for block in self._blocks for serial in _in(block, account)]

    async def give(self, printer: str, wanted: int) -> int:
        """Blanks out of the vault to a machine; waits for the next lot where there are none.

        Gives how many there were, which is less than wanted only when the world stops.
        """
        given = 0
        async with self._vault:
            while given < wanted and not self._world.stop.is_set():
                block = await self._with_blanks()
                if block is None:
                    await self._restock()
                else:
                    given += await self._allocate(block, printer, wanted - given)
        return given

    async def blocks(self) -> list[Shown]:
        """All blocks as they are now."""
        await self._read_all()
        return self._blocks

    async def _with_blanks(self) -> int | None:
        for n in range(len(self._blocks)):
            if _in(self._blocks[n], "vault"):
                self._blocks[n] = await self._world.read(STOCK, self._blocks[n]["id"])
                return n
        return None

    async def _allocate(self, n: int, printer: str, wanted: int) -> int:
        block = self._blocks[n]
        serials = _in(block, "vault")[:wanted]
        body = {
            "machine_id": printer,
            "serials": [{"first": serials[0], "last": serials[-1]}],
        }
        officers = (_KEEPER, _OPERATOR)
        step = self._world.step_by_two(officers, STOCK, block, "allocate-blanks", body)
        self._blocks[n] = await step
        return len(serials)

    async def _restock(self) -> None:
        self._world.counter.tally.notes[RAN_OUT] += 1
        try:
            await asyncio.wait_for(self._world.stop.wait(), self._pause_s)
        except TimeoutError:
            cards = len(self._world.plan.cases) * SPARE
            await self._receive(max(1, _blocks(cards) - len(self._blocks)))

    async def _receive(self, blocks: int) -> None:
        for n in range(len(self._blocks), len(self._blocks) + blocks):
            body = self._body(n)
            key = self._world.names.act(body["id"], "receive-block", 0)
            opened = await self._world.counter.open(_KEEPER, f"/v1/{STOCK}", body, key)
            self._blocks.append(opened)

    def _body(self, n: int) -> dict[str, Any]:
        names = self._world.names
        first = (names.number("blocks") + n) % 10**8
        return {
            "id": self._id(n),
            "supplier": "mau",
            "box_number": f"HOP-{names.digest[:8]}-{n}",
            "first_serial": f"VN{first:08d}00",
            "last_serial": f"VN{first:08d}99",
            "count": BLOCK,
            "form": self._form,
            "packing_list_sha256": names.paper(REGISTERED_AT, "packing", str(n))["sha256"],
            "seal": f"NP-{names.digest[:8].upper()}-{n}",
        }

    def _id(self, n: int) -> str:
        return self._world.names.opened(REGISTERED_AT, "block", str(n))

    async def _known(self, n: int) -> Shown | None:
        return await self._world.counter.read(f"/v1/{STOCK}/{self._id(n)}")

    async def _read_all(self) -> None:
        reads = (self._world.read(STOCK, block["id"]) for block in self._blocks)
        self._blocks = list(await asyncio.gather(*reads))


def _blocks(cards: float) -> int:
    return max(1, -int(-cards // BLOCK))


def _in(block: Shown, account: str) -> list[str]:
    """Serials of an account, in order; those in the vault follow each other without a gap."""
    key = block["first_serial"][:-2]
    return [f"{key}{n:02d}" for n, where in enumerate(block["accounts"]) if where == account]
