"""Which function decides which command on a data-quality case."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.data_quality_case import commands as c
from domain.data_quality_case import ending, handing, opening, waits
from domain.data_quality_case.events import Event
from domain.data_quality_case.state import DataQualityCase
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.DetectDefect: opening.detect_defect,
    c.AssignCase: handing.assign_case,
    c.ReportFinding: handing.report_finding,
    c.ResolveCase: ending.resolve_case,
    c.DismissCase: ending.dismiss_case,
    c.ReopenCase: opening.reopen_case,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: DataQualityCase | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
