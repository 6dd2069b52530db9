"""Where every request arrives: commands go straight to their handlers, the rest to FastAPI.

The routes of commands are FastAPI's too: it describes them, and answers wrong methods on their
paths. What is saved here is its outer layers and the matching of one route after the other, which
together cost as much as the decision and its commit. A test proves that both ways answer alike.
"""

import time

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.command_route import CommandHandler, CommandRoute
from adapters.http.measures import measure
from adapters.http.request_headers import read_headers

log = structlog.get_logger()
_OPENING, _ACTING = 3, 5
"""Parts of `/v1/<streams>` and of `/v1/<streams>/<id>/<verb-noun>`, split at the slashes."""


class FrontDesk(FastAPI):
    """A FastAPI application that knows the way of a command by two words of its path."""

    def learn_commands(self) -> None:
        """Take up every command route added so far."""
        self._commands: dict[tuple[str, str] | None, tuple[str, CommandHandler]] = {
            _words(route.path): (route.path, route.handler)
            for route in self.router.routes
            if isinstance(route, CommandRoute)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            found = self._commands.get(_words(scope["path"]))
            if found is not None:
                await self._carry(*found, scope, receive, send)
                return
        await super().__call__(scope, receive, send)

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
