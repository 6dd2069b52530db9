"""For whom a data-quality case waits, and the timer's word on a wait that passed its deadline."""

from domain.context import Context
from domain.data_quality_case.events import DeadlineMissed, Event
from domain.data_quality_case.state import DataQualityCase
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.waits import Wait

RESTING = frozenset({"resolved", "dismissed"})

_RULE = "house.data-quality-case"


def rule_of_holder(role: str) -> str:
    """3 working days for each level, 10 for a commune, which has to go and look (domain §1.14)."""
    return f"{_RULE}.assigned-commune" if role == "area-officer" else f"{_RULE}.assigned"


def waits(state: DataQualityCase) -> tuple[Wait, ...]:
    """The holder, or once something was found the data-officer above; an ended case rests.

    A finding waits in the unit of the holder, where the data-officer of its district and, since
    there are no districts, of its province finds it.
    """
    role, unit = state.holder_role, state.holder_unit
    match state.status:
        case "detected":
            return (Wait("detected", role, unit, f"{_RULE}.detected"),)
        case "assigned":
            return (Wait("assigned", role, unit, rule_of_holder(role), due=state.due),)
        case "found":
            return (Wait("found", "data-officer", unit, f"{_RULE}.found"),)
        case _:
            return ()


def mark_deadline_missed(
    state: DataQualityCase, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("data-quality-case", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
