"""What the description declares of a command is what its handler wants: no more and no less."""

import re
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from pydantic import ValidationError
from tests.adapters.http.hostile_inputs import ROWS
from tests.adapters.http.hostile_row import Row, World
from tests.adapters.http.hostile_sender import content_of
from tests.adapters.http.schema_example import Document, Schemas, body_schema

from adapters.http.bodies import CommandForm
from adapters.http.body_text import BodyMalformed, json_object
from adapters.http.command_endpoints import command_path
from adapters.identity.development_officers import OFFICERS
from application.kinds import CAPABILITIES
from application.stream import Capability
from domain.mandates import COMMANDS
from service import Service

COMMAND_OF = {command_path(capability): capability for capability in CAPABILITIES}


class Asked:
    """A request to one command with exactly what the description requires."""

    def __init__(self, register: Service, document: Document, path: str) -> None:
        self._register = register
        self._path = path.replace("{id}", str(uuid4()))
        declared = document["paths"][path]["post"].get("parameters", [])
        self.headers = {
            parameter["name"].lower(): _header(parameter)
            for parameter in declared
            if parameter["in"] == "header" and parameter["required"]
        }
        self.body: dict[str, Any] = Schemas(document).smallest(body_schema(document, path))
        self._officer = _officer_of(COMMAND_OF[path])

    def without(self, header: str | None = None, field: str | None = None) -> httpx.Response:
        headers = {name: value for name, value in self.headers.items() if name != header}
        body = {name: value for name, value in self.body.items() if name != field}
        sent = headers | self._register.bearer(self._officer)
        return self._register.client.post(self._path, json=body, headers=sent)


def _header(parameter: dict[str, Any]) -> str:
    shown = {"idempotency-key": str(uuid4()), "if-match": '"1"'}
    return shown[parameter["name"].lower()]


def _officer_of(capability: Capability) -> str:
    """One who may not open a stream, so that nothing is opened; for other commands one who may."""
    if capability.opens:
        return "auditor"
    return next(one.name for one in OFFICERS if one.role in COMMANDS[capability.name])


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


@pytest.mark.parametrize("path", COMMAND_OF)
def test_what_is_declared_required_is_enough(
    path: str, register: Service, document: Document
) -> None:
    answer = Asked(register, document, path).without()

    expected = (
        (403, "role-may-not") if COMMAND_OF[path].opens else (404, f"{_kind(path)}-not-found")
    )
    assert (answer.status_code, code_of(answer)) == expected, answer.text


def _kind(path: str) -> str:
    return COMMAND_OF[path].stream.name


@pytest.mark.parametrize("path", COMMAND_OF)
def test_what_is_declared_required_is_required(
    path: str, register: Service, document: Document
) -> None:
    asked = Asked(register, document, path)
    missing = {"idempotency-key": "idempotency-key-missing", "if-match": "if-match-missing"}

    assert asked.headers.keys() == missing.keys() - (
        {"if-match"} if COMMAND_OF[path].opens else set()
    )
    for header in asked.headers:
        assert code_of(asked.without(header=header)) == missing[header]
    for field in asked.body:
        answer = asked.without(field=field)
        assert code_of(answer) == "field-missing"
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"


def judged(raw: bytes, capability: Capability) -> tuple[bool, bool]:
    """Whether the struct that is decoded into and the model that is described accept a body."""
    form = CommandForm(capability.command)
    try:
        msgspec.json.decode(raw, type=capability.command)
        struct = True
    except (msgspec.MsgspecError, RecursionError):
        struct = False
    try:
        form.model.model_validate_json(raw)
        model = True
    except ValidationError:
        model = False
    return struct, model


def is_json(raw: bytes) -> bool:
    try:
        json_object(raw)
    except BodyMalformed:
        return False
    return True


def test_the_described_model_accepts_exactly_what_the_handler_accepts(world: World) -> None:
    """Over all bodies of the hostile table that are JSON without ambiguity."""
    bodies = [(row.name, *_command_body(row, world)) for row in ROWS if _is_command(row)]
    read = [(name, raw, capability) for name, raw, capability in bodies if is_json(raw)]
    verdicts = {name: judged(raw, capability) for name, raw, capability in read}

    assert len(verdicts) > 500
    assert {len({*verdict}) for verdict in verdicts.values()} == {1}, [
        name for name, (struct, model) in verdicts.items() if struct != model
    ]
    assert {struct for struct, _ in verdicts.values()} == {True, False}


def _pattern(row: Row) -> str:
    return re.sub(r"/(\{[a-z_0-9.]+\}|[0-9a-f-]{36})/", "/{id}/", row.path)


def _is_command(row: Row) -> bool:
    return row.method == "POST" and _pattern(row) in COMMAND_OF


def _command_body(row: Row, world: World) -> tuple[bytes, Capability]:
    return content_of(row, world), COMMAND_OF[_pattern(row)]
