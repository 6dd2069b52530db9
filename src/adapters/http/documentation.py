"""The page that explains the interface, from files of this program: no address outside it."""

import json
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from adapters.http.body_models import model_of
from adapters.http.described_answers import complete
from adapters.http.problems import Problem
from adapters.http.sentences import SENTENCES

INTERFACE = Path(__file__).with_name("openapi.json")
"""What `describe` says of this program, as tests/adapters/http/test_openapi.py pins it.

Making it would add a second to every start, and every worker would keep it in memory.
"""
TOPICS = Path(__file__).with_name("asyncapi.json")
"""The AsyncAPI 3.0 document of the Kafka topics, as tools/pin_contracts.py makes it."""
ASSETS = Path(__file__).parent / "assets" / "swagger-ui"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>cancuoc: interface</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<main id="interface">Reading the description of the interface…</main>
<noscript>This page needs JavaScript; the description itself is at /openapi.json.</noscript>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#interface", deepLinking: true, validatorUrl: null,
  displayOperationId: true, defaultModelsExpandDepth: 0, tryItOutEnabled: false
});
"""
DESCRIPTION = """The register of persons and the legal instruments it follows.

Every command needs `Authorization: Bearer`, an `Idempotency-Key` (a new UUID for each act; the
same key repeats the same act harmlessly) and, on an existing stream, `If-Match` with the version
read. Refusals are RFC 9457 problem documents in Vietnamese or English by `Accept-Language`.
"""


def documentation_router() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def page() -> HTMLResponse:
        return HTMLResponse(_PAGE, headers={"content-security-policy": _POLICY})

    @router.get("/docs/start.js")
    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    for path in (INTERFACE, TOPICS):
        router.add_api_route(f"/{path.name}", _served(path))
    return router


def _served(path: Path) -> Callable[[], Awaitable[Response]]:
    content = path.read_bytes()

    async def document() -> Response:
        return Response(content, media_type="application/json")

    return document


def mount_assets(app: FastAPI) -> None:
    app.mount("/docs/assets", StaticFiles(directory=ASSETS), name="assets")


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document with bearer security and the problem schema."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = model_of(Problem).model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _drop_fastapi_validation_answers(document)
    document["components"]["securitySchemes"] = {
        "officer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    for path, operations in document["paths"].items():
        if path.startswith("/v1/") and not path.startswith("/v1/problems"):
            for operation in operations.values():
                operation.setdefault("security", [{"officer": []}])
    complete(document)
    return document


@cache
def described_paths() -> dict[str, dict[str, Any]]:
    """The operations of the interface by path and method."""
    paths: dict[str, dict[str, Any]] = json.loads(INTERFACE.read_bytes())["paths"]
    return paths


def _drop_fastapi_validation_answers(document: dict[str, object]) -> None:
    """FastAPI adds its own 422 where a route has none; ours are problem documents."""
    text = "#/components/schemas/HTTPValidationError"
    for operations in document["paths"].values():  # type: ignore[attr-defined]
        for operation in operations.values():
            answers = operation["responses"]
            if text in json.dumps(answers.get("422", {})):
                del answers["422"]


def problem_page(code: str) -> dict[str, str] | None:
    """What a problem type means, in both languages, with its parameters in braces."""
    found = SENTENCES.get(code)
    return None if found is None else {"code": code, "en": found[0], "vi": found[1]}
