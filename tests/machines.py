"""The machines of a register at work: the simulated station does the jobs of a case."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import httpx
from msgspec.structs import replace

from cancuoc.station.script import Script
from cancuoc.station.simulated_station import SimulatedStation, Tally
from record import Record
from service import AUDIENCE, Service

FAULTLESS = Script(
    questioned=0,
    false_candidates=0,
    duplicates=0,
    spoiled=0,
    outcome_unknown=0,
    delivery_failed=0,
    repeated_answers=1,
)
"""Nothing goes wrong, and each machine says everything twice."""

CHECKS = ("register-check", "quality-check", "duplicate-search")
PATIENCE_S = 30.0
PAUSE_S = 0.05


class Machines:
    """All machines of one station; `rates` are of its script, for what goes wrong on purpose."""

    def __init__(self, service: Service, **rates: float) -> None:
        self._service = service
        self._script = replace(FAULTLESS, **rates)
        self._station = uuid4()

    def check(self, *applications: Record, to: str = "verified") -> None:
        """The three checks of the centre, until each application is there."""
        self._until(CHECKS, lambda: all(_is_at(one, to) for one in applications))

    def print(self, *applications: Record, to: str = "printed") -> None:
        """The blanks that are in the machine, until each application is there."""
        self._until(("personalisation",), lambda: all(_is_at(one, to) for one in applications))

    def deliver(self, *applications: Record, to: str = "delivered") -> None:
        """The post, until each application is there."""
        self._until(("delivery",), lambda: all(_is_at(one, to) for one in applications))

    def _until(self, kinds: tuple[str, ...], done: Callable[[], bool]) -> None:
        tally = asyncio.run(self._work(kinds, done))
        assert not tally.faults, tally.faults

    async def _work(self, kinds: tuple[str, ...], done: Callable[[], bool]) -> Tally:
        """Round after round: what waits is seen by the queues a moment later."""
        async with httpx.AsyncClient(
            base_url=self._service.address, timeout=30, trust_env=False
        ) as client:
            station = SimulatedStation(
                client, self._service.issuer, AUDIENCE, self._station, self._script
            )
            async with asyncio.timeout(PATIENCE_S):
                while not done():
                    taken = [await station.round(kind) for kind in kinds]
                    await asyncio.sleep(0 if any(taken) else PAUSE_S)
            return station.tally


def _is_at(application: Record, status: str) -> bool:
    return application.read().status == status
