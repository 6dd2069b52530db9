"""What a legal instrument waits for (domain §1.14)."""

from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.legal_instrument.events import DeadlineMissed, Event
from domain.legal_instrument.state import LegalInstrument
from domain.waits import Wait

RESTING = frozenset({"listed", "in-force"})

_OWNER = ("legal-officer", "ministry")


def waits(state: LegalInstrument) -> tuple[Wait, ...]:
    """Its day of effect once issued, and a second officer while a rule is proposed.

    Several proposed rules are one wait, which lasts from the first until none is left.
    """
    found = []
    if state.status == "issued":
        rule = "house.legal-instrument.issued"
        found.append(Wait("issued", *_OWNER, rule, due=state.from_))
    if state.proposed:
        found.append(Wait("rule-proposed", *_OWNER, "house.legal-instrument.rule-proposed"))
    return tuple(found)


def mark_deadline_missed(
    state: LegalInstrument, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("legal-instrument", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]
