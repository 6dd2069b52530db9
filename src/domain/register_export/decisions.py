"""Who may take what out of the register, and how an export ends."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field, refuse_future
from domain.refusals import NotAllowedNow, OutsideAuthority, refuse_if
from domain.register_export.commands import AbandonExport, BeginExport, CompleteExport
from domain.register_export.events import Abandoned, Begun, Completed, Event
from domain.register_export.state import RegisterExport

Decider = Callable[[Any, Any, Context], list[Event]]


def begin_export(
    state: RegisterExport | None, command: BeginExport, context: Context
) -> list[Event]:
    unit, own = command.unit, context.actor.unit
    reaches = unit == own or context.units.within(unit, own, context.today)
    refuse_if(not reaches, OutsideAuthority("unit-outside-authority", code=unit))
    as_of = command.as_of.astimezone(UTC) if command.as_of else None
    ahead = as_of is not None and as_of > context.now
    refuse_if(ahead, refuse_field("/as_of", "time-in-future", instant=as_of))
    event = Begun(command.purpose, unit, command.columns, command.format, command.position, as_of)
    if state is not None and not repeats(state, event, "begun"):
        raise NotAllowedNow("register-export-is", state=state.status)
    return [] if state else [event]


def complete_export(
    state: RegisterExport, command: CompleteExport, context: Context
) -> list[Event]:
    event = Completed(command.rows, command.erased, command.bytes, command.sha256)
    if repeats(state, event, "completed"):
        return []
    _require_own(state, context)
    return [event]


def abandon_export(state: RegisterExport, command: AbandonExport, context: Context) -> list[Event]:
    event = Abandoned(command.reason, command.rows)
    if repeats(state, event, "abandoned"):
        return []
    _require_own(state, context)
    return [event]


def _require_own(state: RegisterExport, context: Context) -> None:
    """Still open, and ended by the very officer who began it: nobody else has the file."""
    ended = NotAllowedNow("register-export-is", state=state.status)
    refuse_if(state.status != "begun", ended)
    refuse_if(context.actor.officer != state.officer, OutsideAuthority("export-of-another-officer"))


DECIDERS: dict[type[Command], Decider] = {
    BeginExport: begin_export,
    CompleteExport: complete_export,
    AbandonExport: abandon_export,
}


def decide(state: RegisterExport | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
