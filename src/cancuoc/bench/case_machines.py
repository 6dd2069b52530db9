"""The machines of a case: they lease jobs and answer them, without delays and without faults."""

import asyncio
from contextlib import nullcontext
from uuid import UUID

import msgspec

from application.jobs import JOB_KINDS
from cancuoc.bench.case_desk import Desk, Officer
from cancuoc.bench.case_steps import Case
from cancuoc.bench.copies import new_id
from cancuoc.station.machines import answer
from cancuoc.station.script import Script

KINDS = ("register-check", "quality-check", "duplicate-search", "personalisation")
AT_ONCE = 40
LEASE_S = 600
IDLE_S = 0.03
_FAULTLESS = Script(questioned=0, false_candidates=0, duplicates=0, spoiled=0, outcome_unknown=0)


class Machines:
    """One station for each kind of job. `cases` tells whose application an answer moves."""

    def __init__(self, desk: Desk, cases: dict[UUID, Case]) -> None:
        self._desk = desk
        self._cases = cases
        self._station = new_id()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for kind in KINDS:
                group.create_task(self._serve(kind))

    async def _serve(self, kind: str) -> None:
        officer = Officer(JOB_KINDS[kind].role)
        asked = {"station_id": str(self._station), "limit": AT_ONCE, "seconds": LEASE_S}
        while True:
            leased = await self._desk.post(officer, f"/v1/jobs/{kind}/lease", asked)
            jobs = msgspec.json.decode(leased)["items"]
            await asyncio.gather(*(self._do(officer, job) for job in jobs))
            if not jobs:
                await asyncio.sleep(IDLE_S)

    async def _do(self, officer: Officer, job: dict[str, object]) -> None:
        case = self._cases.get(UUID(str(job["application_id"])))
        told = answer(job, _FAULTLESS, ())
        if case is None or told is None:
            return
        verb, body = told
        path, version = f"{case.path}/{verb}", int(str(job["version"]))
        key = str(job["idempotency_key"])
        async with case.turn if verb == "confirm-personalisation" else nullcontext():
            case.saw(await self._desk.give(officer, path, body, version, key))
