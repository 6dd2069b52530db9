"""What an officer asks of an office, and what comes of it."""

from typing import Any
from uuid import UUID

import msgspec

from application.stream import Capability
from domain.books import Further
from domain.commands import Command
from domain.envelope import Actor


class NotFound(Exception):
    """There is no such stream. `kind` is its singular name."""

    def __init__(self, kind: str, stream: UUID) -> None:
        super().__init__(kind, stream)
        self.kind = kind
        self.stream = stream


class Order(msgspec.Struct, frozen=True):
    """One request of an officer to carry out one command on one stream.

    `if_match` is the version the officer has read; None when the command opens the stream, and for
    services, which act on what is there. `countersigner` is the second officer, whose own token
    said yes to this very request (formats §5). `further` is what else belongs to the same act, such
    as the commands inside a packet.
    """

    capability: Capability
    stream: UUID
    command: Command
    actor: Actor
    command_id: UUID
    request_hmac: bytes
    if_match: int | None = None
    traceparent: str | None = None
    countersigner: Actor | None = None
    further: tuple[Further, ...] = ()

    @property
    def status(self) -> int:
        """What acceptance is called: 201 for a new stream, otherwise 200."""
        return 201 if self.capability.opens else 200


class Outcome(msgspec.Struct, frozen=True):
    """The stream as the command left it; `replayed` when the command had been stored before.

    `changed` tells whether the command wrote anything at all (principle P10).
    """

    stream: UUID
    version: int
    state: Any
    status: int
    replayed: bool
    changed: bool = True
