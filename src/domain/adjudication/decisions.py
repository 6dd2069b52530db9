"""Which function decides which command on an adjudication."""

from collections.abc import Callable
from typing import Any

from domain.adjudication import commands as c
from domain.adjudication import decision, examination, opening, waits
from domain.adjudication.events import Event
from domain.adjudication.state import Adjudication
from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.OpenAdjudication: opening.open_adjudication,
    c.RecordOpinion: examination.record_opinion,
    c.RecordThirdOpinion: examination.record_third_opinion,
    c.DecideAdjudication: decision.decide_adjudication,
    c.RequestEvidence: examination.request_evidence,
    c.CloseAdjudication: opening.close_adjudication,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: Adjudication | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
