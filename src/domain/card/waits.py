"""What a card waits for, and the timer's word on a wait that passed its deadline (§1.14)."""

from domain.card.events import DeadlineMissed, Event
from domain.card.guards import IN_CARE, REVOCABLE
from domain.card.state import Card
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.waits import Wait

RESTING = frozenset({"issued", "active", "revoked", "replaced", "destroyed"})
"""Statuses without a wait, unless a revocation is requested."""

CLOSING = frozenset(
    {
        "holder-dead",
        "nationality-deprived",
        "nationality-renounced",
        "naturalisation-cancelled",
        "duplicate-identity",
    }
)
"""Grounds that also close the application: a card not handed over is then to be destroyed."""

_CENTRE = "centre"


def waits(state: Card) -> tuple[Wait, ...]:
    """The stages in which this card waits for somebody, with the rules `house.card.*`."""
    ground = state.revocation.ground if state.revocation else None
    if state.status in IN_CARE and ground in CLOSING:
        return (_wait("issued-closed", "security-officer"),)
    requested = ground is not None and state.status in REVOCABLE
    asked = (_wait("revocation-requested", "director"),) if requested else ()
    return (*_of_status(state), *asked)


def mark_deadline_missed(state: Card, command: MarkDeadlineMissed, context: Context) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("card", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]


def _of_status(state: Card) -> tuple[Wait, ...]:
    match state.status:
        case "personalised":
            return (_wait("personalised", "director"),)
        case "voided":
            return (_wait("voided", "security-officer"),)
        case "suspended":
            return (_wait("suspended", "card-approver"),)
        case "held":
            return (_wait("held", "data-officer", state.kept_by),)
        case "lost-reported":
            return (_wait("lost-reported", "reception-officer", state.kept_by),)
        case _:
            return ()


def _wait(stage: str, role: str, unit: str = _CENTRE) -> Wait:
    return Wait(stage, role, unit, f"house.card.{stage}")
