"""One row of the table of hostile inputs: a request, and exactly how it is refused."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from citizen_case import dc01

Body = bytes | dict[str, Any]
World = dict[str, Any]
"""Cases in every state by name, against which the rows are sent."""

CAPTURE = "/v1/citizens"


class Officer(NamedTuple):
    """Who asks: a development officer, perhaps with another unit or other roles."""

    name: str = "area-officer"
    unit: str | None = None
    roles: tuple[str, ...] = ()


class Second(NamedTuple):
    """Who countersigns this very request, unless `parts` (path, if-match, idempotency-key or body)
    say that something else is signed. `claims` replaces claims of the token, None leaves one out;
    a `forged` one is signed with a key that nobody published.
    """

    officer: Officer
    parts: Mapping[str, str] = MappingProxyType({})
    claims: Mapping[str, Any] = MappingProxyType({})
    forged: bool = False


class Row(NamedTuple):
    """`at` are the places at fault: `/pointer`, `header Name` or `parameter name`.

    `{case}` in the path becomes the id of that case, whose version goes into If-Match unless
    `headers` say otherwise; `{case.batch}` is a record of it, `{case.batch.machine_id}` what that
    one shows. A header of None is left out, a tuple is sent as several.
    `leaves_key` marks a request that only the store can refuse, after a key was made for a citizen
    who then has no event: an orphan, which is swept.
    """

    name: str
    status: int
    code: str
    at: tuple[str, ...] = ()
    method: str = "POST"
    path: str = CAPTURE
    body: Body | Callable[[World], Body] = b""
    officer: Officer = Officer()
    headers: Mapping[str, str | tuple[str, ...] | None] = MappingProxyType({})
    leaves_key: bool = False
    second: Second | None = None


def bytes_of(body: Body) -> bytes:
    return body if isinstance(body, bytes) else msgspec.json.encode(body)


def given_as(text: bytes, **changes: Any) -> bytes:
    """A good declaration in which the given name stands as these bytes of JSON."""
    return bytes_of(dc01(given="<>", **changes)).replace(b'"<>"', text)


def malformed(name: str, body: bytes, code: str = "body-not-json") -> Row:
    """Bytes that are no JSON object at all."""
    return Row(name, 400, code, body=body)


def form(name: str, code: str, *at: str, **changes: Any) -> Row:
    """A declaration that is JSON, with one thing wrong."""
    return Row(name, 422, code, at, body=dc01(**changes))


def fields(name: str, *at: str, **changes: Any) -> Row:
    """A declaration with several fields at fault, all of which are named."""
    return form(name, "form-incorrect", *at, **changes)


def step(
    name: str,
    where: str,
    officer: str | Officer,
    status: int,
    code: str,
    *at: str,
    **body: Any,
) -> Row:
    """A command on a case of the world; `where` is `case/verb-noun`."""
    case, _, verb = where.partition("/")
    path = f"/v1/citizens/{{{case}}}/{verb}"
    who = Officer(officer) if isinstance(officer, str) else officer
    return Row(name, status, code, at, path=path, body=body, officer=who)


def law(name: str, where: str, status: int, code: str, *at: str, **body: Any) -> Row:
    """A command of a legal officer on an instrument of the world."""
    case, _, verb = where.partition("/")
    path = f"/v1/legal-instruments/{{{case}}}/{verb}"
    return Row(name, status, code, at, path=path, body=body, officer=Officer("legal-officer"))


def reading(name: str, path: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    """A GET that is refused."""
    return Row(name, status, code, at, method="GET", path=path, **changes)
