"""The whole case with everything running: server, sequencer, views, reactors, machines."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from adapters.reference.load_units import load_register
from cancuoc.bench import case_bodies as b
from cancuoc.bench import memory_use, processor_time
from cancuoc.bench.case_desk import Desk, Officer
from cancuoc.bench.case_lots import Blanks, Lot, devices
from cancuoc.bench.case_machines import Machines
from cancuoc.bench.case_steps import ADULT_SINCE, Case, Devices, Home
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.load_loops import percentile
from cancuoc.bench.models import CAPTURED_ON, SEED, Model, without_pin
from cancuoc.bench.servers import Working
from cancuoc.bench.workbench import Workbench
from cancuoc.dc01_sample import declarations

DATABASE = "cancuoc_case"
PEAK_DAY = 700_000
"""Dossiers of the busiest day of the campaign of 2021."""
CLIENT, POSTGRES = "client", "PostgreSQL"
PEOPLE = 1_000
"""Declarations made with one seed."""
_CONNECTIONS = 192


class Round(msgspec.Struct, frozen=True):
    """What a number of whole cases took; processor time by who used it, in ms a case."""

    cases: int
    seconds: float
    commands: int
    questions: int
    p50_ms: float
    p99_ms: float
    cpu_ms: dict[str, float]
    memory_mb: dict[str, float]
    """At the end, by who holds it."""

    @property
    def rate(self) -> float:
        return self.cases / self.seconds


class Lived(msgspec.Struct, frozen=True):
    """What a run leaves for others to copy: a lot of one case, a larger one, a suspected pair."""

    single: Lot
    lot: Lot
    suspected: Case
    prefix: str
    """Of the serials of the blanks that both lots used."""


def measure(bench: Workbench) -> tuple[list[Round], Lived]:
    """Rounds of whole cases on a register of its own, after a lot of one that warms it up."""
    bench.register.make_store(DATABASE)
    with bench.register.working(DATABASE) as working:
        return asyncio.run(_Run(bench, working).all())


class _Run:
    """One office with its machines and devices."""

    def __init__(self, bench: Workbench, working: Working) -> None:
        self._bench = bench
        self._working = working
        self._plan = bench.plan
        self._homes = list(homes(bench.people))
        self._cases: dict[UUID, Case] = {}
        self._started = 0

    async def all(self) -> tuple[list[Round], Lived]:
        register = self._bench.register
        audience = register.settings.audience
        async with Desk(self._working.port, register.issuer, audience, _CONNECTIONS) as desk:
            with _one_reason():
                async with asyncio.TaskGroup() as group:
                    serving = group.create_task(Machines(desk, self._cases).run())
                    found = await self._rounds(desk)
                    serving.cancel()
        return found

    async def _rounds(self, desk: Desk) -> tuple[list[Round], Lived]:
        made_by = await devices(desk)
        lines = [Blanks(desk, made_by.printer, 10_000 * n) for n in range(self._plan.lots_at_once)]
        self._bench.say("a case and a suspected one, step by step")
        single = await self._lot(desk, made_by, lines[0], 1)
        suspected = await self._suspected(desk, made_by, single)
        warm = [self._lot(desk, made_by, line, self._plan.lot) for line in lines[:2]]
        lot = (await asyncio.gather(*warm))[0]
        rounds = [await self._round(desk, made_by, lines) for _ in range(self._plan.case_rounds)]
        return rounds, Lived(single, lot, suspected, lines[0].prefix(0))

    async def _round(self, desk: Desk, made_by: Devices, lines: list[Blanks]) -> Round:
        """So many lots, each line carrying out one at a time."""
        plan = self._plan
        cases = plan.lots_a_line * len(lines) * plan.lot
        self._bench.say(f"{cases} whole cases")
        desk.commands.clear()
        desk.latencies.clear()
        desk.questions = 0
        before, began = self._clocks(), time.perf_counter()
        await asyncio.gather(*(self._line(desk, made_by, line) for line in lines))
        seconds, after = time.perf_counter() - began, self._clocks()
        took = sorted(desk.latencies)
        return Round(
            cases,
            seconds,
            desk.commands.total(),
            desk.questions,
            percentile(took, 0.50) * 1e3,
            percentile(took, 0.99) * 1e3,
            {who: (after[who] - before[who]) / cases * 1e3 for who in after},
            self._memory(),
        )

    async def _line(self, desk: Desk, made_by: Devices, line: Blanks) -> None:
        for _ in range(self._plan.lots_a_line):
            await self._lot(desk, made_by, line, self._plan.lot)

    async def _lot(self, desk: Desk, made_by: Devices, line: Blanks, size: int) -> Lot:
        home = self._homes[self._started % len(self._homes)]
        self._started += 1
        lot = Lot(desk, home, made_by, line, size)
        self._cases |= {case.application: case for case in lot.cases}
        await lot.carry_out()
        return lot

    async def _suspected(self, desk: Desk, made_by: Devices, single: Lot) -> Case:
        """A case in which the matcher finds somebody, up to the first examiner's turn."""
        case, known = Case(desk, self._homes[0], made_by), single.cases[0]
        await case.numbered()
        await case.taken_in()
        alike = b.suspicion(case.seen.capture_attempt, known.citizen, known.application)
        await case.step("record-deduplication", Officer("matcher"), alike)
        return case

    def _memory(self) -> dict[str, float]:
        """Megabytes of all who take part."""
        roles = {role: memory_use.of_process(pid) for role, pid in self._working.pids.items()}
        return {
            **roles,
            POSTGRES: memory_use.of_family(self._bench.postmaster),
            CLIENT: memory_use.of_process(os.getpid()),
        }

    def _clocks(self) -> dict[str, float]:
        """Seconds of processor time of all who take part."""
        pids = self._working.pids
        return {
            **{role: processor_time.of_process(pid) for role, pid in pids.items()},
            POSTGRES: processor_time.of_family(self._bench.postmaster),
            CLIENT: time.process_time(),
        }


def homes(models: list[Model]) -> Iterator[Home]:
    """Where the models live; adults live there, since a child has no card."""
    units, people = load_register(), adults()
    for model in models:
        stays = model.declaration["residences"]
        commune = next(str(one["place"]["unit"]) for one in stays if one["kind"] == "permanent")
        unit = units.find(commune, CAPTURED_ON)
        if unit is not None and unit.parent is not None:
            yield Home(people, commune, unit.parent)


def adults() -> Iterator[dict[str, Any]]:
    """Invented people without end."""
    for seed in count(SEED + 1):
        for row in declarations(PEOPLE, seed, CAPTURED_ON):
            if row["birth"] < ADULT_SINCE:
                yield without_pin(row)


@contextmanager
def _one_reason() -> Iterator[None]:
    """Of a group that fails, the first reason."""
    try:
        yield
    except* LoadFailed as failed:
        first: BaseException = failed
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None
