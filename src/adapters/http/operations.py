"""For operators: alive, ready, measured; and the meaning of each problem type."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.documentation import problem_page
from adapters.http.measures import exposition
from adapters.http.problems import RequestRefused


class Component(msgspec.Struct, frozen=True):
    """One thing that must work; `advice` says what to do when it does not."""

    name: str
    ok: bool
    facts: dict[str, Any] = {}
    advice: str | None = None


class ReadinessShown(msgspec.Struct, frozen=True):
    """`status` is ready or not-ready."""

    status: str
    components: tuple[Component, ...]


Readiness = Callable[[], Awaitable[list[Component]]]


def operations_router(readiness: Readiness, refresh_measures: Callable[[], None]) -> APIRouter:
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", operation_id="healthz", summary="The process lives")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/readyz",
        operation_id="readyz",
        summary="Database, horizon and views are fit to serve",
        responses={
            200: {"model": model_of(ReadinessShown)},
            503: {
                "description": "At least one component is not fit; see its advice",
                "model": model_of(ReadinessShown),
            },
        },
        response_model=None,
    )
    async def readyz() -> Response:
        components = await readiness()
        ready = all(component.ok for component in components)
        body = {
            "status": "ready" if ready else "not-ready",
            "components": msgspec.to_builtins(components),
        }
        headers = {"cache-control": "no-store"} | ({} if ready else {"retry-after": "5"})
        return JSONResponse(body, 200 if ready else 503, headers)

    @router.get(
        "/metrics", operation_id="metrics", summary="Prometheus measures", response_class=Response
    )
    async def metrics() -> Response:
        refresh_measures()
        return exposition()

    @router.get(
        "/v1/problems/{code}",
        operation_id="explain-problem",
        summary="What a problem type means, in Vietnamese and English",
        responses=problems(404),
    )
    async def problem(code: str) -> dict[str, str]:
        found = problem_page(code)
        if found is None:
            raise RequestRefused(404, "path-unknown")
        return found

    return router
