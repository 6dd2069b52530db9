"""What every answer of one status has in common, added to the description of the interface."""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

_SECONDS = {"type": "integer", "minimum": 0}
_WAIT = {"description": "Seconds to wait", "required": True, "schema": _SECONDS}
_TEXT = {"type": "string"}
HEADERS: dict[str, dict[str, Any]] = {
    "401": {
        "WWW-Authenticate": {
            "description": "Bearer (RFC 6750)",
            "required": True,
            "schema": {"type": "string", "pattern": "^Bearer "},
        }
    },
    "429": {
        "Retry-After": _WAIT,
        "RateLimit": {"description": "What is left of which policy", "schema": _TEXT},
        "RateLimit-Policy": {
            "description": "The quota q in a window of w seconds "
            "(draft-ietf-httpapi-ratelimit-headers)",
            "schema": _TEXT,
        },
    },
    "503": {"Retry-After": _WAIT},
}
_NEXT = {"description": 'The following page, rel="next" (RFC 8288)', "schema": _TEXT}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_READ_ONLY = {"description": "The register takes no changes for now", "content": _PROBLEM}


def complete(document: Document) -> None:
    """Add the headers of each status, the answer of a register that is read-only, and links."""
    for path, method, operation in _operations(document):
        answers = operation["responses"]
        if method == "get":
            _complete_page(operation)
        else:
            answers.setdefault("503", dict(_READ_ONLY))
        for status in HEADERS.keys() & answers.keys():
            answers[status]["headers"] = {**HEADERS[status], **answers[status].get("headers", {})}
        if path.count("/") == _OPENING and method == "post" and "201" in answers:
            answers["201"]["links"] = dict(_links(document, path))


def _complete_page(operation: dict[str, Any]) -> None:
    if any(one["name"] in ("cursor", "after") for one in operation.get("parameters", ())):
        operation["responses"]["200"].setdefault("headers", {})["Link"] = _NEXT


_OPENING = 2
"""Slashes of `/v1/<streams>`."""


def _operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((path, method, operation) for method, operation in methods.items())


def _links(document: Document, opening: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """From what was opened to each act on it: its id, and the version that was answered."""
    for path, _, operation in _operations(document):
        if not path.startswith(f"{opening}/{{id}}"):
            continue
        names = {one["name"] for one in operation.get("parameters", ())}
        taken = {"path.id": "$response.body#/id"} if "id" in names else {}
        if "if-match" in names:
            taken["header.if-match"] = "$response.header.ETag"
        act = operation["operationId"]
        yield act, {"operationId": act, "parameters": taken}
