"""The application that a server runs: every route, every refusal, one lifespan."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from adapters.http.allowed_methods import allowed_methods
from adapters.http.command_endpoints import add_commands
from adapters.http.documentation import described_paths, documentation_router, mount_assets
from adapters.http.edge import Edge
from adapters.http.front_desk import FrontDesk
from adapters.http.measures import Measured
from adapters.http.operations import Readiness, operations_router
from adapters.http.problems import RequestRefused
from adapters.http.punctual import Punctual
from adapters.http.reads import StreamReads
from adapters.http.request_headers import read_headers
from adapters.http.resources import Resource
from adapters.postgres.published_ledger import PublishedLedger
from application.stream import Capability

log = structlog.get_logger()
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
TAGS = [
    {"name": "citizens", "description": "The entry of one person, from DC01 to a PIN and after"},
    {"name": "legal instruments", "description": "Laws, circulars and the rules they set"},
    {"name": "card applications", "description": "A request for a card, from counter to hand"},
    {"name": "cards", "description": "The credential: issued, lost, revoked, destroyed"},
    {"name": "card stock", "description": "Blank cards by serial, in double entry"},
    {"name": "production", "description": "Batches of the machines"},
    {"name": "dispatch", "description": "Manifests of finished cards on their way"},
    {"name": "adjudication", "description": "Examiners on suspected duplicates"},
    {
        "name": "data quality",
        "description": "How good the entries are, which are double, and what failed checks led to",
    },
    {"name": "devices", "description": "Scanners, cameras, printers and encoders, and their trust"},
    {"name": "enrolment packets", "description": "Late captures, and what waits for a look"},
    {"name": "register exports", "description": "What was taken out, by whom and why"},
    {"name": "bulk acts", "description": "Many acts signed at once, with a verdict on each"},
    {"name": "work", "description": "What waits for whom: queues of officers and of machines"},
    {"name": "search", "description": "Views: fast, and honest about how fresh they are"},
    {"name": "ledger", "description": "What proves that history is whole and unaltered"},
    {"name": "operations", "description": "For those who run the register"},
]


class Offer(msgspec.Struct, frozen=True):
    """What this interface offers: commands, the resources they act on, and further routes."""

    capabilities: tuple[Capability, ...]
    resources: dict[str, Resource]
    routers: tuple[APIRouter, ...]
    ledger: PublishedLedger


def create_app(
    edge: Edge,
    offer: Offer,
    readiness: Readiness,
    refresh_measures: Callable[[], None],
    lifespan: Lifespan | None = None,
) -> FrontDesk:
    """The application; nothing is opened before `lifespan` begins."""
    app = FrontDesk(
        title="cancuoc",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        openapi_tags=TAGS,
        lifespan=lifespan or _idle,
        redirect_slashes=False,
    )
    add_commands(app.router, edge, offer.capabilities, offer.resources)
    app.learn_commands(edge)
    for resource in offer.resources.values():
        app.include_router(StreamReads(edge, resource, offer.ledger).router())
    operations = operations_router(readiness, refresh_measures)
    for router in (*offer.routers, operations, documentation_router()):
        app.include_router(router)
    mount_assets(app)
    _refusals(app, edge)
    app.add_middleware(Punctual, edge=edge)
    app.add_middleware(Measured)
    return app


@asynccontextmanager
async def _idle(_: FastAPI) -> AsyncIterator[None]:
    yield


def _refusals(app: FastAPI, edge: Edge) -> None:
    def answer(request: Request, error: Exception) -> Response:
        headers = read_headers(request.scope["headers"])
        worded = _worded(error, lambda: allowed_methods(described_paths(), request.url.path))
        return edge.problem(worded, request.scope, headers)

    def fault(request: Request, error: Exception) -> Response:
        log.error("internal-fault", path=request.scope["path"], exc_info=error)
        return edge.fault(request.scope, read_headers(request.scope["headers"]))

    def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=499)

    app.add_exception_handler(ClientDisconnect, gone)
    for kind in (*edge.expected, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(Exception, fault)


def _worded(error: Exception, methods: Callable[[], str | None]) -> Exception:
    """The framework's own refusals in our words; others as they are."""
    if isinstance(error, HTTPException):
        codes = {404: "path-unknown", 405: "method-not-allowed"}
        allow = methods() or (error.headers or {}).get("Allow", "")
        code = codes.get(error.status_code, "path-unknown")
        return RequestRefused(error.status_code, code, allow=allow)
    if isinstance(error, RequestValidationError):
        return _parameter_at_fault(error.errors()[0])
    return error


def _parameter_at_fault(found: dict[str, Any]) -> RequestRefused:
    kind, name = found["loc"][:2]
    if kind == "path":
        return RequestRefused(404, "path-not-uuid")
    code = "parameter-unknown" if found["type"] == "extra_forbidden" else "parameter-malformed"
    return RequestRefused(422, code, where={"parameter": str(name)[:60]})
