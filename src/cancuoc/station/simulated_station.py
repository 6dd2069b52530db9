"""The reference station: takes jobs over REST, plays each machine by its script, and answers."""

import asyncio
import time
from collections import Counter, OrderedDict
from math import ceil
from typing import Any
from uuid import UUID

import httpx
import msgspec

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id
from application.jobs import JOB_KINDS
from cancuoc.station.machines import Gallery, answer
from cancuoc.station.script import Script

LEASE_S = 20
"""Beside twice the delay of the script; whoever takes longer has failed, and others get the job."""
IDLE_PAUSE = 0.1
TOKEN_S = 600
MOST_SEEN = 1000
"""Of how many applications the simulated matcher remembers the prints."""
MOST_FAULTS = 1000
_SETTLED = (200, 409)
"""Stored before, or somebody else has answered and the application has moved on."""
_CHANGED = 412
_COME_BACK = (429, 503)


class Tally(msgspec.Struct):
    """What a station has done: answers by kind and verb, and what nobody accepted."""

    answers: Counter[str]
    settled_elsewhere: Counter[str]
    given_back: Counter[str]
    silent: Counter[str]
    times: dict[str, list[float]]
    faults: list[str]

    @classmethod
    def empty(cls) -> "Tally":
        return cls(Counter(), Counter(), Counter(), Counter(), {}, [])


class SimulatedStation:
    """One station with all machines; several may run beside each other, and any may be killed.

    The simulated matcher finds its candidates among the applications of earlier searches.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        issuer: DevelopmentIssuer,
        audience: str,
        station_id: UUID,
        script: Script,
    ) -> None:
        self._client = client
        self._issuer = issuer
        self._audience = audience
        self._station_id = station_id
        self._script = script
        self._seen: OrderedDict[UUID, UUID] = OrderedDict()
        self._tokens: dict[str, tuple[float, str]] = {}
        self.tally = Tally.empty()
        self.last_job_at = time.monotonic()

    async def run(self, kinds: tuple[str, ...], stop: asyncio.Event, at_once: int = 8) -> None:
        """Work until `stop` is set; what was leased by then is still answered."""
        await asyncio.gather(*(self._serve(kind, stop, at_once) for kind in kinds))

    async def round(self, kind: str, at_once: int = 8) -> int:
        """Take what waits now, once; the number of jobs taken."""
        jobs = await self._lease(kind, at_once)
        await asyncio.gather(*(self._do(job) for job in jobs))
        return len(jobs)

    async def _serve(self, kind: str, stop: asyncio.Event, at_once: int) -> None:
        while not stop.is_set():
            if await self.round(kind, at_once):
                self.last_job_at = time.monotonic()
            else:
                await asyncio.sleep(IDLE_PAUSE)

    async def _lease(self, kind: str, limit: int) -> list[dict[str, Any]]:
        seconds = LEASE_S + ceil(2 * self._script.delay_s)
        body = {"station_id": str(self._station_id), "limit": limit, "seconds": seconds}
        said = await self._post(f"/v1/jobs/{kind}/lease", body, self._headers(kind))
        if said is None:
            return []
        if said.status_code != 200:
            self._fault(f"lease {kind}: {said.status_code} {said.text[:200]}")
            return []
        found: list[dict[str, Any]] = said.json()["items"]
        return found

    async def _do(self, job: dict[str, Any]) -> None:
        await asyncio.sleep(self._script.delay_s)
        told = answer(job, self._script, self._gallery(job))
        if told is None:
            self.tally.silent[job["kind"]] += 1
            return
        verb, body = told
        again = self._script.happens("repeated_answers", job)
        for _ in range(2 if again else 1):
            await self._answer(job, verb, body)

    def _gallery(self, job: dict[str, Any]) -> Gallery:
        """Those seen before; whoever is searched for now is among them at the next search."""
        if job["kind"] != "duplicate-search":
            return ()
        gallery = tuple(self._seen.items())
        self._seen[UUID(job["citizen_id"])] = UUID(job["application_id"])
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return gallery

    async def _answer(self, job: dict[str, Any], verb: str, body: dict[str, Any]) -> None:
        path = f"/v1/card-applications/{job['application_id']}/{verb}"
        headers = self._headers(job["kind"]) | {
            "idempotency-key": job["idempotency_key"],
            "if-match": f'"{job["version"]}"',
        }
        began = time.perf_counter()
        said = await self._post(path, body, headers)
        if said is None:
            # The lease ends and the job comes back; the same key makes the answer one answer.
            return
        self.tally.times.setdefault(verb, []).append(time.perf_counter() - began)
        if said.status_code == 200 and "idempotency-replayed" not in said.headers:
            self.tally.answers[f"{job['kind']} {verb}"] += 1
        elif said.status_code in _SETTLED:
            self.tally.settled_elsewhere[job["kind"]] += 1
        elif said.status_code == _CHANGED:
            await self._give_back(job)
        else:
            self._fault(f"{verb} {job['application_id']}: {said.status_code} {said.text[:300]}")

    async def _give_back(self, job: dict[str, Any]) -> None:
        """The application changed while we worked: whoever takes the job next sees it as it is."""
        self.tally.given_back[job["kind"]] += 1
        path = f"/v1/jobs/{job['kind']}/{job['job_id']}/release"
        body = {"station_id": str(self._station_id)}
        await self._post(path, body, self._headers(job["kind"]))

    async def _post(
        self, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> httpx.Response | None:
        """The answer; None where there was none, or the register asked to be left alone a while."""
        try:
            said = await self._client.post(path, json=body, headers=headers)
        except httpx.TransportError as lost:
            self._fault(f"{path}: {type(lost).__name__}")
            await asyncio.sleep(1)
            return None
        if said.status_code in _COME_BACK:
            await asyncio.sleep(float(said.headers.get("retry-after", 1)))
            return None
        return said

    def _headers(self, kind: str) -> dict[str, str]:
        role = JOB_KINDS[kind].role
        until, token = self._tokens.get(role, (0.0, ""))
        if until < time.monotonic():
            officer = officer_id(role, "centre")
            token = self._issuer.issue(officer, "centre", (role,), TOKEN_S, self._audience)
            self._tokens[role] = (time.monotonic() + TOKEN_S / 2, token)
        return {"authorization": f"Bearer {token}", "accept-language": "en"}

    def _fault(self, what: str) -> None:
        if len(self.tally.faults) < MOST_FAULTS:
            self.tally.faults.append(what)
