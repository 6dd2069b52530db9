"""Clients that break HTTP itself, or hang up."""

import json
import re
import socket
import time
from contextlib import suppress
from uuid import uuid4

import pytest
from tests.adapters.http.wire import body_of, events, keyed, one_answer, request, statuses

from citizen_case import dc01
from service import Service
from waiting import eventually

BROKEN = {
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
    "version 3": b"GET /healthz HTTP/3.0\r\nHost: x\r\n\r\n",
    "an invented method": b"BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without colon": b"GET /healthz HTTP/1.1\r\nHost x\r\n\r\n",
    "a space before the colon": b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n",
    "two lengths": b"POST /v1/citizens HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a negative length": b"POST /v1/citizens HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a length and chunks": b"POST /v1/citizens HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": b"POST /v1/citizens HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_http_is_answered_with_400_and_the_connection_closed(
    name: str, register: Service
) -> None:
    answer = register.raw(BROKEN[name])

    assert 400 in statuses(answer)
    assert 500 not in statuses(answer)
    assert register.client.get("/healthz").status_code == 200


def test_http_1_0_is_answered_and_the_connection_closed(register: Service) -> None:
    answer = register.raw(request(register, b"{}", version="1.0"))

    assert statuses(answer) == [400]
    assert b"application/problem+json" in answer
    assert b"idempotency-key-missing" in answer


def test_pipelined_requests_are_answered_in_their_order(register: Service) -> None:
    first, second = request(register, b"{", keyed()), request(register, b"[]", keyed())
    last = request(register, b"null", "Connection: close")

    answer = register.raw(first + second + last)

    codes = re.findall(rb"/v1/problems/([a-z-]+)", answer)
    assert statuses(answer) == [400, 400, 400]
    assert codes == [b"body-not-json", b"body-not-object", b"idempotency-key-missing"]


def test_a_body_in_chunks_is_read_as_one(register: Service) -> None:
    body = body_of()
    halves = (body[:100], body[100:])
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(half), half) for half in halves) + b"0\r\n\r\n"
    whole = request(register, b"", keyed(), "Connection: close")
    head = whole.replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")

    assert statuses(register.raw(head + chunks)) == [201]


def test_chunks_without_end_are_cut_off_at_the_limit(register: Service) -> None:
    whole = request(register, b"", keyed())
    head = whole.replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with register.connection() as connection:
        connection.sendall(head)
        with suppress(ConnectionError):
            for _ in range(200):
                connection.sendall(b"1000\r\n" + b" " * 4096 + b"\r\n")
        answer = one_answer(connection)

    assert statuses(answer) == [413]


def test_a_header_of_a_megabyte_harms_nobody(register: Service) -> None:
    large = request(register, b"{}", keyed(), "X-Large: " + "a" * (1 << 20), "Connection: close")

    assert statuses(register.raw(large))[0] in (400, 422, 431)
    assert register.client.get("/healthz").status_code == 200


def test_ten_thousand_headers_harm_nobody(register: Service) -> None:
    many = [f"X-{number}: a" for number in range(10_000)]

    assert statuses(register.raw(request(register, b"{}", keyed(), *many, "Connection: close")))
    assert register.client.get("/healthz").status_code == 200


def test_a_line_break_in_a_path_makes_no_header(register: Service) -> None:
    path = f"/v1/citizens/{uuid4()}%0d%0aSet-Cookie:%20a=b"

    answer = register.get(path)

    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert "\n" not in answer.headers["content-type"]


CUTS = {"before its body": 0, "in the middle of its body": 200, "one byte early": -1}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())
def test_a_client_that_hangs_up_before_the_end_leaves_nothing(cut: int, register: Service) -> None:
    before, body = events(register), body_of()
    with register.connection() as connection:
        connection.sendall(request(register, body[:cut], keyed(), length=len(body)))

    time.sleep(0.2)
    assert events(register) == before
    assert register.client.get("/healthz").status_code == 200


def test_a_client_that_resets_the_connection_leaves_nothing(register: Service) -> None:
    before, body = events(register), body_of()
    with register.connection() as connection:
        connection.sendall(request(register, body[:300], keyed(), length=len(body)))
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00" + b"\x00" * 4
        )

    time.sleep(0.2)
    assert events(register) == before


def test_a_client_that_hangs_up_after_its_body_may_ask_again(register: Service) -> None:
    """The command is done whole or not at all, and the same key brings its answer either way."""
    body, key = dc01(), str(uuid4())
    content = json.dumps(body).encode()
    with register.connection() as connection:
        connection.sendall(request(register, content, f"Idempotency-Key: {key}"))

    again = register.client.post(
        "/v1/citizens",
        content=content,
        headers=register.bearer("area-officer")
        | {"idempotency-key": key, "content-type": "application/json"},
    )

    assert again.status_code == 201
    assert again.json()["version"] == 1
    held = "SELECT count(*) FROM events WHERE originator_id = %s"
    assert register.count(held, body["id"]) == 1


def test_the_register_is_ready_after_all_of_this(register: Service) -> None:
    assert eventually(lambda: register.client.get("/readyz").json()["status"] == "ready")
