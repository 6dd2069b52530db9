"""Who reads: the dependency that every reading route shares."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.responses import Response

from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import read_headers
from domain.envelope import Actor


def reader(edge: Edge) -> Callable[[Request], Awaitable[Actor]]:
    """The officer of a reading request, known and within the rate."""

    async def officer(request: Request) -> Actor:
        actor = await edge.officer(read_headers(request.scope["headers"]))
        refuse_repeated_parameters(request)
        return actor

    return officer


def refuse_repeated_parameters(request: Request) -> None:
    """Of a parameter that stands twice nobody knows which is meant."""
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name in seen:
            raise RequestRefused(422, "parameter-repeated", where={"parameter": name[:60]})
        seen.add(name)


def answer(body: bytes, etag: int | None = None, following: str | None = None) -> Response:
    """JSON that no cache keeps, with its version and the link of the next page (RFC 8288)."""
    headers = {"cache-control": "no-store"}
    if etag is not None:
        headers["etag"] = f'"{etag}"'
    if following is not None:
        headers["link"] = f'<{following}>; rel="next"'
    return Response(body, 200, headers, "application/json")
