"""Which function decides which command on a card."""

from collections.abc import Callable
from typing import Any

from domain.card import commands as c
from domain.card import handover, losses, making, pauses, revocation, waits
from domain.card.events import Event
from domain.card.state import Card
from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.PersonaliseCard: making.personalise,
    c.IssueCard: making.issue,
    c.VoidCard: making.void,
    c.DestroyCard: making.destroy,
    c.ActivateCard: handover.activate,
    c.ReplaceCard: handover.replace,
    c.CorrectActivation: handover.correct_activation,
    c.CorrectReplacement: handover.correct_replacement,
    c.RecordTakenBack: handover.record_taken_back,
    c.ReportCardLost: losses.report_lost,
    c.ReportCardFound: losses.report_found,
    c.SuspendCard: pauses.suspend,
    c.ReinstateCard: pauses.reinstate,
    c.HoldCard: pauses.hold,
    c.EndHold: pauses.end_hold,
    c.RequestRevocation: revocation.request_revocation,
    c.RevokeCard: revocation.revoke,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: Card | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
