"""Where every request arrives: commands go straight to their handlers, the rest to FastAPI.

The routes of commands are FastAPI's too: it describes them, and answers wrong methods on their
paths. What is saved here is its outer layers and the matching of one route after the other, which
together cost as much as the decision and its commit. A test proves that both ways answer alike.
"""

import time

import structlog
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.command_route import CommandHandler, CommandRoute
from adapters.http.edge import Edge
from adapters.http.measures import measure
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import read_headers
from adapters.http.wire_limits import WireLimits

log = structlog.get_logger()
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 §9.2.1), and go on while the register is read-only."""
READ_ONLY_WAIT_S = 30
_OPENING, _ACTING = 3, 5
"""Parts of `/v1/<streams>` and of `/v1/<streams>/<id>/<verb-noun>`, split at the slashes."""


class FrontDesk(FastAPI):
    """A FastAPI application that knows the way of a command by two words of its path."""

    wire_limits = WireLimits()

    def learn_commands(self, edge: Edge) -> None:
        """Take up every command route added so far."""
        self._edge = edge
        self._commands: dict[tuple[str, str] | None, tuple[str, CommandHandler]] = {
            _words(route.path): (route.path, route.handler)
            for route in self.router.routes
            if isinstance(route, CommandRoute)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await super().__call__(scope, receive, send)
            return
        if self._edge.mode().read_only:
            refused = RequestRefused(503, "register-read-only", wait=READ_ONLY_WAIT_S)
            await self.refusal(refused, scope)(scope, receive, send)
            return
        if scope["method"] == "POST":
            found = self._commands.get(_words(scope["path"]))
            if found is not None:
                await self._carry(*found, scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    def refusal(self, error: Exception, scope: Scope) -> Response:
        """The problem document for a request that no route sees."""
        return self._edge.problem(error, scope, read_headers(scope["headers"]))

    async def _carry(
        self, route: str, handler: CommandHandler, scope: Scope, receive: Receive, send: Send
    ) -> None:
        began = time.perf_counter()
        answer: ASGIApp
        try:
            answer = await handler.answer(scope, receive)
        except Exception as fault:  # the outermost loop of a request: logged whole, answered 500
            log.error("internal-fault", path=route, exc_info=fault)
            answer = handler.edge.fault(scope, read_headers(scope["headers"]))
        await answer(scope, receive, send)
        status: int = getattr(answer, "status", 0) or getattr(answer, "status_code", 0)
        measure("POST", route, status, time.perf_counter() - began)


def _words(path: str) -> tuple[str, str] | None:
    """The stream's plural and the verb of a command's path; None for any other."""
    parts = path.split("/")
    if len(parts) not in (_OPENING, _ACTING) or parts[1] != "v1":
        return None
    return parts[2], parts[4] if len(parts) == _ACTING else ""
