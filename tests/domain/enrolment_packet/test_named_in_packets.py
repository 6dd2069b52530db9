"""Whom a packet is about, read from its bytes whether or not the register would take it."""

import json
from typing import Any
from uuid import UUID

import pytest

from domain.enrolment_packet.named import named_in

CITIZEN, APPLICATION = UUID(int=1), UUID(int=2)


def packet(*commands: dict[str, Any]) -> bytes:
    return json.dumps({"packet_id": "x", "commands": list(commands)}).encode()


def test_streams_opened_and_acted_on_and_the_citizens_of_applications() -> None:
    declared = {"command": "CaptureCitizen", "body": {"id": str(CITIZEN), "surname": "Nguyễn"}}
    captured = {"command": "CompleteCapture", "stream": str(APPLICATION), "body": {}}
    opened = {"command": "OpenApplication",
              "body": {"id": str(APPLICATION), "citizen_id": str(CITIZEN)}}  # fmt: skip

    assert named_in(packet(declared)) == (CITIZEN,)
    assert named_in(packet(captured)) == (APPLICATION,)
    assert named_in(packet(opened, captured)) == (CITIZEN, APPLICATION)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"commands":[]}',
        b'{"commands":{"stream":1}}',
        b'{"commands":[{"stream":"nobody"}]}',
        packet({"command": "x"}),
        b"[" * 100_000,
    ],
)
def test_bytes_that_are_no_packet_name_nobody(content: bytes) -> None:
    assert named_in(content) == ()
