"""What is sent to exhaust a server gets its exact answer, and others are served meanwhile.

Long because it is a table of requests, and of connections that no table can hold.
"""

import gzip
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.adapters.http.wire import body_of, keyed, one_answer, request, statuses

from adapters.postgres.embedded import EmbeddedPostgres
from citizen_case import dc01
from database import Store
from service import Service, serving

CONNECTIONS = 20
PATIENCE_S = 1.0
BIG = {"patience_s": str(PATIENCE_S), "connections": str(CONNECTIONS), "request_s": "2"}


@pytest.fixture(scope="module")
def server(
    register: Service, register_store: Store, cluster: EmbeddedPostgres, register_folder: Path
) -> Iterator[Service]:
    """A second server over the same register: few connections, and a second of patience."""
    unlimited = {"officer_rate": "0", "unit_rate": "0"}
    with serving(
        register_store, cluster, register_folder, ("serve",), **BIG, **unlimited
    ) as service:
        yield service


Sent = Callable[[Service], bytes]


class Row(NamedTuple):
    """What is sent at once, and what comes back: a status and the code of its problem."""

    name: str
    sent: Sent
    status: int
    code: str


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: register", *headers, "", ""]).encode()


def with_body(body: bytes, *headers: str) -> Sent:
    return lambda server: request(server, body, keyed(), *headers)


def nested(opening: bytes, closing: bytes, times: int) -> bytes:
    return b'{"id":' + opening * times + b"1" + closing * times + b"}"


def keys(number: int) -> bytes:
    return json.dumps({f"k{n}": 1 for n in range(number)}).encode()


BOMB = gzip.compress(b"0" * 10_000_000)
ROWS = [
    Row("a path of nine thousand bytes", lambda _: get("/" + "a" * 9000), 414, "url-too-long"),
    Row("a query of nine thousand", lambda _: get("/v1/rules?on=" + "1" * 9000), 414,
        "url-too-long"),
    Row("a header of a megabyte", lambda _: get("/healthz", "X: " + "a" * (1 << 20)), 431,
        "headers-too-large"),
    Row("ten thousand headers", lambda _: get("/healthz", *[f"X-{n}: a" for n in range(10_000)]),
        431, "headers-too-large"),
    Row("a header without an end", lambda _: b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000, 431,
        "headers-too-large"),
    Row("a folded header", lambda _: get("/healthz", "X: a\r\n b"), 400, "request-malformed"),
    Row("a NUL in a header", lambda _: get("/healthz", "X: a\0b"), 400, "request-malformed"),
    Row("a tunnel", lambda _: b"CONNECT register:443 HTTP/1.1\r\nHost: register\r\n\r\n", 400,
        "request-malformed"),
    Row("arrays thirty thousand deep", with_body(nested(b"[", b"]", 30_000)), 400,
        "body-too-deep"),
    Row("objects ten thousand deep", with_body(nested(b'{"a":', b"}", 10_000)), 400,
        "body-too-deep"),
    Row("a million names", with_body(keys(1_000_000)), 413, "body-too-large"),
    Row("five thousand names", with_body(keys(5000)), 422, "form-incorrect"),
    Row("a name twice", with_body(b'{"id":1,"id":2}'), 400, "body-repeats-name"),
    Row("a number of sixty thousand digits", with_body(b'{"id":' + b"9" * 60_000 + b"}"), 400,
        "body-number-out-of-range"),
    Row("a number beyond all numbers", with_body(b'{"id":1e999}'), 400,
        "body-number-out-of-range"),
    Row("a compressed bomb", with_body(BOMB, "Content-Encoding: gzip"), 415,
        "body-not-declared-json"),
    Row("two compressions", with_body(b"x", "Content-Encoding: gzip, br"), 415,
        "body-not-declared-json"),
    Row("a good body said to be compressed", with_body(body_of(), "Content-Encoding: gzip"), 415,
        "body-not-declared-json"),
    Row("another character set", lambda s: request(s, "{\"id\":\"ễ\"}".encode("utf-16"), keyed()),
        400, "body-not-utf8"),
]  # fmt: skip


def code_of(answer: bytes) -> str:
    found = re.search(rb"/v1/problems/([a-z0-9-]+)", answer)
    return found.group(1).decode() if found else ""


def assert_others_are_served(server: Service) -> None:
    assert server.client.get("/healthz").status_code == 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_too_much_is_refused_exactly(row: Row, server: Service) -> None:
    with server.connection() as connection:
        with suppress(ConnectionError):
            connection.sendall(row.sent(server))
        assert_others_are_served(server)
        answer = one_answer(connection)

    assert (statuses(answer), code_of(answer)) == ([row.status], row.code)
    assert b"application/problem+json" in answer
    assert_others_are_served(server)


def rest(connection: socket.socket) -> bytes:
    """All that still comes before the server closes."""
    pieces = []
    with suppress(ConnectionError):
        while piece := connection.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def test_half_a_head_is_waited_for_no_longer_than_patience_lasts(server: Service) -> None:
    with server.connection() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: register\r\nX-Slow: ")
        assert_others_are_served(server)
        answer = rest(connection)

    assert (statuses(answer), code_of(answer)) == ([408], "request-head-late")


def test_a_head_that_drips_is_no_faster_for_its_drops(server: Service) -> None:
    with server.connection() as connection:
        with suppress(ConnectionError):
            for _ in range(60):
                connection.sendall(b"G" if not _ else b"E" if _ == 1 else b"a")
                time.sleep(PATIENCE_S / 20)
        answer = rest(connection)

    assert code_of(answer) in ("request-head-late", "request-malformed")
    assert_others_are_served(server)


def test_who_says_nothing_is_left_without_a_word(server: Service) -> None:
    with server.connection() as connection:
        assert rest(connection) == b""


def test_who_says_nothing_more_than_line_ends_is_left_too(server: Service) -> None:
    with server.connection() as connection:
        connection.sendall(get("/healthz"))
        assert statuses(one_answer(connection)) == [200]
        connection.sendall(b"\r\n")
        assert rest(connection) == b""


def test_a_client_that_sends_on_after_its_answer_is_cut_off(server: Service) -> None:
    head = request(server, b"", keyed(), "Authorization: Basic x", length=1 << 30)
    with server.connection() as connection:
        connection.sendall(head)
        answer = one_answer(connection)
        sent = 0
        with suppress(ConnectionError):
            while sent < 64 << 20:
                sent += connection.send(b" " * 65_536)

    assert statuses(answer) == [401]
    assert sent < 64 << 20
    assert_others_are_served(server)


def test_a_client_that_falls_silent_after_its_answer_is_left(server: Service) -> None:
    with server.connection() as connection:
        connection.sendall(request(server, b"{", keyed(), length=1000))
        assert statuses(one_answer(connection)) == [503]
        assert rest(connection) == b""


def test_who_never_reads_an_answer_loses_it(server: Service) -> None:
    with server.connection() as connection:
        for _ in range(40):
            connection.sendall(get("/openapi.json"))
        assert_others_are_served(server)
        time.sleep(3 * PATIENCE_S)
        came = rest(connection)

    assert statuses(came)[0] == 200
    assert len(statuses(came)) < 40
    assert_others_are_served(server)


def test_a_thousand_requests_in_one_breath_are_answered_in_order(server: Service) -> None:
    asked = b"".join(get(f"/v1/problems/unknown-{n}") for n in range(1000))
    answer = server.raw(asked + get("/healthz", "Connection: close"))

    numbers = [int(n) for n in re.findall(rb"/v1/problems/unknown-(\d+)\"", answer)]
    assert numbers == [*range(1000)]
    assert statuses(answer) == [404] * 1000 + [200]


def test_a_request_that_was_understood_is_answered_before_the_rest_is_given_up(
    server: Service,
) -> None:
    whole = request(server, body_of(), keyed())

    answer = server.raw(whole + b"\x00\x01 nonsense\r\n\r\n")

    assert statuses(answer) == [201]
    assert b"connection: close" in answer


class Expected(NamedTuple):
    """Whether the body is asked for, and how the request ends."""

    invited: bool
    status: int


EXPECTATIONS: dict[str, tuple[Callable[[], dict[str, Any]], tuple[str, ...], Expected]] = {
    "a good one": (dict, (), Expected(True, 201)),
    "one too long": (lambda: {"length": 1 << 20}, (), Expected(False, 413)),
    "one compressed": (dict, ("Content-Encoding: gzip",), Expected(False, 415)),
}


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_a_body_is_invited_only_where_it_may_come(name: str, server: Service) -> None:
    """`Expect: 100-continue` (RFC 9110 §10.1.1)."""
    changes, headers, expected = EXPECTATIONS[name]
    body = json.dumps(dc01()).encode()
    head = request(
        server, b"", keyed(), "Expect: 100-continue", *headers, **{"length": len(body), **changes()}
    )
    with server.connection() as connection:
        connection.sendall(head)
        first = connection.recv(65_536)
        invited = first.startswith(b"HTTP/1.1 100 ")
        if invited:
            connection.sendall(body)
            first = one_answer(connection)

    assert (invited, statuses(first)) == (expected.invited, [expected.status])


def test_more_connections_than_are_served_are_told_to_come_back(server: Service) -> None:
    url = server.address.removeprefix("http://").split(":")
    with ExitStack() as stack:
        first = stack.enter_context(server.connection())
        others = [stack.enter_context(server.connection()) for _ in range(CONNECTIONS)]
        surplus, observer = others[-1], stack.enter_context(server.connection())
        surplus.sendall(get("/v1/rules"))
        turned_away = one_answer(surplus)
        observer.sendall(get("/readyz"))
        watched = one_answer(observer)
        first.sendall(get("/v1/rules"))
        served = one_answer(first)
        stack.enter_context(suppress(ConnectionError))
        many = [socket.create_connection((url[0], int(url[1]))) for _ in range(CONNECTIONS)]
        for one in many:
            stack.callback(one.close)
        many[-1].settimeout(5)
        last = rest(many[-1])

    assert (statuses(turned_away), code_of(turned_away)) == ([503], "server-full")
    assert b"retry-after: 1\r\n" in turned_away
    assert b"connection: close" in turned_away
    assert statuses(watched) == [200]
    assert statuses(served) == [401]
    assert last == b""
    time.sleep(0.2)
    assert_others_are_served(server)
