"""The public interface as officers use it: to read, to act, and to take work in hand."""

import asyncio
import json
import time
from itertools import cycle
from typing import Any

import httpx

from adapters.http.command_route import command_digest
from cancuoc.simulation.officers import Officer, Tokens
from cancuoc.simulation.tally import Tally

Shown = dict[str, Any]
ATTEMPTS = 60
"""A register that restarts is away for some seconds; whoever waits longer gives up."""
AUDITOR = Officer("auditor", "ministry")
_COME_BACK = (429, 503)


class Refused(Exception):
    """A command was not accepted; `code` is that of its problem document."""

    def __init__(self, step: str, status: int, code: str, detail: str) -> None:
        super().__init__(f"{step}: {status} {code}: {detail}")
        self.status = status
        self.code = code


class Counter:
    """Requests of all officers, over a few connections each of its own."""

    def __init__(self, clients: list[httpx.AsyncClient], tokens: Tokens, tally: Tally) -> None:
        # One for each few: the pool of a shared one looks at every connection for every request.
        self._clients = cycle(clients)
        self._tokens = tokens
        self.tally = tally
        self.last_act_at = time.monotonic()

    async def open(self, officer: Officer, path: str, body: Shown, key: str) -> Shown:
        """Open a stream whose id is in the body; `replayed` in the answer where it was before."""
        return await self._command(officer, path, body, {"idempotency-key": key})

    async def act(
        self, officer: Officer, shown: Shown, step: tuple[str, str], key: str, body: Shown
    ) -> Shown:
        """Give a command on a stream as it was read; `step` is (collection, verb)."""
        path = f"/v1/{step[0]}/{shown['id']}/{step[1]}"
        headers = {"idempotency-key": key, "if-match": f'"{shown["version"]}"'}
        return await self._command(officer, path, body, headers)

    async def act_by_two(
        self, officers: tuple[Officer, Officer], shown: Shown, step: tuple[str, str], key: str,
        body: Shown,
    ) -> Shown:  # fmt: skip
        """The same, countersigned by the second of the officers."""
        path = f"/v1/{step[0]}/{shown['id']}/{step[1]}"
        version = f'"{shown["version"]}"'
        raw = _json(body)
        digest = command_digest((b"POST", path.encode(), version.encode(), key.encode(), raw))
        headers = {
            "idempotency-key": key,
            "if-match": version,
            "countersignature": self._tokens.countersignature(officers[1], digest),
        }
        return await self._command(officers[0], path, body, headers)

    async def read(self, path: str, officer: Officer = AUDITOR) -> Shown | None:
        """What is at the path now; None where there is nothing."""
        said = await self._send("GET", path, officer, None, {})
        if said.status_code == 404:
            return None
        return _accepted("read", said)

    async def ask(self, officer: Officer, path: str, body: Shown) -> Shown | None:
        """Ask a queue; None when it has nothing for the officer."""
        said = await self._send("POST", path, officer, body, {})
        return None if said.status_code == 204 else _accepted("ask", said)

    async def _command(
        self, officer: Officer, path: str, body: Shown, headers: dict[str, str]
    ) -> Shown:
        began = time.perf_counter()
        said = await self._send("POST", path, officer, body, headers)
        step = path.rpartition("/")[2] if "if-match" in headers else f"open {path[4:]}"
        self.last_act_at = time.monotonic()
        if said.status_code not in (200, 201):
            self.tally.refusals[_code(said)] += 1
        shown = _accepted(step, said)
        seconds = time.perf_counter() - began
        repeated = "idempotency-replayed" in said.headers
        self.tally.took(step, seconds, repeated)
        return shown | {"replayed": True} if repeated and "if-match" not in headers else shown

    async def _send(
        self, method: str, path: str, officer: Officer, body: Shown | None, headers: dict[str, str]
    ) -> httpx.Response:
        """The answer; a register that is away or busy is asked again with the same key."""
        raw = None if body is None else _json(body)
        for _ in range(ATTEMPTS):
            sent = {**headers, "authorization": f"Bearer {self._tokens.of(officer)}"}
            sent |= {"accept-language": "en"} | (
                {"content-type": "application/json"} if raw else {}
            )
            try:
                said = await next(self._clients).request(method, path, content=raw, headers=sent)
            except httpx.TransportError:
                self.tally.notes["asked again: no answer"] += 1
                await asyncio.sleep(1)
                continue
            if said.status_code not in _COME_BACK:
                return said
            self.tally.notes[f"asked again: {_code(said)}"] += 1
            await asyncio.sleep(float(said.headers.get("retry-after", 1)))
        raise Refused(path, 503, "no-answer", f"the register did not answer {ATTEMPTS} times")


def _json(body: Shown) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _accepted(step: str, said: httpx.Response) -> Shown:
    if said.is_success:
        shown: Shown = said.json()
        return shown
    raise Refused(step, said.status_code, _code(said), _detail(said))


def _code(said: httpx.Response) -> str:
    if not _is_problem(said):
        return f"status {said.status_code}"
    return str(said.json()["type"]).rpartition("/")[2]


def _detail(said: httpx.Response) -> str:
    """The sentence of a problem document (RFC 9457), or that something else answered."""
    if not _is_problem(said):
        return "from a program that is no register"
    problem = said.json()
    where = [f"{one.get('pointer')} {one['code']}" for one in problem.get("errors", ())]
    return " ".join([problem["detail"], *where])


def _is_problem(said: httpx.Response) -> bool:
    return str(said.headers.get("content-type", "")).startswith("application/problem+json")
