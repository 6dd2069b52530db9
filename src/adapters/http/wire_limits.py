"""What one connection may cost: bytes of a request's head, and seconds of silence."""

from typing import Protocol

import msgspec
from starlette.responses import Response
from starlette.types import Scope

MOST_URL_BYTES = 8_192
MOST_HEADER_BYTES = 32_768
MOST_HEADERS = 100
MOST_DISCARDED_BYTES = 8_388_608
"""Of a body that comes although its request is answered; a client that sends more is cut off."""
OBSERVERS = frozenset({b"/healthz", b"/readyz", b"/metrics"})
"""Answered also when the server is full: whoever watches must see it."""


class WireLimits(msgspec.Struct, frozen=True):
    """`connections` of one process get answers, and half as many more are told to come back;
    `patience_s` is the longest silence of a client that owes us something."""

    connections: int = 1000
    patience_s: float = 10.0

    @property
    def most(self) -> int:
        return self.connections + self.connections // 2


class GuardedApp(Protocol):
    """What the protocol asks of the application that it serves."""

    wire_limits: WireLimits

    def refusal(self, error: Exception, scope: Scope) -> Response:
        """The problem document for a request that no route sees."""
