"""Sends a row of the table to the register, with all that the row leaves unsaid put right."""

import re
import time
from typing import Any
from uuid import uuid4

import httpx
from joserfc.jwk import OKPKey
from tests.adapters.http.hostile_row import Row, Second, World, bytes_of
from tests.adapters.identity.forged_tokens import claims_for, signed

from adapters.http.command_route import command_digest
from adapters.identity.development_officers import OFFICER_BY_NAME
from service import AUDIENCE, Service

_PLACE = re.compile(r"\{([a-z_0-9.]+)\}")
_STRANGER = OKPKey.generate_key("Ed25519")

Pairs = list[tuple[str, str]]


def send(register: Service, world: World, row: Row, **headers: str) -> httpx.Response:
    """The answer to a row; `headers` are sent beside those of the row."""
    content = content_of(row, world) if row.method == "POST" else None
    path = filled(row.path, world)
    sent = _headers(register, world, row)
    if row.second is not None:
        sent.append(("countersignature", _countersigned(register, row.second, path, sent, content)))
    url = httpx.URL(register.address).copy_with(raw_path=path.encode())
    request = httpx.Request(
        row.method, url, content=content, headers=_bytes([*sent, *headers.items()])
    )
    return register.client.send(request)


def prepare(row: Row, world: World) -> None:
    """Make every record that the row is about, as sending it would."""
    content_of(row, world)
    for text in (row.path, *(one for one in row.headers.values() if isinstance(one, str))):
        filled(text, world)


def _headers(register: Service, world: World, row: Row) -> Pairs:
    usual: dict[str, Any] = {
        "authorization": f"Bearer {register.token(*row.officer)}",
        "idempotency-key": str(uuid4()),
        "content-type": "application/json",
        "if-match": _version(row, world),
    }
    pairs: Pairs = []
    for name, value in (usual | dict(row.headers)).items():
        values = value if isinstance(value, tuple) else (value,)
        pairs += [(name, filled(one, world)) for one in values if one is not None]
    return pairs


def _countersigned(
    register: Service, second: Second, path: str, sent: Pairs, content: bytes | None
) -> str:
    """The token of the second officer over the parts of this request (formats §5)."""
    parts = dict(sent) | {"path": path, "body": (content or b"").decode()} | dict(second.parts)
    names = ("path", "if-match", "idempotency-key", "body")
    digest = command_digest((b"POST", *(parts.get(name, "").encode() for name in names)))
    claims = {"cmd": digest, **second.claims}
    if second.forged:
        return _forged(register, claims)
    name, unit, roles = second.officer
    who = OFFICER_BY_NAME[name]
    bearer = (who.officer, unit or who.unit, claims.pop("roles", roles or (who.role,)))
    return register.issuer.issue(*bearer, 300, AUDIENCE, **claims)


def _forged(register: Service, claims: dict[str, Any]) -> str:
    """Good in every word, and signed by nobody whom this register knows."""
    key = register.issuer.jwks()["keys"][0]["kid"]
    header = {"alg": "Ed25519", "typ": "at+jwt", "kid": key}
    words = claims_for(register.issuer.issuer, AUDIENCE, time.time(), **claims)
    return signed(_STRANGER, words, header).decode()


def _version(row: Row, world: World) -> str | None:
    """The version that the case of the path stands at; none where a stream is opened."""
    case = _PLACE.search(row.path)
    if case is None or row.method != "POST":
        return None
    version = getattr(_found(case.group(1), world), "version", None)
    return None if version is None else f'"{version}"'


def content_of(row: Row, world: World) -> bytes:
    body = row.body(world) if callable(row.body) else row.body
    return body if isinstance(body, bytes) else bytes_of(_placed(body, world))


def _placed(value: Any, world: World) -> Any:
    if isinstance(value, dict):
        return {name: _placed(inner, world) for name, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner, world) for inner in value]
    whole = isinstance(value, str) and _PLACE.fullmatch(value) is not None
    return filled(value, world) if whole else value


def filled(text: str, world: World) -> str:
    """The text with the ids of the cases, and what they show, in their places."""

    def put(found: re.Match[str]) -> str:
        if found.group(1).partition(".")[0] not in world:
            return found.group(0)
        value = _found(found.group(1), world)
        return str(getattr(value, "id", value))

    return _PLACE.sub(put, text)


def _found(place: str, world: World) -> Any:
    name, *parts = place.split(".")
    value = world[name]
    for part in parts:
        value = getattr(value, part) if hasattr(value, part) else value.shown[part]
    return value


def _bytes(headers: Pairs) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers]
