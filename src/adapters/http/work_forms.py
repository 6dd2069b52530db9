"""What a work queue shows, and what officers ask of it."""

from typing import Annotated
from uuid import UUID

import msgspec

from adapters.http.shown_instants import InstantText
from adapters.postgres.fresh_view import Freshness
from domain.bounded import Code

Seconds = Annotated[
    int, msgspec.Meta(ge=1, le=28_800, description="For how long, in seconds", examples=[900])
]


class WorkShown(msgspec.Struct, frozen=True):
    """One case that waits in `stage` since the event `entered_version`.

    `escalates_to` is the role that gets it after `due`; null where the deadline only passes.
    """

    stream: UUID
    kind: str
    stage: str
    due: InstantText
    owner_role: str
    owner_unit: str
    missed: bool
    escalates_to: str | None
    entered_version: int
    entered_at: InstantText
    claimed_by: UUID | None
    claimed_until: InstantText | None


class WorkPageShown(msgspec.Struct, frozen=True):
    """Free cases first, those that others have in hand after them; each oldest deadline first."""

    items: tuple[WorkShown, ...]
    next: str | None
    freshness: Freshness


class ClaimWork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take one case in hand; nobody else is offered it until the time is over."""

    stream: UUID
    stage: Code
    seconds: Seconds = 900


class ClaimNextWork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take the oldest case that is free."""

    stage: Code | None = None
    seconds: Seconds = 900


class ReturnWork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a case back for others."""

    stream: UUID
    stage: Code
