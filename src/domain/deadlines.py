"""The timer's word on a wait that passed its deadline; by itself it moves nothing (§1.14)."""

from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from domain.bounded import Code, UnitText
from domain.commands import Command, Instant
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import NotAllowedNow, refuse_if


class MarkDeadlineMissed(Command, frozen=True, kw_only=True):
    """The timer's word that a wait has passed its deadline."""

    stage: Code
    due: Instant
    owner_role: Code
    owner_unit: UnitText


class Missed(msgspec.Struct, frozen=True):
    """A deadline that was recorded as missed, so that it is recorded once."""

    stage: str
    due: datetime


def is_missed(
    stream: str,
    stages: Collection[str],
    missed: tuple[Missed, ...],
    command: MarkDeadlineMissed,
    context: Context,
) -> datetime | None:
    """The due instant in UTC to record; None where it is recorded already.

    Refuses `{stream}-waits-not` where the stream does not wait in that stage, and a deadline that
    has not passed.
    """
    due = command.due.astimezone(UTC)
    if Missed(command.stage, due) in missed:
        return None
    not_waiting = NotAllowedNow(f"{stream}-waits-not", stage=command.stage)
    refuse_if(command.stage not in stages, not_waiting)
    refuse_if(due > context.now, refuse_field("/due", "deadline-not-passed", due=due))
    return due
