"""The route of a command: its signature describes it in OpenAPI, its handler runs on raw bytes.

FastAPI's own execution (dependency solving, parsing twice, response models) costs more than the
whole command; a test proves that the declared signature and this handler agree (architecture §3).
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from uuid import UUID

import msgspec
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from adapters.http.bodies import CommandForm
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import (
    RequestHeaders,
    command_id,
    declared_json,
    read_headers,
    trace_parent,
    version_read,
)
from adapters.http.resources import Resource
from application.order import Order, Outcome
from application.stream import Capability

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class CommandHandler:
    """Carries one capability from raw request to rendered answer."""

    def __init__(self, edge: Edge, capability: Capability, resource: Resource) -> None:
        self._edge = edge
        self._capability = capability
        self._resource = resource
        self.form = CommandForm(capability.command)

    async def __call__(self, request: Request) -> Response:
        headers = read_headers(request.scope["headers"])
        try:
            async with asyncio.timeout(self._edge.limits.request_s):
                return await self._answer(request, headers)
        except TimeoutError:
            return self._edge.problem(
                RequestRefused(503, "request-timed-out"), request.scope, headers
            )
        except ClientDisconnect:
            return Response(status_code=499)
        except self._edge.expected as error:
            return self._edge.problem(error, request.scope, headers)

    async def _answer(self, request: Request, headers: RequestHeaders) -> Response:
        actor = await self._edge.officer(headers)
        refuse_parameters(request)
        key = command_id(headers)
        declared_json(headers)
        if_match = self._version(headers)
        raw = await read_body(request, self._edge.limits.body_bytes)
        command = self.form.read(raw)
        order = Order(
            capability=self._capability,
            stream=command.id if self._capability.opens else path_id(request),
            command=command,
            actor=actor,
            command_id=key,
            request_hmac=self._request_hmac(request, headers, raw),
            if_match=if_match,
            traceparent=trace_parent(headers),
        )
        return self._render(await self._edge.office.carry_out(order))

    def _version(self, headers: RequestHeaders) -> int | None:
        if not self._capability.opens:
            return version_read(headers)
        if headers.if_match is not None:
            raise RequestRefused(400, "if-match-not-here", where={"header": "If-Match"})
        return None

    def _request_hmac(self, request: Request, headers: RequestHeaders, raw: bytes) -> bytes:
        """HMAC-SHA-256 over method, path, If-Match and body, each behind its u32be length."""
        path = request.scope["path"].encode()
        digest = hmac.new(self._edge.idempotency_key, digestmod=hashlib.sha256)
        for part in (b"POST", path, headers.if_match or b"", raw):
            digest.update(len(part).to_bytes(4, "big"))
            digest.update(part)
        return digest.digest()

    def _render(self, outcome: Outcome) -> Response:
        headers = {"etag": f'"{outcome.version}"', "cache-control": "no-store"}
        if outcome.status == 201:
            headers["location"] = f"/v1/{self._resource.kind.path}/{outcome.stream}"
        if outcome.replayed:
            headers["idempotency-replayed"] = "true"
        body = self._resource.render(outcome.stream, outcome.version, outcome.state)
        return Response(body, outcome.status, headers, "application/json")


def refuse_parameters(request: Request) -> None:
    """A command is its path, its headers and its body; a parameter would change nothing."""
    for name in request.query_params:
        raise RequestRefused(422, "parameter-unknown", where={"parameter": name[:60]})


async def read_body(request: Request, limit: int) -> bytes:
    """The body, never holding more than `limit` bytes of it."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise RequestRefused(413, "body-too-large", limit=limit)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def path_id(request: Request) -> UUID:
    text = request.path_params["id"]
    try:
        found = UUID(text)
    except ValueError:
        found = None
    if found is None or str(found) != text.lower():
        raise RequestRefused(404, "path-not-uuid")
    return found


class CommandRoute(APIRoute):
    """An APIRoute that runs `endpoint.handler` instead of FastAPI's request handling."""

    def get_route_handler(self) -> Handler:
        handler: CommandHandler = self.endpoint.handler  # type: ignore[attr-defined]
        return handler.__call__

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handler = self.get_route_handler()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            response = await handler(Request(scope, receive, send))
            await response(scope, receive, send)

        self.app = app


def described(
    handler: CommandHandler, signature: Callable[..., Awaitable[msgspec.Struct]]
) -> Callable[..., Awaitable[msgspec.Struct]]:
    """`signature`, which OpenAPI reads, carrying the handler, which runs."""
    signature.handler = handler  # type: ignore[attr-defined]
    return signature
