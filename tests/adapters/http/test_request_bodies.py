"""Bodies of requests that are no commands: described as they are read, and read as strictly."""

from typing import Any

import httpx
import msgspec
import pytest
from tests.adapters.http.schema_example import Document, Schemas

from adapters.http.bodies import CommandForm
from adapters.http.job_desk import LeaseJobs, ReleaseJob, RenewJob
from adapters.http.request_bodies import described_body
from adapters.http.work_forms import ClaimNextWork, ClaimWork, ReturnWork
from domain.refusals import RuleBroken
from service import Service

STATION = "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01"
JOBS = "/v1/jobs/quality-check"
QUEUE = "/v1/work-queues/reception-officer"
ROUTES: dict[str, tuple[type[msgspec.Struct], str, str]] = {
    "/v1/jobs/{kind}/lease": (LeaseJobs, f"{JOBS}/lease", "quality-check"),
    "/v1/jobs/{kind}/{job}/renew": (RenewJob, f"{JOBS}/{STATION}/renew", "quality-check"),
    "/v1/jobs/{kind}/{job}/release": (ReleaseJob, f"{JOBS}/{STATION}/release", "quality-check"),
    "/v1/work-queues/{queue}/claim": (ClaimWork, f"{QUEUE}/claim", "reception-officer"),
    "/v1/work-queues/{queue}/claim-next": (
        ClaimNextWork,
        f"{QUEUE}/claim-next",
        "reception-officer",
    ),
    "/v1/work-queues/{queue}/return": (ReturnWork, f"{QUEUE}/return", "reception-officer"),
}
"""Path as described -> what is read there, an address, and who may ask."""
STRUCTS = [struct for struct, _, _ in ROUTES.values()]


def described(document: Document, path: str) -> dict[str, Any]:
    content = document["paths"][path]["post"]["requestBody"]["content"]
    found: dict[str, Any] = content["application/json"]["schema"]
    return found


def sent(register: Service, path: str, body: Any) -> httpx.Response:
    _, address, officer = ROUTES[path]
    return register.client.post(address, json=body, headers=register.bearer(officer))


def test_every_such_route_is_in_this_table(document: Document) -> None:
    questions = {
        path
        for path, methods in document["paths"].items()
        for operation in [methods.get("post")]
        if operation and ("/jobs/" in path or "/work-queues/" in path) and not _is_kept(operation)
    }

    assert questions == ROUTES.keys()


def _is_kept(operation: dict[str, Any]) -> bool:
    """What takes a key is answered once and has a table of its own (test_reassignments)."""
    return any(one.get("name") == "Idempotency-Key" for one in operation.get("parameters", ()))


@pytest.mark.parametrize("path", ROUTES)
def test_the_description_is_that_of_the_struct_that_is_read(path: str, document: Document) -> None:
    told = described_body(ROUTES[path][0])["requestBody"]

    assert told["required"] is True
    assert described(document, path) == _said(told["content"]["application/json"]["schema"])


def _said(schema: Any) -> Any:
    """As the document says it, which leaves out that an absent field is null."""
    if isinstance(schema, dict):
        kept = {name: _said(inner) for name, inner in schema.items()}
        return {name: inner for name, inner in kept.items() if (name, inner) != ("default", None)}
    return [_said(one) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("path", ROUTES)
def test_the_smallest_body_described_is_read(path: str, document: Document) -> None:
    body = Schemas(document).smallest(described(document, path))

    assert CommandForm(ROUTES[path][0]).read(msgspec.json.encode(body))


@pytest.mark.parametrize("path", ROUTES)
def test_each_required_field_is_required(path: str, register: Service, document: Document) -> None:
    body = Schemas(document).smallest(described(document, path))

    for field in body:
        answer = sent(register, path, {k: v for k, v in body.items() if k != field})
        assert answer.status_code == 422, answer.text
        assert [e["pointer"] for e in answer.json()["errors"]] == [f"/{field}"]


@pytest.mark.parametrize("path", ROUTES)
def test_what_is_not_described_is_refused(path: str, register: Service, document: Document) -> None:
    body = Schemas(document).smallest(described(document, path))

    answer = sent(register, path, {**body, "wish": 1})

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/wish"


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"", 400), (b"[]", 400), (b"{", 400), (b'{"a":1,"a":2}', 400), (b"\xff", 400)],
    ids=["nothing", "a list", "half", "a name twice", "no text"],
)
def test_what_is_no_object_is_malformed(
    path: str, raw: bytes, status: int, register: Service
) -> None:
    _, address, officer = ROUTES[path]
    headers = register.bearer(officer) | {"content-type": "application/json"}

    answer = register.client.post(address, content=raw, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: str(struct.__name__))
def test_every_fault_is_named_at_once(struct: type[msgspec.Struct]) -> None:
    wrong = {field.encode_name: [] for field in msgspec.structs.fields(struct)}

    with pytest.raises(RuleBroken) as refused:
        CommandForm(struct).read(msgspec.json.encode(wrong))

    assert {one.pointer for one in refused.value.faults} == {f"/{name}" for name in wrong}
