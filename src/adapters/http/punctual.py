"""No request that is not a command waits for ever either; commands have the same limit inside."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import read_headers


class Punctual:
    """ASGI middleware that answers 503 `request-timed-out` once a route has taken too long.

    An answer that has begun is broken off instead: its status is said already.
    """

    def __init__(self, app: ASGIApp, edge: Edge) -> None:
        self._app = app
        self._edge = edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def observed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        limits = self._edge.limits
        limit = asyncio.timeout(limits.upload_s if scope["method"] == "PUT" else limits.request_s)
        try:
            async with limit:
                await self._app(scope, receive, observed)
        except TimeoutError:
            if begun or not limit.expired():
                raise
            refused = RequestRefused(503, "request-timed-out")
            answer = self._edge.problem(refused, scope, read_headers(scope["headers"]))
            await answer(scope, receive, send)
