"""What operators measure of this interface: requests by route and status, and their time."""

import os
import time
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter(
    "cancuoc_http_requests_total", "Requests answered", ["method", "route", "status"]
)
DURATION = Histogram(
    "cancuoc_http_request_duration_seconds",
    "From the first byte of the request to the last of the answer",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
BATCHES = Gauge("cancuoc_store_batches", "Group commits made by this process")
COMMANDS = Gauge("cancuoc_store_commands", "Commands submitted to group commits")
CONFLICTS = Gauge("cancuoc_store_conflicts", "Commands that lost a race")
RECONNECTIONS = Gauge("cancuoc_store_reconnections", "Times the writing connection was renewed")
WAITING = Gauge("cancuoc_store_waiting", "Commands waiting for a group commit now")


@cache
def _answered(method: str, route: str, status: int) -> Counter:
    return REQUESTS.labels(method, route, status)


@cache
def _timed(route: str) -> Histogram:
    return DURATION.labels(route)


def measure(method: str, route: str, status: int, seconds: float) -> None:
    """Count and time one answer under the pattern of its route, never under its path."""
    _answered(method, route, status).inc()
    _timed(route).observe(seconds)


class Measured:
    """ASGI middleware that measures every answer of the routes behind it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, observed)
        finally:
            route = getattr(scope.get("route"), "path", "unrouted")
            measure(_method(scope["method"]), route, status, time.perf_counter() - began)


def _method(method: str) -> str:
    """A bounded label: what a stranger invents is `other`."""
    known = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}
    return method if method in known else "other"


def exposition() -> Response:
    """The Prometheus text format; of all workers when there are several."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
