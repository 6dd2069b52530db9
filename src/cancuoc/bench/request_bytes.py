"""Requests as the bytes that travel, made before the clock starts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import uuid4

from cancuoc.bench.load_messages import KEY_TWIN, PLAIN, VERSION_TWIN

Kinded = tuple[int, bytes]


class Act(NamedTuple):
    """One command of one officer. `version` is None for what opens a stream."""

    path: str
    token: str
    body: bytes
    version: int | None
    rival: str = ""
    """Token of a second officer who may do the same."""


def request(act: Act, key: str | None = None, countersignature: str | None = None) -> bytes:
    """The request of an act under a new Idempotency-Key, or the one given."""
    if_match = "" if act.version is None else f'If-Match: "{act.version}"\r\n'
    signed = "" if countersignature is None else f"Countersignature: {countersignature}\r\n"
    head = (
        f"POST {act.path} HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        f"Authorization: Bearer {act.token}\r\n"
        "Content-Type: application/json\r\n"
        f"Idempotency-Key: {key or uuid4()}\r\n"
        f"{if_match}{signed}Content-Length: {len(act.body)}\r\n\r\n"
    )
    return head.encode() + act.body


def question(path: str, token: str) -> bytes:
    """The request of a read."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    return head.encode()


def plain(acts: Sequence[Act]) -> Iterator[Kinded]:
    for act in acts:
        yield PLAIN, request(act)


def colliding(acts: Sequence[Act], one_in: int) -> Iterator[Kinded]:
    """One request in `one_in` collides with the one sent just before, which is still in flight.

    By turns it wants the same version for another officer, or is the same request under the same
    key, as after a lost answer.
    """
    pairs = 0
    for n, act in enumerate(acts):
        if n % one_in != one_in - 1:
            yield PLAIN, request(act)
            continue
        pairs += 1
        if pairs % 2:
            yield VERSION_TWIN, request(act)
            yield VERSION_TWIN, request(act._replace(token=act.rival))
        else:
            twin = request(act, str(uuid4()))
            yield KEY_TWIN, twin
            yield KEY_TWIN, twin


def echoed(body: bytes, tokens: Sequence[str], path: str) -> Iterator[Kinded]:
    """The same headers and body as the hot command's, for a server that only says it back."""
    for token in tokens:
        yield PLAIN, request(Act(path, token, body, 4))
