"""Who acted, when and under which rules: what every recorded event carries beside its own facts."""

from datetime import datetime
from uuid import UUID

import msgspec


class Actor(msgspec.Struct, frozen=True):
    """An officer (or service) in a unit, with the roles held at the moment of acting.

    `unit` is the code of a province (2 digits), district (3) or commune (5), or `centre` for the
    National Population Data Centre, or `ministry`.
    """

    officer: UUID
    unit: str
    roles: tuple[str, ...]


class Envelope(msgspec.Struct, frozen=True):
    """The common part of every event (formats §2). Stream, version and topic are columns."""

    recorded_at: datetime
    occurred_at: datetime
    actor: Actor
    station_id: UUID | None
    command_id: UUID
    correlation_id: UUID
    policy_version: int
    countersigned_by: Actor | None
    traceparent: str | None
    clock_offset_s: int
