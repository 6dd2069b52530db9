"""Requests as bytes on the wire, to be cut or bent before they are sent."""

import json
import re
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
