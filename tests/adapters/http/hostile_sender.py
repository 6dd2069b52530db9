"""Sends a row of the table to the register, with all that the row leaves unsaid put right."""

import re
from typing import Any
from uuid import uuid4

import httpx
from tests.adapters.http.hostile_row import Row, World, bytes_of

from service import Service

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")


def send(register: Service, world: World, row: Row, **headers: str) -> httpx.Response:
    """The answer to a row; `headers` are sent beside those of the row."""
    content = _content(row, world) if row.method == "POST" else None
    sent = [*_headers(register, world, row), *headers.items()]
    path = httpx.URL(register.address).copy_with(raw_path=_filled(row.path, world).encode())
    request = httpx.Request(row.method, path, content=content, headers=_bytes(sent))
    return register.client.send(request)


def _headers(register: Service, world: World, row: Row) -> list[tuple[str, str]]:
    usual: dict[str, Any] = {
        "authorization": f"Bearer {register.token(*row.officer)}",
        "idempotency-key": str(uuid4()),
        "content-type": "application/json",
        "if-match": _version(row, world),
    }
    pairs: list[tuple[str, str]] = []
    for name, value in (usual | dict(row.headers)).items():
        values = value if isinstance(value, tuple) else (value,)
        pairs += [(name, _filled(one, world)) for one in values if one is not None]
    return pairs


def _version(row: Row, world: World) -> str | None:
    """The version that the case of the path stands at; none where a stream is opened."""
    case = _PLACE.search(row.path)
    if case is None or row.method != "POST":
        return None
    return f'"{world[case.group(1)].version}"'


def _content(row: Row, world: World) -> bytes:
    body = row.body(world) if callable(row.body) else row.body
    return body if isinstance(body, bytes) else bytes_of(_placed(body, world))


def _placed(value: Any, world: World) -> Any:
    if isinstance(value, dict):
        return {name: _placed(inner, world) for name, inner in value.items()}
    whole = isinstance(value, str) and _PLACE.fullmatch(value) is not None
    return _filled(value, world) if whole else value


def _filled(text: str, world: World) -> str:
    def put(found: re.Match[str]) -> str:
        value = world.get(found.group(1), found.group(0))
        return str(getattr(value, "id", value))

    return _PLACE.sub(put, text)


def _bytes(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers]
