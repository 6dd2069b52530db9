"""What a block waits for, and the timer's word on a wait that passed its deadline (§1.14)."""

from domain.card_stock.block import Block
from domain.card_stock.events import DeadlineMissed, Event
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.waits import Wait

RESTING = frozenset({"open", "closed"})
"""A block waits for nobody unless a count differs or a destruction is proposed."""


def waits(state: Block) -> tuple[Wait, ...]:
    """The stages in which this block waits for somebody, with the rules `house.card-stock.*`."""
    found = []
    if state.differences:
        found.append(_wait("counted-difference"))
    if state.proposals:
        found.append(_wait("destruction-proposed"))
    return tuple(found)


def mark_deadline_missed(
    state: Block, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("card-stock", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]


def _wait(stage: str) -> Wait:
    return Wait(stage, "security-officer", "centre", f"house.card-stock.{stage}")
