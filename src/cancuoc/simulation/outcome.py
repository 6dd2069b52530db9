"""What a simulation leaves behind, read through the public interface when its officers go home."""

import asyncio
from typing import Any

import msgspec

from cancuoc.simulation.counter import Shown
from cancuoc.simulation.plan import Case
from cancuoc.simulation.press import BATCHES
from cancuoc.simulation.stock import Stock
from cancuoc.simulation.world import APPLICATIONS, World
from cancuoc.station.simulated_station import SimulatedStation

AT_ONCE = 16


class Spent(msgspec.Struct, frozen=True):
    """How the time was spent. `passed_over` are cases that an earlier run had settled."""

    seconds: float
    passed_over: int
    was_stopped: bool


class Outcome(msgspec.Struct, frozen=True):
    """What there is to report on; `applications` by id, without those of whom nobody heard."""

    world: World
    station: SimulatedStation | None
    spent: Spent
    blocks: list[Shown]
    batches: list[Shown]
    stock: dict[str, Any]
    applications: dict[str, Shown]


async def read_outcome(
    world: World,
    station: SimulatedStation | None,
    spent: Spent,
    stock: Stock,
    batches: list[str],
) -> Outcome:
    return Outcome(
        world=world,
        station=station,
        spent=spent,
        blocks=await stock.blocks(),
        batches=[await world.read(BATCHES, one) for one in batches],
        stock=await _board(world),
        applications=await _applications(world),
    )


async def _board(world: World) -> dict[str, Any]:
    """The board of blanks once it has seen everything, or as it is after a while."""
    board: dict[str, Any] = {}
    for _ in range(20):
        board = await world.counter.read("/v1/stock") or {}
        if board.get("freshness", {}).get("lag_ms") == 0:
            break
        await asyncio.sleep(0.25)
    return board


async def _applications(world: World) -> dict[str, Shown]:
    several = asyncio.Semaphore(AT_ONCE)

    async def read(case: Case) -> Shown | None:
        async with several:
            return await world.counter.read(f"/v1/{APPLICATIONS}/{case.application}")

    found = await asyncio.gather(*(read(case) for case in world.plan.cases))
    return {shown["id"]: shown for shown in found if shown is not None}
