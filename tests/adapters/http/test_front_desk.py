"""A command takes a short way to its handler and is answered as on the long one."""

from typing import Any

import pytest
from fastapi import FastAPI

from adapters.http.app import Offer, create_app
from adapters.http.command_route import CommandRoute
from adapters.http.edge import Edge
from adapters.http.front_desk import FrontDesk
from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.jwks import StaticKeys
from adapters.identity.token_verifier import TokenVerifier
from application.kinds import CAPABILITIES
from cancuoc.resources_of_kinds import resources

Messages = list[dict[str, Any]]


class Untouched:
    """Stands where the office would: no request of these tests gets so far."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> FrontDesk:
    issuer = DevelopmentIssuer(tmp_path_factory.mktemp("issuer") / "key.pem")
    verifier = TokenVerifier(issuer.issuer, "cancuoc", StaticKeys(issuer.jwks()))
    edge = Edge(Untouched(), verifier)  # type: ignore[arg-type]

    async def ready() -> list[Any]:
        return []

    unread: Any = None
    app = create_app(edge, Offer(CAPABILITIES, resources(), (), unread), ready, lambda: None)
    assert isinstance(app, FrontDesk)
    return app


async def asked(app: Any, method: str, path: str) -> Messages:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"accept-language", b"en")],
        "scheme": "http",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: Messages = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def paths(desk: FrontDesk) -> list[str]:
    routes = [route for route in desk.router.routes if isinstance(route, CommandRoute)]
    return [route.path.replace("{id}", "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01") for route in routes]


def test_the_desk_knows_every_command(desk: FrontDesk) -> None:
    assert len(paths(desk)) == len(CAPABILITIES) == len(desk._commands)


async def test_both_ways_give_the_same_answer(desk: FrontDesk) -> None:
    def long_way(*asgi: Any) -> Any:
        return FastAPI.__call__(desk, *asgi)

    for path in paths(desk):
        short, long = await asked(desk, "POST", path), await asked(long_way, "POST", path)
        assert short[0]["status"] == 401
        assert (short[0]["status"], short[1]["body"]) == (long[0]["status"], long[1]["body"])
        assert sorted(short[0]["headers"]) == sorted(long[0]["headers"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/citizens", 405),
        ("PUT", "/v1/citizens", 405),
        ("POST", "/v2/citizens", 404),
        ("POST", "/v1/citizens/", 404),
        ("POST", "/v1//citizens", 404),
        ("POST", "v1/citizens", 404),
        ("POST", "/v1/citizens/x/verify-citizen/", 404),
        ("POST", "/v1/legal-instruments/x/verify-citizen", 404),
        ("POST", "/v1/citizens/x/unknown-act", 404),
    ],
)
async def test_what_is_no_command_is_left_to_the_routes(
    desk: FrontDesk, method: str, path: str, status: int
) -> None:
    assert (await asked(desk, method, path))[0]["status"] == status


async def test_a_fault_of_this_program_is_a_problem_and_tells_nothing(desk: FrontDesk) -> None:
    _, handler = desk._commands["citizens", ""]

    async def broken(*_: Any) -> Any:
        raise RuntimeError("Nguyễn Thị Mậu")

    genuine, handler.answer = handler.answer, broken  # type: ignore[method-assign]
    try:
        sent = await asked(desk, "POST", "/v1/citizens")
    finally:
        handler.answer = genuine  # type: ignore[method-assign]
    assert sent[0]["status"] == 500
    assert b"internal-fault" in sent[1]["body"]
    assert "Mậu".encode() not in sent[1]["body"]
