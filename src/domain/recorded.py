"""A domain event together with its place in a stream and the envelope it was recorded in."""

from typing import Any
from uuid import UUID

import msgspec

from domain.envelope import Envelope


class Recorded(msgspec.Struct, frozen=True):
    """One event as history holds it; (stream, version) is its identity (formats §1).

    `event` is a struct of the catalogue; its `sealed` is None once the subject is erased.
    The two originator names are what the eventsourcing library reads.
    """

    stream: UUID
    version: int
    envelope: Envelope
    event: Any

    @property
    def topic(self) -> str:
        topic: str = self.event.TOPIC
        return topic

    @property
    def originator_id(self) -> UUID:
        return self.stream

    @property
    def originator_version(self) -> int:
        return self.version


class StateUnreadable(Exception):
    """A stored event that is not what formats §2 says; names its place, never its content."""

    def __init__(self, stream: UUID, version: int, topic: str, reason: str) -> None:
        super().__init__(f"{stream}/{version} {topic}: {reason}")
        self.stream = stream
        self.version = version
        self.topic = topic
        self.reason = reason


class SealBroken(StateUnreadable):
    """A sealed part that was altered, moved to another event, or sealed under another key."""
