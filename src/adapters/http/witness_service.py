"""A witness over HTTP (C2SP tlog-witness): one call that cosigns, and two for who looks in.

It needs a folder and nothing else: no database, no register, no token. Whoever asks is believed
only by the log's signature on the checkpoint.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from adapters.http.problems import RequestRefused
from adapters.http.wire_limits import WireLimits
from adapters.ledger.notes import cosign
from adapters.ledger.witness import (
    MOST_BYTES,
    SIZE_TYPE,
    Declined,
    Logs,
    read_submission,
    require_continues,
    require_known,
)
from adapters.ledger.witness_memory import WitnessMemory

log = structlog.get_logger()
_NO_STORE = {"cache-control": "no-store"}


class WitnessDesk:
    """Decides one checkpoint at a time: what is compared and what is remembered are one act."""

    def __init__(
        self, memory: WitnessMemory, logs: Logs, clock: Callable[[], float] = time.time
    ) -> None:
        self._memory = memory
        self._logs = logs
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    @property
    def vkey(self) -> str:
        return self._memory.key.verifier.text()

    def add_checkpoint(self, body: bytes) -> str:
        """The cosignature line, after the tree is on disk. Raises Declined; OSError of the disk."""
        submission = read_submission(body)
        require_known(submission, self._logs)
        origin = submission.checkpoint.origin
        with self._one_at_a_time:
            seen = self._memory.seen(origin)
            require_continues(submission, seen)
            if submission.checkpoint.size > seen.size:
                self._memory.remember(origin, submission.seen)
            return cosign(submission.note.text, self._memory.key, int(self._clock())).text()

    def report(self) -> str:
        """What this witness is and has seen, for people."""
        seen = [f"{origin} {self._memory.seen(origin).size}\n" for origin in sorted(self._logs)]
        return f"witness {self.vkey}\n" + "".join(seen)


class WitnessService(Starlette):
    """The application; `wire_limits` and `refusal` are what the guarded protocol asks for."""

    wire_limits = WireLimits(connections=100)

    def __init__(self, desk: WitnessDesk) -> None:
        self._desk = desk
        super().__init__(
            routes=[
                Route("/add-checkpoint", self._add_checkpoint, methods=["POST"]),
                Route("/healthz", self._healthz),
                Route("/", self._report),
            ],
            exception_handlers={
                HTTPException: _refused,
                ClientDisconnect: _gone,
                Exception: _failed,
            },
        )
        self.router.redirect_slashes = False

    def refusal(self, error: Exception, _scope: Scope) -> Response:
        """For a request that no route sees."""
        status = error.status if isinstance(error, RequestRefused) else 500
        return _plain(status, "this request cannot be read, or too many are here")

    async def _add_checkpoint(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _plain(413, f"a request has at most {MOST_BYTES} bytes")
        try:
            line = await run_in_threadpool(self._desk.add_checkpoint, body)
        except Declined as declined:
            log.warning("checkpoint-declined", status=declined.status, reason=declined.sentence)
            return _declined(declined)
        return _plain(200, line.removesuffix("\n"))

    async def _healthz(self, _: Request) -> Response:
        return _plain(200, "ok")

    async def _report(self, _: Request) -> Response:
        return _plain(200, self._desk.report().removesuffix("\n"))


async def _body(request: Request) -> bytes | None:
    """None where it is too long; not a byte more of it is kept."""
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > MOST_BYTES:
            return None
    return bytes(parts)


def _declined(declined: Declined) -> Response:
    if declined.size is None:
        return _plain(declined.status, declined.sentence)
    headers = {"content-type": SIZE_TYPE, **_NO_STORE}
    return Response(f"{declined.size}\n", declined.status, headers)


def _plain(status: int, sentence: str) -> Response:
    return PlainTextResponse(f"{sentence}\n", status, _NO_STORE)


def _refused(_: Request, error: Any) -> Response:
    headers = {**_NO_STORE, **(error.headers or {})}
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers)


def _gone(_: Request, _error: Exception) -> Response:
    return Response(status_code=499)


def _failed(request: Request, error: Exception) -> Response:
    """Nothing was said, so nothing was cosigned; what failed is in the log alone."""
    log.error("internal-fault", path=request.url.path, exc_info=error)
    return _plain(500, "this witness has a fault of its own")
