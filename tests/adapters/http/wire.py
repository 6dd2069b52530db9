"""Requests as bytes on the wire, to be cut or bent before they are sent."""

import json
import re
import socket
from uuid import uuid4

from citizen_case import dc01
from service import Service


def request(
    register: Service, body: bytes, *headers: str, version: str = "1.1", length: int | None = None
) -> bytes:
    """A capture as it goes over the wire, to be cut or bent."""
    lines = [
        f"POST /v1/citizens HTTP/{version}",
        "Host: register",
        f"Authorization: Bearer {register.token()}",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def keyed() -> str:
    return f"Idempotency-Key: {uuid4()}"


def body_of() -> bytes:
    return json.dumps(dc01()).encode()


def events(register: Service) -> int:
    return register.count("SELECT count(*) FROM events")


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def one_answer(connection: socket.socket) -> bytes:
    """The head and the whole body of one answer, in however many pieces they come."""
    answer = b""
    while not (length := re.search(rb"content-length: ([0-9]+)\r\n.*?\r\n\r\n", answer, re.DOTALL)):
        answer += _more(connection)
    while len(answer) < length.end() + int(length.group(1)):
        answer += _more(connection)
    return answer


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65_536)
    assert piece, "the server closed before its answer was whole"
    return piece
