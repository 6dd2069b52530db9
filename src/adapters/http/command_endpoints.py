"""One endpoint per capability: its path, its declared signature for OpenAPI, its handler."""

import inspect
import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Header, Path

from adapters.http.body_models import model_of
from adapters.http.command_route import CommandHandler, CommandRoute, described
from adapters.http.edge import Edge
from adapters.http.problems import MEDIA_TYPE, Problem
from adapters.http.resources import Resource
from application.stream import Capability
from domain.mandates import COUNTERSIGNERS

_STATUSES = {
    400: "Malformed: not JSON, or a header is missing or wrong",
    401: "Token missing, expired or not for this register",
    403: "Role, unit or separation of duties",
    404: "No such stream",
    409: "Not allowed now, or already taken",
    412: "Changed since it was read",
    413: "Body too large",
    415: "Not declared as JSON",
    422: "A rule is not met; `errors` points at the fields",
    428: "If-Match is missing",
    429: "Too many requests; see Retry-After",
    503: "Busy or away; repeat with the same Idempotency-Key",
}


def kebab(name: str) -> str:
    """`VerifyCitizen` -> `verify-citizen`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def command_path(capability: Capability) -> str:
    base = f"/v1/{capability.stream.path}"
    return base if capability.opens else f"{base}/{{id}}/{kebab(capability.name)}"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents an operation can answer with, for its OpenAPI description."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": _STATUSES[status], "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }


def add_commands(
    router: APIRouter,
    edge: Edge,
    capabilities: tuple[Capability, ...],
    resources: dict[str, Resource],
) -> None:
    """Add every command to the application's own router: an included router costs a second
    matching and replaces the route's handler by FastAPI's."""
    for capability in capabilities:
        resource = resources[capability.stream.name]
        handler = CommandHandler(edge, capability, resource)
        statuses = set(_STATUSES) - ({404, 412, 428} if capability.opens else set())
        router.add_api_route(
            command_path(capability),
            described(handler, _signature(capability, resource)),
            methods=["POST"],
            status_code=201 if capability.opens else 200,
            response_model=None,
            responses={
                201 if capability.opens else 200: _answer(resource),
                **problems(*sorted(statuses)),
            },
            operation_id=kebab(capability.name),
            summary=_summary(capability),
            tags=[resource.tag],
            route_class_override=CommandRoute,
        )


def _summary(capability: Capability) -> str:
    return (inspect.getdoc(capability.command) or capability.name).split("\n", 1)[0]


def _answer(resource: Resource) -> dict[str, Any]:
    return {
        "description": "The new state; its version is the ETag",
        "model": model_of(resource.shown),
        "headers": {
            "ETag": {"description": "The version, in quotes", "schema": {"type": "string"}},
            "Idempotency-Replayed": {
                "description": "true when this command had been stored before",
                "schema": {"type": "string"},
            },
        },
    }


IdempotencyKey = Annotated[
    UUID,
    Header(
        description="A new UUID for each act; repeat the same one to repeat the same act",
        examples=["018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01"],
    ),
]
IfMatch = Annotated[
    str,
    Header(
        description="The version read, in quotes",
        pattern=r'^"(0|[1-9][0-9]{0,17})"$',
        examples=['"1"'],
    ),
]
Countersignature = Annotated[
    str | None,
    Header(
        description="The second officer's own token, whose claim `cmd` is the SHA-256 (hex) over "
        "method, path, If-Match, Idempotency-Key and body, each behind its length as u32be",
        examples=["eyJhbGciOiJFZDI1NTE5In0.eyJjbWQiOiI5ZjI2In0.c2lnbmF0dXJl"],
    ),
]
AcceptLanguage = Annotated[str | None, Header(description="vi or en", examples=["vi"])]
Authorization = Annotated[str, Header(description="Bearer token", include_in_schema=False)]


def _signature(capability: Capability, resource: Resource) -> Any:
    """A function whose signature says what the handler reads; it never runs."""

    async def endpoint(**_: Any) -> msgspec.Struct:
        raise AssertionError("the handler answers, never this signature")

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("body", keyword, annotation=model_of(capability.command)),
        inspect.Parameter("idempotency_key", keyword, annotation=IdempotencyKey),
        inspect.Parameter("accept_language", keyword, annotation=AcceptLanguage, default=None),
    ]
    if not capability.opens:
        identity = Annotated[UUID, Path(description=f"The {resource.kind.name}'s id")]
        parameters.insert(0, inspect.Parameter("id", keyword, annotation=identity))
        parameters.append(inspect.Parameter("if_match", keyword, annotation=IfMatch))
    if capability.name in COUNTERSIGNERS:
        signed = inspect.Parameter(
            "countersignature", keyword, annotation=Countersignature, default=None
        )
        parameters.append(signed)
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    endpoint.__name__ = kebab(capability.name).replace("-", "_")
    endpoint.__doc__ = inspect.getdoc(capability.command)
    return endpoint


PROBLEM_MODEL = model_of(Problem)
