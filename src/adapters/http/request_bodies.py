"""Bodies of requests that are no commands, read as strictly as those of commands."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from fastapi import Request

from adapters.http.bodies import CommandForm
from adapters.http.body_models import model_of
from adapters.http.command_route import read_body, refuse_parameters
from adapters.http.edge import Edge
from adapters.http.request_headers import declared_json, declared_length, read_headers


def body_of(edge: Edge, struct: type[msgspec.Struct]) -> Callable[[Request], Awaitable[Any]]:
    """The dependency that reads a body into `struct`, or refuses it with every field at fault."""
    form = CommandForm(struct)

    async def read(request: Request) -> Any:
        refuse_parameters(request.scope)
        headers = read_headers(request.scope["headers"])
        declared_json(headers)
        declared_length(headers, edge.limits.body_bytes)
        return form.read(await read_body(request.receive, edge.limits.body_bytes))

    return read


def described_body(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """The `openapi_extra` of a route that reads its body by `body_of`."""
    schema = model_of(struct).model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def inlined(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of `struct` without references, to stand anywhere in a document."""
    schema = model_of(struct).model_json_schema()
    parts = schema.pop("$defs", {})

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            return whole(parts[name]) if name else {key: whole(one) for key, one in value.items()}
        return [whole(one) for one in value] if isinstance(value, list) else value

    found: dict[str, Any] = whole(schema)
    return found
