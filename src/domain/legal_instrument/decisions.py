"""Which function decides which command on an instrument."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future
from domain.legal_instrument import commands as c
from domain.legal_instrument import issue, rules, waits
from domain.legal_instrument.events import Event
from domain.legal_instrument.state import LegalInstrument

DECIDERS: dict[type[Command], Callable[[Any, Any, Context], list[Event]]] = {
    c.ListInstrument: issue.list_instrument,
    c.IssueInstrument: issue.issue_instrument,
    c.BringIntoForce: issue.bring_into_force,
    c.ProposeRule: rules.propose_rule,
    c.ConfirmRule: rules.confirm_rule,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: LegalInstrument | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise."""
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
