"""What is inside a packet, read as hostile input and compared with the manifest."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.enrolment_packet.packet_givens import (
    COMMAND,
    LISTED,
    PACKET,
    STATION,
    packet_text,
)

from domain.enrolment_packet.content import AT_THE_STATION, read_packet
from domain.mandates import COMMANDS
from domain.refusals import RuleBroken

SECOND = {
    "command": "CompleteCapture",
    "key": str(UUID(int=302)),
    "stream": str(UUID(int=303)),
    "body": {"note": "Nguyễn"},
}


def test_a_packet_holds_the_commands_of_one_sitting_in_their_order() -> None:
    content = read_packet(packet_text(COMMAND, SECOND), LISTED, STATION)

    assert content.packet_id == PACKET
    assert [one.command for one in content.commands] == ["CaptureCitizen", "CompleteCapture"]
    assert [one.stream for one in content.commands] == [None, UUID(int=303)]
    assert json.loads(bytes(content.commands[1].body)) == {"note": "Nguyễn"}
    assert content.officer_token == "eyJh.eyJz.c2ln"


def test_every_command_of_a_packet_is_one_of_the_office() -> None:
    assert {"CaptureCitizen", "OpenApplication", "CompleteCapture"} <= AT_THE_STATION
    assert COMMANDS.keys() >= AT_THE_STATION


def one(**changes: Any) -> bytes:
    return packet_text({**COMMAND, **changes})


HOSTILE: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("packet-malformed", "", lambda: b""),
    "cut short": ("packet-malformed", "", lambda: packet_text()[:-1]),
    "not UTF-8": ("packet-malformed", "", lambda: b'{"packet_id": "\xff"}'),
    "something after it": ("packet-malformed", "", lambda: packet_text() + b"{}"),
    "a name twice inside a body": (
        "packet-malformed",
        "",
        lambda: packet_text().replace(b'{"id": "x"}', b'{"id": "x", "id": "y"}'),
    ),
    "a body nested deep": (
        "packet-malformed",
        "",
        lambda: packet_text().replace(b'"x"', b"[" * 50_000 + b"]" * 50_000),
    ),
    "half a surrogate pair in a body": (
        "packet-malformed",
        "",
        lambda: packet_text().replace(b'"x"', b'"\\ud800"'),
    ),
    "no commands": ("packet-malformed", "/commands", lambda: packet_text(commands=[])),
    "too many commands": (
        "packet-malformed",
        "/commands",
        lambda: packet_text(commands=[COMMAND] * 17),
    ),
    "unknown field": ("packet-malformed", "", lambda: packet_text(roles=["director"])),
    "unknown field of a command": (
        "packet-malformed",
        "/commands/0",
        lambda: one(actor={"roles": ["director"]}),
    ),
    "token is no token": (
        "packet-malformed",
        "/officer_token",
        lambda: packet_text(officer_token="director"),
    ),
    "token is too long": (
        "packet-malformed",
        "/officer_token",
        lambda: packet_text(officer_token=f"{'a' * 9000}.b.c"),
    ),
    "token is missing": (
        "packet-malformed",
        "/officer_token",
        lambda: packet_text(officer_token=None),
    ),
    "body is a list": ("packet-malformed", "/commands/0/body", lambda: one(body=[])),
    "body is null": ("packet-malformed", "/commands/0/body", lambda: one(body=None)),
    "key is a word": ("packet-malformed", "/commands/0/key", lambda: one(key="one")),
    "a command of the centre": (
        "packet-command-unknown",
        "/commands/0/command",
        lambda: one(command="ApproveCitizen"),
    ),
    "a command that is none": (
        "packet-command-unknown",
        "/commands/0/command",
        lambda: one(command="__class__"),
    ),
    "one key for two commands": (
        "packet-key-twice",
        "/commands/1/key",
        lambda: packet_text(COMMAND, SECOND | {"key": COMMAND["key"]}),
    ),
    "another packet": (
        "packet-not-as-listed",
        "/packet_id",
        lambda: packet_text(packet_id=str(UUID(int=999))),
    ),
    "another kind": ("packet-not-as-listed", "/kind", lambda: packet_text(kind="dc01")),
    "another station": (
        "packet-not-as-listed",
        "/station_id",
        lambda: packet_text(station_id=str(UUID(int=999))),
    ),
    "another moment": (
        "packet-not-as-listed",
        "/captured_at",
        lambda: packet_text(captured_at="2021-06-10T09:30:01+07:00"),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_packet_is_refused_with_its_place(name: str) -> None:
    code, pointer, make = HOSTILE[name]
    with pytest.raises(RuleBroken) as refused:
        read_packet(make(), LISTED, STATION)

    assert refused.value.code == code
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_the_same_moment_may_be_written_with_another_offset() -> None:
    utc = packet_text(captured_at="2021-06-10T02:30:00Z")

    assert read_packet(utc, LISTED, STATION).captured_at == LISTED.captured_at
    later = replace(LISTED, captured_at=LISTED.captured_at + timedelta(microseconds=1))
    with pytest.raises(RuleBroken, match="packet-not-as-listed"):
        read_packet(utc, later, STATION)
