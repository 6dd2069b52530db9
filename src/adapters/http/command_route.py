"""The route of a command: its signature describes it in OpenAPI, its handler runs on raw bytes.

FastAPI's own execution (dependency solving, parsing twice, response models) costs more than the
whole command; a test proves that the declared signature and this handler agree (architecture §3).
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.answers import Answer
from adapters.http.bodies import CommandForm
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import (
    RequestHeaders,
    command_id,
    declared_json,
    declared_length,
    read_headers,
    refuse_countersignature,
    trace_parent,
    version_read,
)
from adapters.http.resources import Resource
from application.order import Order, Outcome
from application.stream import Capability
from domain.envelope import Actor
from domain.mandates import COUNTERSIGNERS
from domain.refusals import Faults
from domain.values.identifiers import check_minted

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ID_IN_PATH = 3
"""/v1/<streams>/<id>/<verb-noun>, split at its slashes."""


class CommandHandler:
    """Carries one capability from raw request to rendered answer."""

    def __init__(self, edge: Edge, capability: Capability, resource: Resource) -> None:
        self.edge = edge
        self._capability = capability
        self._resource = resource
        self.form = CommandForm(capability.command)

    async def answer(self, scope: Scope, receive: Receive) -> ASGIApp:
        """The answer to one request; every refusal that is in a table is a problem document."""
        headers = read_headers(scope["headers"])
        try:
            async with asyncio.timeout(self.edge.limits.request_s):
                return self._render(await self._carry_out(scope, receive, headers))
        except TimeoutError:
            return self.edge.problem(RequestRefused(503, "request-timed-out"), scope, headers)
        except ClientDisconnect:
            return Response(status_code=499)
        except self.edge.expected as error:
            return self.edge.problem(error, scope, headers)

    async def _carry_out(self, scope: Scope, receive: Receive, headers: RequestHeaders) -> Outcome:
        actor = await self.edge.officer(headers)
        refuse_parameters(scope)
        key = command_id(headers)
        declared_json(headers)
        if_match = self._version(headers)
        declared_length(headers, self.edge.limits.body_bytes)
        raw = await read_body(receive, self.edge.limits.body_bytes)
        command = self.form.read(raw)
        order = Order(
            capability=self._capability,
            stream=opened_id(command) if self._capability.opens else path_id(scope["path"]),
            command=command,
            actor=actor,
            command_id=key,
            request_hmac=self._request_hmac(scope["path"], headers, raw),
            if_match=if_match,
            traceparent=trace_parent(headers),
            countersigner=await self._countersigner(scope["path"], headers, raw),
        )
        return await self.edge.office.carry_out(order)

    async def _countersigner(self, path: str, headers: RequestHeaders, raw: bytes) -> Actor | None:
        """The second officer, where the law wants two and the request brings a token for it."""
        if self._capability.name not in COUNTERSIGNERS:
            refuse_countersignature(headers)
            return None
        if headers.countersignature is None:
            return None
        parts = (
            b"POST",
            path.encode(),
            headers.if_match or b"",
            headers.idempotency_key or b"",
            raw,
        )
        return await self.edge.countersigner(headers.countersignature, command_digest(parts))

    def _version(self, headers: RequestHeaders) -> int | None:
        if not self._capability.opens:
            return version_read(headers)
        if headers.if_match is not None:
            raise RequestRefused(400, "if-match-not-here", where={"header": "If-Match"})
        return None

    def _request_hmac(self, path: str, headers: RequestHeaders, raw: bytes) -> bytes:
        """HMAC-SHA-256 over method, path, If-Match and body, each behind its u32be length."""
        parts = (b"POST", path.encode(), headers.if_match or b"", raw)
        return hmac.digest(self.edge.idempotency_key, framed(parts), hashlib.sha256)

    def _render(self, outcome: Outcome) -> Answer:
        headers = [(b"etag", b'"%d"' % outcome.version), (b"cache-control", b"no-store")]
        if outcome.status == 201:
            location = f"/v1/{self._resource.kind.path}/{outcome.stream}"
            headers.append((b"location", location.encode()))
        if outcome.replayed:
            headers.append((b"idempotency-replayed", b"true"))
        body = self._resource.render(outcome.stream, outcome.version, outcome.state)
        return Answer(outcome.status, headers, body)


def framed(parts: Iterable[bytes]) -> bytes:
    """Each part behind its u32be length, so that no two requests have the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def command_digest(parts: Iterable[bytes]) -> str:
    """The `cmd` of a countersignature: SHA-256, in lower-case hex, over method, path, If-Match,
    Idempotency-Key and body (formats §5)."""
    return hashlib.sha256(framed(parts)).hexdigest()


def refuse_parameters(scope: Scope) -> None:
    """A command is its path, its headers and its body; a parameter would change nothing."""
    if scope["query_string"]:
        name = scope["query_string"].decode("latin-1").partition("=")[0]
        raise RequestRefused(422, "parameter-unknown", where={"parameter": name[:60]})


async def read_body(receive: Receive, limit: int) -> bytes:
    """The body, never holding more than `limit` bytes of it."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise RequestRefused(413, "body-too-large", limit=limit)
        more = message.get("more_body", False)
    return body


def path_id(path: str) -> UUID:
    text = path.split("/")[_ID_IN_PATH]
    if not _UUID.fullmatch(text):
        raise RequestRefused(404, "path-not-uuid")
    return UUID(text)


def opened_id(command: Any) -> UUID:
    """The id that the client chose for what it opens: a UUIDv7 (formats §1), or RuleBroken."""
    faults = Faults()
    faults.check("/id", check_minted, command.id)
    faults.refuse_if_any()
    opened: UUID = command.id
    return opened


class CommandRoute(APIRoute):
    """An APIRoute that runs `endpoint.handler` instead of FastAPI's request handling."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handler: CommandHandler = self.endpoint.handler  # type: ignore[attr-defined]

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            answer = await self.handler.answer(scope, receive)
            await answer(scope, receive, send)

        self.app = app


def described(
    handler: CommandHandler, signature: Callable[..., Awaitable[msgspec.Struct]]
) -> Callable[..., Awaitable[msgspec.Struct]]:
    """`signature`, which OpenAPI reads, carrying the handler, which runs."""
    signature.handler = handler  # type: ignore[attr-defined]
    return signature
