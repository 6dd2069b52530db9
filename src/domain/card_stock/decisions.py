"""Which function decides which command on a block of blanks."""

from collections.abc import Callable
from typing import Any

from domain.card_stock import commands as c
from domain.card_stock import counting, destruction, machines, receipt, samples, waits
from domain.card_stock.block import Block
from domain.card_stock.events import Event
from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.ReceiveBlock: receipt.receive,
    c.AllocateBlanks: machines.allocate,
    c.ReturnBlanks: machines.return_,
    c.UseBlank: machines.use,
    c.SpoilBlank: machines.spoil,
    c.DrawSample: samples.draw_sample,
    c.ProposeDestruction: destruction.propose,
    c.DestroyBlanks: destruction.destroy,
    c.ReportBlanksMissing: counting.report_missing,
    c.ReportBlanksFound: counting.report_found,
    c.CountBlock: counting.count,
    c.CloseBlock: receipt.close,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: Block | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
