"""The reference station: takes jobs over REST, plays each machine by its script, and answers."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import msgspec

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id
from application.jobs import JOB_KINDS
from cancuoc.station.machines import answer
from cancuoc.station.script import Script

LEASE_S = 60
IDLE_PAUSE = 0.1
_SETTLED = (200, 409, 412)
"""Accepted; or somebody else has answered, or the application has moved on."""


class Tally(msgspec.Struct):
    """What a station has done: answers by kind and verb, and what nobody accepted."""

    answers: Counter[str]
    settled_elsewhere: Counter[str]
    silent: Counter[str]
    faults: list[str]

    @classmethod
    def empty(cls) -> "Tally":
        return cls(Counter(), Counter(), Counter(), [])


class SimulatedStation:
    """One station with all machines; several may run beside each other, and any may be killed.

    `gallery()` gives the persons among whom the simulated matcher finds its candidates.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        issuer: DevelopmentIssuer,
        audience: str,
        station_id: UUID,
        script: Script,
        gallery: Callable[[], list[tuple[UUID, UUID]]] = list,
    ) -> None:
        self._client = client
        self._issuer = issuer
        self._audience = audience
        self._station_id = station_id
        self._script = script
        self._gallery = gallery
        self.tally = Tally.empty()

    async def run(self, kinds: tuple[str, ...], stop: asyncio.Event, at_once: int = 8) -> None:
        """Work until `stop` is set."""
        await asyncio.gather(*(self._serve(kind, stop, at_once) for kind in kinds))

    async def round(self, kind: str, at_once: int = 8) -> int:
        """Take what waits now, once; the number of jobs taken."""
        jobs = await self._lease(kind, at_once)
        await asyncio.gather(*(self._do(job) for job in jobs))
        return len(jobs)

    async def _serve(self, kind: str, stop: asyncio.Event, at_once: int) -> None:
        while not stop.is_set():
            if not await self.round(kind, at_once):
                await asyncio.sleep(IDLE_PAUSE)

    async def _lease(self, kind: str, limit: int) -> list[dict[str, Any]]:
        body = {"station_id": str(self._station_id), "limit": limit, "seconds": LEASE_S}
        try:
            said = await self._client.post(
                f"/v1/jobs/{kind}/lease", json=body, headers=self._headers(kind)
            )
        except httpx.TransportError as lost:
            self._fault(f"lease {kind}: {type(lost).__name__}")
            return []
        if said.status_code != 200:
            self._fault(f"lease {kind}: {said.status_code} {said.text[:200]}")
            return []
        found: list[dict[str, Any]] = said.json()["items"]
        return found

    async def _do(self, job: dict[str, Any]) -> None:
        await asyncio.sleep(self._script.delay_s)
        told = answer(job, self._script, self._gallery())
        if told is None:
            self.tally.silent[job["kind"]] += 1
            return
        verb, body = told
        again = self._script.happens("repeated_answers", UUID(job["idempotency_key"]))
        for _ in range(2 if again else 1):
            await self._answer(job, verb, body)

    async def _answer(self, job: dict[str, Any], verb: str, body: dict[str, Any]) -> None:
        path = f"/v1/card-applications/{job['application_id']}/{verb}"
        headers = self._headers(job["kind"]) | {
            "idempotency-key": job["idempotency_key"],
            "if-match": f'"{job["version"]}"',
        }
        try:
            said = await self._client.post(path, json=body, headers=headers)
        except httpx.TransportError as lost:
            # The lease ends and the job comes back; the same key makes the answer one answer.
            self._fault(f"{verb}: {type(lost).__name__}")
            return
        if said.status_code == 200 and "idempotency-replayed" not in said.headers:
            self.tally.answers[f"{job['kind']} {verb}"] += 1
        elif said.status_code in _SETTLED:
            self.tally.settled_elsewhere[job["kind"]] += 1
        else:
            self._fault(f"{verb} {job['application_id']}: {said.status_code} {said.text[:300]}")

    def _headers(self, kind: str) -> dict[str, str]:
        role = JOB_KINDS[kind].role
        token = self._issuer.issue(
            officer_id(role, "centre"), "centre", (role,), 600, self._audience
        )
        return {"authorization": f"Bearer {token}", "accept-language": "en"}

    def _fault(self, what: str) -> None:
        if len(self.tally.faults) < 1000:
            self.tally.faults.append(what)
