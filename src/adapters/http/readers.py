"""Who reads: the dependency that every reading route shares."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.responses import Response

from adapters.http.edge import Edge
from adapters.http.request_headers import read_headers
from domain.envelope import Actor


def reader(edge: Edge) -> Callable[[Request], Awaitable[Actor]]:
    """The officer of a reading request, known and within the rate."""

    async def officer(request: Request) -> Actor:
        return await edge.officer(read_headers(request.scope["headers"]))

    return officer


def answer(body: bytes, etag: int | None = None, following: str | None = None) -> Response:
    """JSON that no cache keeps, with its version and the link of the next page (RFC 8288)."""
    headers = {"cache-control": "no-store"}
    if etag is not None:
        headers["etag"] = f'"{etag}"'
    if following is not None:
        headers["link"] = f'<{following}>; rel="next"'
    return Response(body, 200, headers, "application/json")
