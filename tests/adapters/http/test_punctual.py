"""A read that takes too long is answered, and one that has begun to answer is broken off."""

import asyncio
from typing import Any, cast

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.edge import Edge, EdgeLimits
from adapters.http.punctual import Punctual

SCOPE: Scope = {"type": "http", "method": "GET", "path": "/v1/rules", "headers": []}


async def asked(app: ASGIApp, request_s: float = 0.05, method: str = "GET") -> list[Message]:
    """What is sent for one request; the edge needs no office to say no."""
    nothing: Any = None
    edge = Edge(nothing, nothing, EdgeLimits(request_s=request_s))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await Punctual(app, edge)({**SCOPE, "method": method}, cast(Receive, None), send)
    return sent


async def test_a_read_that_takes_too_long_is_told_to_come_back() -> None:
    async def slow(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(5)

    begun, body = await asked(slow)

    assert begun["status"] == 503
    assert (b"retry-after", b"2") in begun["headers"]
    assert b"request-timed-out" in body["body"]


async def test_an_upload_has_longer_than_a_read() -> None:
    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.2)
        await send({"type": "http.response.start", "status": 201, "headers": []})

    [begun] = await asked(slow, method="PUT")

    assert begun["status"] == 201


async def test_an_answer_that_has_begun_is_broken_off() -> None:
    async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(5)

    with pytest.raises(TimeoutError):
        await asked(half)


async def test_a_fault_of_a_route_is_not_taken_for_its_lateness() -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise TimeoutError("of something inside")

    with pytest.raises(TimeoutError, match="of something inside"):
        await asked(failing, request_s=5)
