"""A simulation at work: people who come, officers who serve them, and a station of machines."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.reference.load_units import load_register
from application.jobs import JOB_KINDS
from cancuoc.simulation.centre import desks
from cancuoc.simulation.counter import Counter, Refused
from cancuoc.simulation.delivery import Delivery
from cancuoc.simulation.dispatch import Dispatch
from cancuoc.simulation.entry import entered, home_of
from cancuoc.simulation.intake import taken_in
from cancuoc.simulation.journal import Journal
from cancuoc.simulation.machines import station_of
from cancuoc.simulation.names import Names
from cancuoc.simulation.officers import Tokens
from cancuoc.simulation.outcome import Outcome, Spent, read_outcome
from cancuoc.simulation.plan import Case, Plan, Wish
from cancuoc.simulation.production import Production
from cancuoc.simulation.queues import Queue
from cancuoc.simulation.stock import Stock
from cancuoc.simulation.tally import Tally
from cancuoc.simulation.tools import set_up
from cancuoc.simulation.world import World
from cancuoc.station.simulated_station import SimulatedStation
from domain.context import local_day

FORM = "chip-2021"
LOOK_S = 0.2


class How(msgspec.Struct, frozen=True):
    """How a wish is carried out; none of it changes what becomes of a case.

    `patience_s` is how long nothing may happen before the rest is left waiting: longer than the
    lease of a station that was killed.
    """

    address: str
    audience: str
    folder: Path
    at_once: int = 16
    officers: int = 4
    presses: int = 4
    with_station: bool = True
    patience_s: float = 45.0
    stock_pause_s: float = 3.0


Told = Callable[[World], None]


async def simulate(
    wish: Wish, how: How, issuer: DevelopmentIssuer, told: Told, stop: asyncio.Event
) -> Outcome:
    """Carry out the wish, or as much of it as there is time for until `stop` is set.

    `told` is called every now and then with how far it is.
    """
    names = Names(wish.as_text())
    async with _clients(how.address) as clients:
        counter = Counter(clients, Tokens(issuer, how.audience), Tally.empty())
        tools = await set_up(counter, names, how.presses)
        world = World(Plan(wish, local_day(tools.began)), counter, tools, stop)
        journal = Journal(how.folder, names)
        world.settled.update(journal.settled)
        try:
            return await _Day(world, how, journal).spent(issuer, clients, told)
        finally:
            journal.close()


class _Day:
    """From opening to closing time; the tasks of all officers."""

    def __init__(self, world: World, how: How, journal: Journal) -> None:
        self._world = world
        self._how = how
        self._journal = journal
        self._passed_over = len(world.settled)
        self._stock = Stock(world, FORM, how.stock_pause_s)
        self._production = Production(world, self._stock)
        self._delivery = Delivery(world)
        world.expect = self._delivery.expect

    async def spent(
        self, issuer: DevelopmentIssuer, clients: list[httpx.AsyncClient], told: Told
    ) -> Outcome:
        began, world = time.perf_counter(), self._world
        station = None
        if self._how.with_station:
            station = station_of(world, clients[0], issuer, self._how.audience)
        await self._stock.open()
        async with asyncio.TaskGroup() as tasks:
            for work in self._works(station):
                tasks.create_task(work)
            was_stopped = await self._watched(told)
            world.stop.set()
        self._note()
        spent = Spent(time.perf_counter() - began, self._passed_over, was_stopped)
        return await read_outcome(world, station, spent, self._stock, self._production.batches)

    def _works(self, station: SimulatedStation | None) -> Iterator[Any]:
        cases = iter([one for one in self._world.plan.cases if self._is_open(one)])
        for _ in range(self._how.at_once):
            yield self._serve(cases)
        for desk in desks(self._how.officers):
            yield Queue(self._world, desk).serve()
        yield self._production.serve()
        yield Dispatch(self._world, self._delivery).serve()
        yield self._delivery.serve()
        if station is not None:
            yield station.run(tuple(JOB_KINDS), self._world.stop, 16)

    def _is_open(self, case: Case) -> bool:
        return case.application not in self._world.settled

    async def _serve(self, cases: Iterator[Case]) -> None:
        """One row of officers in communes and districts, who take people as they come."""
        for case in cases:
            if self._world.stop.is_set():
                return
            try:
                await self._case(case)
            except Refused as refused:
                self._world.counter.tally.fault(f"case {case.number}: {refused}")

    async def _case(self, case: Case) -> None:
        declaration = self._world.plan.declaration(case)
        await entered(self._world, case, declaration)
        commune = home_of(declaration)
        district = load_register().district_of(commune, case.captured_at.date())
        await taken_in(self._world, case, declaration, district or commune)

    async def _watched(self, told: Told) -> bool:
        """Until every case is settled, or nothing has happened for longer than we wait; whether
        somebody stopped us."""
        counter = self._world.counter
        while not self._world.is_done and not self._world.stop.is_set():
            await asyncio.sleep(LOOK_S)
            self._note()
            told(self._world)
            if time.monotonic() - counter.last_act_at > self._how.patience_s:
                counter.tally.notes["nothing happened any more"] += 1
                return False
        told(self._world)
        return not self._world.is_done

    def _note(self) -> None:
        for application, stage in self._world.settled.items():
            self._journal.note(application, stage)


@asynccontextmanager
async def _clients(address: str, several: int = 12) -> AsyncIterator[list[httpx.AsyncClient]]:
    tls = httpx.create_ssl_context()
    async with AsyncExitStack() as stack:
        made = [
            httpx.AsyncClient(base_url=address, verify=tls, timeout=30, trust_env=False)
            for _ in range(several)
        ]
        yield [await stack.enter_async_context(one) for one in made]
