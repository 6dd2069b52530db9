"""The description of the interface is whole, and it is a promise."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from tests.adapters.http.schema_example import Document, Schemas, body_schema

from adapters.http.command_endpoints import command_path
from adapters.http.documentation import INTERFACE, TOPICS, describe
from application.kinds import CAPABILITIES
from cancuoc.settings import Settings
from cancuoc.wiring import build
from service import Service

ACCEPTING = "ACCEPT_OPENAPI"
UNDESCRIBED = {"/docs", "/docs/start.js", "/openapi.json", "/asyncapi.json"}
OPEN = {"/v1/audit/ledger/checkpoint", "/v1/audit/ledger/tile/{tile}"}
"""Paths of the register that need no token: hashes, for strangers who follow the ledger."""
COMMAND_OF = {command_path(capability): capability for capability in CAPABILITIES}


@pytest.fixture(scope="module")
def app(register: Service, register_folder: Path) -> FastAPI:
    """The same application in this process, never started."""
    kek = register_folder / "kek.json"
    dsns = {"dsn": register.dsn, "keys_dsn": register.keys_dsn}
    return build(Settings(var=register_folder, kek_file=kek, **dsns))


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((path, method, operation) for method, operation in methods.items())


def test_the_description_is_the_one_that_was_promised(app: FastAPI) -> None:
    text = json.dumps(describe(app), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get(ACCEPTING) == "1":
        INTERFACE.write_text(text, encoding="utf-8")

    accept = f"see what changed and accept it: {ACCEPTING}=1 pytest {Path(__file__).name}"
    assert INTERFACE.read_text(encoding="utf-8") == text, accept


def test_it_is_served_as_it_was_promised(register: Service) -> None:
    answer = register.client.get("/openapi.json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.content == INTERFACE.read_bytes()


def test_it_is_openapi_3_1(document: Document) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["description"]


def test_every_tag_is_declared_once_and_used(document: Document) -> None:
    declared = [tag["name"] for tag in document["tags"]]
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}

    assert sorted(declared) == sorted(used)


def test_what_the_figures_of_quality_are_measured_in_is_said(document: Document) -> None:
    schemas = document["components"]["schemas"]

    assert "per 100,000 entries" in schemas["Indicators"]["properties"]["clean"]["description"]
    assert "`not-counted`" in schemas["CheckFigures"]["description"]


def test_every_operation_says_what_it_is(document: Document) -> None:
    known = {tag["name"] for tag in document["tags"]}
    ids = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(ids) == len(set(ids)) >= len(CAPABILITIES) + 10
    for path, _, operation in operations(document):
        assert set(operation["tags"]) <= known, path
        assert operation["tags"], path
        assert operation["summary"], path


def test_every_field_of_every_body_is_explained_by_an_example_a_list_or_a_format(
    document: Document,
) -> None:
    schemas = Schemas(document)
    found = {path: schemas.unexplained(body_schema(document, path)) for path in COMMAND_OF}

    assert {path: places for path, places in found.items() if places} == {}


def test_every_path_that_is_served_is_described(document: Document, app: FastAPI) -> None:
    served = {(path, method) for path, method in _served(app) if path not in UNDESCRIBED}
    described = {(path, method) for path, method, _ in operations(document)}

    assert len(served) > 35
    assert served == described


def _served(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every route of the application, also of the routers that it includes."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            path = route.path.replace(":path}", "}")
            yield from ((path, method.lower()) for method in route.methods)
        original = getattr(route, "original_router", None)
        waiting += getattr(original, "routes", ())


def test_every_refusal_of_an_operation_is_a_problem_document(document: Document) -> None:
    for path, _, operation in operations(document):
        statuses = {s: a for s, a in operation["responses"].items() if s >= "400"}
        if path.startswith("/v1/") and not path.startswith("/v1/problems/"):
            assert ({"422"} if path in OPEN else {"401", "422"}) <= statuses.keys(), path
            for answer in statuses.values():
                assert "application/problem+json" in answer["content"], path


def test_every_operation_on_the_register_wants_a_token(document: Document) -> None:
    for path, _, operation in operations(document):
        of_register = path.startswith("/v1/") and not path.startswith("/v1/problems/")
        assert (operation.get("security") == [{"officer": []}]) == (
            of_register and path not in OPEN
        ), path
        assert (operation.get("security") == []) == (path in OPEN), path


def test_the_page_of_documentation_needs_nothing_from_elsewhere(register: Service) -> None:
    page = register.client.get("/docs")
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert len(links) >= 3
    for link in links:
        assert link.startswith("/docs/")
        assert register.client.get(link).status_code == 200


def test_the_description_of_the_topics_is_served_to_everybody(register: Service) -> None:
    served = register.client.get("/asyncapi.json")

    assert served.status_code == 200
    assert served.headers["content-type"] == "application/json"
    assert served.content == TOPICS.read_bytes()
    assert served.json()["asyncapi"] == "3.0.0"


def test_every_problem_type_leads_to_its_explanation(register: Service) -> None:
    refused = register.post("/v1/citizens", {}, "auditor")

    explained = register.client.get(refused.json()["type"])

    assert explained.status_code == 200
    assert explained.json().keys() == {"code", "en", "vi"}
